const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const actions = new Set<() => void>();
const seen = new Set<string>();

/**
 * Runs a synchronous action when the process ends by itself or by a signal; the returned function takes it back.
 * Other listeners of a signal come first: a web server must finish its answers before its database goes away.
 */
export function atExit(action: () => void): () => void {
  if (actions.size === 0) listen();
  actions.add(action);
  return () => {
    if (actions.delete(action) && actions.size === 0) unlisten();
  };
}

function listen(): void {
  process.on('exit', runAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function unlisten(): void {
  process.off('exit', runAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function runAll(): void {
  for (const action of [...actions]) action();
  actions.clear();
  unlisten();
}

function onSignal(signal: NodeJS.Signals): void {
  // Whoever else listens ends the process when done (exit), or repeats the signal; so does an impatient person.
  const othersListen = process.listenerCount(signal) > 1;
  if (othersListen && !seen.has(signal)) {
    seen.add(signal);
    return;
  }
  runAll();
  process.kill(process.pid, signal);
}
