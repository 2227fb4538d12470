/**
 * Follows the stream of logs and has the lines of the page swapped by htmx when there are new ones. The stream ends while no
 * job is at work, and the browser asks again by itself; where it can not be had at all, the page is asked now and then.
 */
const ASK_ANYHOW_MS = 15_000;
/** New lines come in bursts; the page is asked once for each burst. */
const GATHER_MS = 700;

const WORDS = { open: '', lost: '(connection lost, asking every 15 s)', off: '(paused)' };

const live = document.getElementById('log-live');
let source;
let asking;
let gathering;

live?.addEventListener('change', () => (live.checked ? follow() : rest()));
if (live) follow();

function follow() {
  source = new EventSource(lines().dataset.stream);
  say('open');
  source.addEventListener('log', () => (gathering ??= setTimeout(showNews, GATHER_MS)));
  source.addEventListener('open', () => {
    say('open');
    clearInterval(asking);
  });
  source.onerror = () => {
    // An end that the server meant is followed by a new attempt; one that is given up is not.
    if (source.readyState !== EventSource.CLOSED) return;
    say('lost');
    clearInterval(asking);
    asking = setInterval(showNews, ASK_ANYHOW_MS);
  };
}

function rest() {
  source.close();
  clearInterval(asking);
  clearTimeout(gathering);
  gathering = undefined;
  say('off');
}

function showNews() {
  gathering = undefined;
  lines().dispatchEvent(new Event('log-news'));
}

function lines() {
  return document.getElementById('log-lines');
}

function say(state) {
  document.getElementById('log-connection').textContent = WORDS[state];
}
