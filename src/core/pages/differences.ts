import { jsonText } from './value-text';

/** One field of an object before and after a change, as text. */
export interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly isChanged: boolean;
}

/** Lines up two versions of an object by field; either may be missing, fields that one side lacks are blank there. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const [old, changed] = [before, after].map((side) =>
    typeof side === 'object' && side !== null ? (side as Record<string, unknown>) : {},
  );
  const names = [...new Set([...Object.keys(old), ...Object.keys(changed)])];
  return names.map((name) => {
    const [left, right] = [textOf(old[name]), textOf(changed[name])];
    return { name, before: left, after: right, isChanged: left !== right };
  });
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : jsonText(value);
}
