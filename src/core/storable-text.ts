/** PostgreSQL takes no null characters: of what others have said, each becomes the sign for what cannot be shown. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
