/** Something that goes wrong on purpose, for tests of retries and error paths. */
export interface Fault {
  on: 'write' | 'read' | 'any';
  /** Only requests whose path with query matches this regular expression source. */
  path?: string;
  /** The n-th matching request only, counted from 1. */
  nth?: number;
  /** Every n-th matching request. */
  every?: number;
  /** How often at most. */
  times?: number;
  /** What is answered; `drop` closes the connection without an answer. Left out: only the delay. */
  status?: 500 | 502 | 503 | 504 | 429 | 'drop';
  /** The request is carried out first and only its answer is lost. */
  applied?: boolean;
  /** Seconds in the Retry-After header. */
  retryAfter?: number;
  delayMs?: number;
}

interface Counted {
  fault: Fault;
  path: RegExp | undefined;
  seen: number;
  struck: number;
}

const isWriteMethod = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/** The faults in force, each counting the requests that match it. */
export class Faults {
  private readonly all: Counted[] = [];

  add(fault: Fault): void {
    this.all.push({
      fault,
      path: fault.path === undefined ? undefined : new RegExp(fault.path),
      seen: 0,
      struck: 0,
    });
  }

  clear(): void {
    this.all.length = 0;
  }

  /** The faults that strike this request; counts it. */
  striking(method: string, path: string): Fault[] {
    return this.all.filter((one) => this.strikes(one, method, path)).map((one) => one.fault);
  }

  private strikes(one: Counted, method: string, path: string): boolean {
    const { fault } = one;
    if (fault.on !== 'any' && isWriteMethod(method) !== (fault.on === 'write')) return false;
    if (one.path && !one.path.test(path)) return false;
    one.seen++;
    if (fault.nth !== undefined && one.seen !== fault.nth) return false;
    if (fault.every !== undefined && one.seen % fault.every !== 0) return false;
    if (fault.times !== undefined && one.struck >= fault.times) return false;
    one.struck++;
    return true;
  }
}

export { isWriteMethod };
