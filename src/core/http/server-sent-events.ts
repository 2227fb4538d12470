import { once } from 'node:events';
import { type Response } from 'express';

/** One event of a stream; `data` is sent as one line of JSON. */
export interface EventFrame {
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

const HEARTBEAT_MS = 15_000;
/** A viewer that takes nothing for so long is let go; it comes back with `Last-Event-ID`. */
const STUCK_MS = 60_000;

/** The text of frames as a stream carries it. */
export function textOf(frames: readonly EventFrame[]): string {
  return frames
    .map(({ id, event, data }) => {
      const head = id === undefined ? '' : `id: ${id}\n`;
      return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    })
    .join('');
}

/**
 * Sends what `parts` gives until it ends or the viewer leaves, which its signal says; the next part is asked for when the
 * viewer has taken the one before. A comment goes out after each 15 s of silence. What breaks ends the stream.
 */
export async function sendEvents(
  response: Response,
  parts: (signal: AbortSignal) => AsyncIterable<string | Buffer>,
  heartbeatMs: number = HEARTBEAT_MS,
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    Connection: 'keep-alive',
    // nginx would collect the events otherwise.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const left = new AbortController();
  response.on('close', () => left.abort());
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': keepalive\n\n');
  }, heartbeatMs);
  try {
    for await (const part of parts(left.signal)) {
      heartbeat.refresh();
      if (!response.write(part)) await drained(response, left.signal);
      if (left.signal.aborted) break;
    }
    response.end();
  } catch {
    // Where the stream breaks off the viewer comes back by itself, and is told what it has missed.
    response.end();
  } finally {
    clearInterval(heartbeat);
  }
}

async function drained(response: Response, left: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([left, AbortSignal.timeout(STUCK_MS)]);
  await once(response, 'drain', { signal }).catch(() => response.destroy());
}
