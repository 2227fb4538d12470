/** Fetches the page that is open once more and puts the parts with these ids in place of the ones that are shown. */
export async function refreshParts(ids) {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return;
  const stored = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of ids) {
    const [here, there] = [document.getElementById(id), stored.getElementById(id)];
    if (here && there) here.replaceWith(document.adoptNode(there));
  }
}
