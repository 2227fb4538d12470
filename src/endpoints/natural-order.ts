const WIDTH = 10;

/** A text by which names sort as people expect, `vm2` before `vm10`: as NetBox's own collation does. */
export function naturalKey(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(WIDTH, '0'));
}
