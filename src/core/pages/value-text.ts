const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `2026-07-27 17:57:03`, in UTC: the form in which NetBox shows moments. */
export function dateTimeText(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace('T', ' ');
}

/** `134217728` -> `128.0 MiB`. */
export function bytesText(bytes: number): string {
  if (Math.abs(bytes) < 1024) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log2(Math.abs(bytes)) / 10), BINARY_UNITS.length - 1);
  return `${(bytes / 1024 ** power).toFixed(1)} ${BINARY_UNITS[power]}`;
}

/** Whole numbers as they are, others with at most three places. */
export function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(3)));
}

/** JSON for people: a list of plain values on one line, everything else indented. */
export function jsonText(value: unknown): string {
  const isPlain = (one: unknown): boolean => one === null || typeof one !== 'object';
  if (Array.isArray(value) && value.every(isPlain)) return value.map(String).join(', ');
  return JSON.stringify(value, null, 2);
}
