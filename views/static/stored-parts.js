/**
 * Fetches the page that is open once more and, if `isWanted` says so of the new one, puts the parts with these ids in
 * place of the ones that are shown. Tells whether it did.
 */
export async function refreshParts(ids, isWanted) {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return false;
  const stored = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (!isWanted(stored)) return false;
  for (const id of ids) {
    const [here, there] = [document.getElementById(id), stored.getElementById(id)];
    if (here && there) here.replaceWith(document.adoptNode(there));
  }
  return true;
}
