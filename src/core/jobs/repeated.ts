import { type OutageLog } from './outage-log';

/** Does something again and again, never twice at once, until it is stopped; trouble is told once, and does not end it. */
export class Repeated {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private isStopped = false;

  /** `pauseMs` lies between the end of one time and the next. */
  constructor(
    private readonly outages: OutageLog,
    private readonly pauseMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  start(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.working = this.work().then(
        () => this.outages.works(),
        (error: unknown) => this.outages.failed(error),
      );
      void this.working.then(() => this.start());
    }, this.pauseMs);
  }

  /** For good; what is being done is waited for. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.working;
  }
}
