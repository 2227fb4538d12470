/**
 * The code of an error of PostgreSQL (SQLSTATE, five characters) or of the operating system (`ENOENT`), if it has one.
 * Judged by shape: an error of another realm, as jest makes them, is no `instanceof Error` here.
 */
export function codeOf(error: unknown): string | undefined {
  const isCoded =
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
  return isCoded ? String(error.code) : undefined;
}
