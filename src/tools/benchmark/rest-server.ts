import 'reflect-metadata';
import { openSidecar, type SidecarOptions } from '../house';
import { onTask } from './protocol';

const SAMPLE_MS = 20;
const MB = 1024 * 1024;

/** Where the server is; then, for each message, the highest memory in MB since the message before. */
export type ServerAnswer = { url: string } | { peak_rss_mb: number };

/** Proxbox in a process of its own, so that neither its memory nor its processor time is that of who asks it. */
onTask<SidecarOptions>(async (options) => {
  const sidecar = await openSidecar(options);
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  setInterval(look, SAMPLE_MS);
  process.on('message', () => {
    look();
    process.send?.({ peak_rss_mb: Math.round(peak / MB) });
    peak = 0;
  });
  return { url: sidecar.serving.url };
});
