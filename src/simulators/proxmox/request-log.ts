/** One request to the simulated API, written when it ended. */
export interface LoggedRequest {
  /** Cluster or standalone host that was asked. */
  endpoint: string;
  method: string;
  /** Without `/api2/json` and without the query. */
  path: string;
  /** 0 when the connection ended before an answer did. */
  status: number;
  /** The client left before the answer was complete. */
  isAborted: boolean;
}

export interface RequestSummary {
  /** GET requests answered. */
  reads: number;
  log: LoggedRequest[];
  /** The most requests that were under way at once, at all endpoints. */
  peakInFlight: number;
  /** The same by node name, for paths below `/nodes/{node}`. */
  peakInFlightByNode: Record<string, number>;
}

/** Counts what was asked; its listeners hear of each request as it ends. */
export class RequestLog {
  private readonly listeners = new Set<(row: LoggedRequest) => void>();
  private log: LoggedRequest[] = [];
  private readonly inFlight = new Map<string, number>();
  private peaks = new Map<string, number>();

  /** Call the returned function once, when the request ended. */
  start(endpoint: string, method: string, path: string): (status: number, isAborted: boolean) => void {
    const node = /^\/nodes\/([^/]+)/.exec(path)?.[1];
    const lanes = ['', ...(node === undefined ? [] : [node])];
    lanes.forEach((lane) => this.count(lane, 1));
    return (status, isAborted) => {
      lanes.forEach((lane) => this.count(lane, -1));
      const row = { endpoint, method, path, status, isAborted };
      this.log.push(row);
      this.listeners.forEach((listener) => listener(row));
    };
  }

  onEnd(listener: (row: LoggedRequest) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  summary(): RequestSummary {
    const { '': peakInFlight = 0, ...peakInFlightByNode } = Object.fromEntries(this.peaks);
    const reads = this.log.filter(({ method, isAborted }) => method === 'GET' && !isAborted).length;
    return { reads, log: [...this.log], peakInFlight, peakInFlightByNode };
  }

  reset(): void {
    this.log = [];
    this.peaks = new Map(this.inFlight);
  }

  private count(lane: string, change: number): void {
    const now = (this.inFlight.get(lane) ?? 0) + change;
    this.inFlight.set(lane, now);
    this.peaks.set(lane, Math.max(now, this.peaks.get(lane) ?? 0));
  }
}
