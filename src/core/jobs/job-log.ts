import { messageOf } from '../errors/errors';
import { StoredLater } from '../stored-later';
import { type JobLogEntry, type LogLevel } from './job-log-entry.model';
import { type JobRows } from './job-rows';

type Line = Pick<JobLogEntry, 'job' | 'time' | 'level' | 'module' | 'message'>;

/** The log of one job, stored in the background. */
export class JobLog {
  private readonly lines: StoredLater<Line>;

  constructor(
    rows: JobRows,
    private readonly jobId: number,
    onTrouble: (message: string) => void,
  ) {
    this.lines = new StoredLater(
      (lines) => rows.log(lines),
      (error) => onTrouble(messageOf(error)),
    );
  }

  add(level: LogLevel, message: string, module = ''): void {
    this.lines.add({ job: this.jobId, time: new Date(), level, module, message });
  }

  /** Waits until everything is stored, or could not be. */
  flush(): Promise<void> {
    return this.lines.flush();
  }
}
