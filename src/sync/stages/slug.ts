/** Lower-case letters, digits and single dashes: what NetBox takes as a slug. `fallback` stands in for an empty one. */
export function slugOf(text: string, fallback: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug || fallback;
}
