/** Why a job was told to stop: `lost` when another worker took it over, because this one was silent for too long. */
export type StopCause = 'timeout' | 'cancelled' | 'shutdown' | 'lost';

/** The `reason` of a job's abort signal; its message is a sentence for the person who looks at the job. */
export class JobStopped extends Error {
  constructor(
    readonly why: StopCause,
    sentence: string,
  ) {
    super(sentence);
    this.name = 'JobStopped';
  }
}

/** Why a job ended without its handler having ended it: it was stopped, its worker `died` on the way, or its work `broke`. */
export interface EndReason {
  readonly why: StopCause | 'died' | 'broke';
  readonly sentence: string;
}

/** What a running job is told about itself. */
export interface JobContext {
  readonly jobId: string;
  /** Aborted at the time limit, on cancel, at shutdown and when the job was lost; `signal.reason` is a `JobStopped`. */
  readonly signal: AbortSignal;
}

/** The work behind one name of job; `data` is what `enqueue` was given, after a round through JSON. */
export interface JobHandler<Data extends object = object> {
  readonly name: string;
  /** Whether a job that the end of the program interrupts goes back to those who wait, to be run anew. */
  readonly isRepeatable?: boolean;
  /** Does the work and records how it ended, also when it was stopped. It is called once per job, unless it is repeatable. */
  run(data: Data, context: JobContext): Promise<void>;
  /**
   * Records the end of a job that no `run` has ended: its worker died, it was cancelled before it began, or its work
   * did not stop when told. It may be told twice, and of a job that has just ended by itself, so it changes only
   * what is still open. When it throws, it is told again later.
   */
  abandoned?(data: Data, why: EndReason): Promise<void>;
}

/** Token of the queue for Nest. */
export const JOB_QUEUE = Symbol('job queue');

/** Work that outlives the request that asked for it; any process may put it in, look for it and cancel it. */
export interface JobQueue {
  /**
   * Puts a job in. A job whose id the queue already knows is not put in again, so enqueuing twice runs once.
   * `timeoutMs` is the wall-clock limit of the run. Throws `Unreachable` when the queue does not answer.
   */
  enqueue(name: string, data: object, options: { jobId: string; timeoutMs?: number }): Promise<void>;
  /**
   * Ends a job from any process. `stopping`: it runs, and its signal is aborted with the sentence wherever that is;
   * `removed`: it still waited, and its handler's `abandoned` has been told; `unknown`: no such job, or it has ended.
   */
  cancel(jobId: string, sentence: string): Promise<'stopping' | 'removed' | 'unknown'>;
  /** Whether the queue still has to do with a job: it waits or runs, it has ended, or nothing is known of it. */
  standing(jobId: string): Promise<'open' | 'ended' | 'unknown'>;
  /** Takes no more jobs, aborts the running ones with `shutdown` and waits for them; the repeatable ones go back. */
  close(): Promise<void>;
}
