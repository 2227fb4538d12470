import { type Job } from '../core/jobs/job.model';
import { type Jobs } from '../core/jobs/jobs';
import { changedBody, requestOf, type ScheduleBody, timesOf } from './schedule-body';
import { type SyncService } from './sync.service';

/** Syncs with their time before them, for REST and for pages. Each method throws in words for the person who asks. */
export class Schedules {
  constructor(
    private readonly sync: SyncService,
    private readonly jobs: Jobs,
  ) {}

  /** Newest first. */
  list(): Promise<Job[]> {
    return this.sync.scheduled();
  }

  /** A sync job, whatever its status. */
  get(id: number): Promise<Job> {
    return this.sync.job(id);
  }

  /** Keys of the clusters and lone hosts that one can be narrowed to. */
  clusters(): Promise<readonly string[]> {
    return this.sync.clusters();
  }

  /** Without a time and a way to recur it begins at once. */
  add(body: ScheduleBody, user: string): Promise<Job> {
    return this.sync.schedule(requestOf(body, user), timesOf(body, new Date()));
  }

  /** Changes what is named and leaves the rest. */
  async change(id: number, body: ScheduleBody, user: string): Promise<Job> {
    const job = await this.sync.job(id);
    const wanted = changedBody(job, body);
    // A time that stays may have come meanwhile.
    const isKept = body.schedule_at === undefined;
    const times = timesOf(wanted, new Date(), { isKept });
    return this.sync.reschedule(job.id, requestOf(wanted, user), { ...times, isPaused: wanted.paused });
  }

  async remove(id: number): Promise<void> {
    const job = await this.sync.job(id);
    await this.jobs.unschedule(job.id);
  }

  /** Ends a job, wherever it is. */
  cancel(id: number, user: string): Promise<Job> {
    return this.jobs.cancel(id, user);
  }

  /** The same work once more, now. */
  repeat(id: number, user: string): Promise<Job> {
    return this.sync.repeat(id, user);
  }
}
