const EVENTS = [
  'discovery',
  'substep',
  'item_progress',
  'phase_summary',
  'error_detail',
  'step',
  'error',
  'complete',
];
const AGAIN_AFTER_MS = 3_000;

/**
 * Follows the stream of a run until `complete`. `onFrame(name, data)` gets each frame once, however often the connection
 * is lost: the browser tells the server where it stopped, and frames with a number that was seen are left out.
 * `onConnection('open' | 'lost' | 'ended')` tells how it stands. Gives a function that stops.
 */
export function followRun(path, { onFrame, onConnection }) {
  let source;
  let timer;
  let lastId = '';

  const end = (state) => {
    clearTimeout(timer);
    source.close();
    if (state) onConnection(state);
  };
  const take = (message) => {
    // The event of a lost connection has the name of the frame "error", but no data.
    if (typeof message.data !== 'string') return;
    if (message.lastEventId !== '' && !isAfter(message.lastEventId, lastId)) return;
    lastId = message.lastEventId;
    onFrame(message.type, JSON.parse(message.data));
    if (message.type === 'complete') end('ended');
  };
  const open = () => {
    source = new EventSource(path);
    source.addEventListener('open', () => onConnection('open'));
    source.onerror = (event) => {
      if (typeof event.data === 'string') return;
      onConnection('lost');
      // The browser tries again by itself, but gives up for good on an answer that is no stream.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_AFTER_MS);
    };
    for (const name of EVENTS) source.addEventListener(name, take);
  };
  open();
  return () => end();
}

/** Numbers of frames have parts, as 12.0 and 12.1: `12.10` comes after `12.9`. */
function isAfter(id, other) {
  if (other === '') return true;
  const [parts, others] = [id, other].map((one) => one.split('.').map(Number));
  const index = parts.findIndex((part, at) => part !== (others[at] ?? -1));
  return index >= 0 && parts[index] > (others[index] ?? -1);
}
