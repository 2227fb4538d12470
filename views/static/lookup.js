/** Rows of a REST list that have some words, as the options of a select: `[{ value, text }]`. */
export async function findRows(path, key, words, limit) {
  const address = new URL(path, location.href);
  address.searchParams.set('limit', String(limit));
  if (words) address.searchParams.set('q', words);
  const response = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error(`${address.pathname} answered ${response.status}`);
  const { results } = await response.json();
  return results.map((row) => ({ value: String(row[key]), text: row.display }));
}
