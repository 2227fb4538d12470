import { type Exchange } from './exchange';

/** How often and how patiently a request is repeated. */
export interface BackOff {
  retries: number;
  backoffMs: number;
  /** The longest `Retry-After` that is honoured; what asks for more is given up. */
  longestWaitMs: number;
}

const LONGEST_PAUSE_MS = 30_000;

/** Answered before any work was done: by NetBox's front when it is full or starting. */
const TURNED_AWAY = new Set([429, 503]);
/** Answered by a front that lost NetBox on the way: the work may have been done. */
const LOST_BEHIND_THE_FRONT = new Set([502, 504]);

/**
 * Milliseconds before the request may be sent again, or undefined when it must not be.
 * @param isSafe the same request twice has the same effect as once, so an unclear end may be repeated
 * @param triesBefore how often it was repeated already
 */
export function pauseBeforeRepeat(
  exchange: Exchange,
  isSafe: boolean,
  triesBefore: number,
  { retries, backoffMs, longestWaitMs }: BackOff,
  random: () => number = Math.random,
): number | undefined {
  if (triesBefore >= retries || !isRepeatable(exchange, isSafe)) return undefined;
  const asked = exchange.kind === 'reply' ? exchange.retryAfterMs : undefined;
  if (asked !== undefined && asked > longestWaitMs) return undefined;
  return Math.max(asked ?? 0, jitteredPause(backoffMs, triesBefore, random));
}

/** Half of the doubled pause is certain, half is chance, so that many clients do not come back in one moment. */
export function jitteredPause(
  backoffMs: number,
  triesBefore: number,
  random: () => number = Math.random,
): number {
  const full = Math.min(backoffMs * 2 ** triesBefore, LONGEST_PAUSE_MS);
  return full / 2 + (full / 2) * random();
}

/** `Retry-After` in milliseconds; it is either seconds or a date. */
export function retryAfterMs(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function isRepeatable(exchange: Exchange, isSafe: boolean): boolean {
  if (exchange.kind === 'none') {
    return exchange.isPassing && (isSafe || exchange.arrived === 'no');
  }
  return TURNED_AWAY.has(exchange.status) || (isSafe && LOST_BEHIND_THE_FRONT.has(exchange.status));
}
