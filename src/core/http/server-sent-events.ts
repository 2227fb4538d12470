import { type Request, type Response } from 'express';
import { type Observable } from 'rxjs';

/** One event of a stream; `data` is sent as one line of JSON. */
export interface EventFrame {
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

const HEARTBEAT_MS = 15_000;
/** A viewer that has let this much pile up is let go; it comes back with `Last-Event-ID`. */
const UNREAD_BYTES = 1_048_576;

/** Sends frames until they end or the viewer leaves; a comment goes out after each 15 s of silence. */
export function sendEvents(
  request: Request,
  response: Response,
  frames: Observable<EventFrame>,
  heartbeatMs: number = HEARTBEAT_MS,
): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    Connection: 'keep-alive',
    // nginx would collect the events otherwise.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(': keepalive\n\n'), heartbeatMs);
  const subscription = frames.subscribe({
    next: (frame) => {
      heartbeat.refresh();
      response.write(textOf(frame));
      if (response.writableLength > UNREAD_BYTES) response.destroy();
    },
    error: () => response.end(),
    complete: () => response.end(),
  });
  const leave = () => {
    clearInterval(heartbeat);
    subscription.unsubscribe();
  };
  // The frames may have ended already, all at once.
  if (response.writableEnded) leave();
  else request.on('close', leave);
  response.on('finish', leave);
}

function textOf({ id, event, data }: EventFrame): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
