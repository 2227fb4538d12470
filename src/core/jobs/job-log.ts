import { messageOf } from '../errors/errors';
import { type LogLevel } from './job-log-entry.model';
import { type JobRows } from './job-rows';

const FLUSH_MS = 500;
const LINES_AT_ONCE = 500;
/** What a broken database may let pile up. */
const LINES_KEPT = 5_000;

type Line = { job: number; time: Date; level: LogLevel; module: string; message: string };

/** The log of one job, stored in the background in order. A line that cannot be stored holds nothing up. */
export class JobLog {
  private lines: Line[] = [];
  private storing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly rows: JobRows,
    private readonly jobId: number,
    private readonly onTrouble: (message: string) => void,
  ) {}

  add(level: LogLevel, message: string, module = ''): void {
    this.lines.push({ job: this.jobId, time: new Date(), level, module, message });
    if (this.lines.length > LINES_KEPT) this.lines.shift();
    this.timer ??= setTimeout(() => this.storeNow(), FLUSH_MS);
  }

  /** Waits until everything is stored, or could not be. */
  async flush(): Promise<void> {
    this.storeNow();
    await this.storing;
  }

  private storeNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.storing = this.storing.then(async () => {
      while (this.lines.length > 0) {
        const lines = this.lines.splice(0, LINES_AT_ONCE);
        try {
          await this.rows.log(lines);
        } catch (error) {
          this.lines.unshift(...lines);
          this.onTrouble(messageOf(error));
          return;
        }
      }
    });
  }
}
