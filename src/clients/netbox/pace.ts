/** How hard a NetBox is worked, and what that is judged by. */
export interface Pace {
  /** Writing requests in flight at once. */
  readonly width: number;
  /** Answers since the width last changed. */
  readonly answers: number;
  /** Answers since it was last halved. */
  readonly calm: number;
  /** What a row cost at best, by path, in milliseconds. */
  readonly best: Readonly<Record<string, number>>;
  /** What a row costs now, by path; answers of long ago count less and less. */
  readonly recent: Readonly<Record<string, number>>;
}

/** What became of one writing request. */
export interface WriteAnswer {
  readonly path: string;
  readonly rows: number;
  readonly ms: number;
  /** Null when no answer came. */
  readonly status: number | null;
}

/** What a request costs besides its rows, in rows; without it a short list would look slow. */
const OVERHEAD_ROWS = 5;
/** Up to this many times its best cost, NetBox has not noticed the last writer. */
const HOLDS = 1.4;
/** From here on requests only wait for each other. */
const SUFFERS = 2.5;
const NEWEST = 0.4;
const OVERLOADED = new Set([429, 502, 503, 504]);

export function firstPace(width: number): Pace {
  return { width, answers: 0, calm: Infinity, best: {}, recent: {} };
}

/**
 * One writer more while a row costs what it did at best, as many as there are while it costs somewhat more, half as many
 * when it costs far more or NetBox says that it is too much. A change is given a whole round to show. Pure.
 */
export function nextPace(pace: Pace, answer: WriteAnswer, most: number): Pace {
  const isOverloaded = answer.status === null || OVERLOADED.has(answer.status);
  const seen = {
    ...(isOverloaded ? pace : withCost(pace, answer)),
    answers: pace.answers + 1,
    calm: pace.calm + 1,
  };
  const strain = strainOf(seen, answer.path);
  const isRoundOver = seen.answers >= pace.width;
  if (isOverloaded || strain > SUFFERS) {
    // The requests of one round suffer together.
    const isNew = seen.calm > pace.width && (isOverloaded || isRoundOver);
    return isNew ? { ...seen, answers: 0, calm: 0, width: Math.max(1, Math.floor(pace.width / 2)) } : seen;
  }
  const grows = isRoundOver && strain <= HOLDS && pace.width < most;
  return grows ? { ...seen, answers: 0, width: pace.width + 1 } : seen;
}

function withCost(pace: Pace, { path, rows, ms }: WriteAnswer): Pace {
  const cost = ms / (rows + OVERHEAD_ROWS);
  const before = pace.recent[path];
  const recent = before === undefined ? cost : before * (1 - NEWEST) + cost * NEWEST;
  const best = Math.min(pace.best[path] ?? recent, recent);
  return { ...pace, recent: { ...pace.recent, [path]: recent }, best: { ...pace.best, [path]: best } };
}

function strainOf({ recent, best }: Pace, path: string): number {
  return path in best && best[path] > 0 ? recent[path] / best[path] : 1;
}
