import { type EndReason } from './job';
import { type LogLevel } from './job-log-entry.model';
import { type Job } from './job.model';

/** How a job ended, as its row says it. */
export interface JobEnd {
  readonly status: 'completed' | 'errored' | 'failed';
  readonly error?: string;
  /** Replaces the data of the job. */
  readonly data?: Record<string, unknown>;
}

/** What the work of a job has to do with its row. */
export interface JobPen {
  /** Aborted when the work has to stop; `signal.reason` is a `JobStopped`. */
  readonly signal: AbortSignal;
  /** `module` is the part of the work that the line is about. */
  log(level: LogLevel, message: string, module?: string): void;
  /** Stores the end, before whoever waits for it is told. The first one counts. */
  end(end: JobEnd): Promise<void>;
}

/** The work behind one kind of job. */
export interface JobKind {
  readonly name: string;
  /** Does the work; what it throws is the end too. Where the program is stopped meanwhile, it is done again later. */
  run(job: Job, pen: JobPen): Promise<JobEnd>;
  /** The work was ended from outside. It may be told twice, so it changes only what is still open. */
  abandoned(job: Job, why: EndReason): Promise<void>;
}
