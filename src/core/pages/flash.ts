import { type Request } from 'express';
import type {} from 'express-session';

export type FlashLevel = 'success' | 'info' | 'warning' | 'danger';

/** A message that the next page shows as a toast. */
export interface Flash {
  readonly level: FlashLevel;
  /** Plain text; pages escape it. */
  readonly text: string;
}

declare module 'express-session' {
  interface SessionData {
    flashes?: Flash[];
  }
}

/** Leaves a message for the next page of this session; without a session (a script with a token) nobody would see it. */
export function flash(request: Request, level: FlashLevel, text: string): void {
  if (!request.session) return;
  request.session.flashes = [...(request.session.flashes ?? []), { level, text }];
}

/** The messages that wait for this session; each is given out once. */
export function takeFlashes(request: Request): Flash[] {
  const waiting = request.session?.flashes ?? [];
  if (waiting.length > 0) delete request.session.flashes;
  return waiting;
}
