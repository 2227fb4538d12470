import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { In, LessThan } from 'typeorm';
import { type JobQueue } from './job';
import { type Job, job, OPEN_STATUSES, recurs } from './job.model';
import { type Jobs } from './jobs';
import { nextTime } from './next-time';
import { OutageLog } from './outage-log';
import { Repeated } from './repeated';
import { type RecordedHandler } from './recorded-handler';

const TICK_MS = 1_000;
const AT_ONCE = 20;
/** An open job that the queue knows nothing of after so long is looked after: its process may just be putting it in. */
const ORPHANED_MS = 15_000;
const LOOK_MS = 10_000;

/**
 * Begins what is due. Any number of processes may run one: a row that one has in its hands is skipped by the others.
 * A schedule that recurs waits while a job that it began is open, and what it missed meanwhile runs once.
 */
export class Scheduler {
  private readonly repeated = new Repeated(
    new OutageLog(new Logger(Scheduler.name), 'The schedule'),
    TICK_MS,
    () => this.tick(),
  );
  private lookedAt = -Infinity;

  constructor(
    private readonly jobs: Jobs,
    private readonly queue: JobQueue,
    private readonly handler: RecordedHandler,
  ) {}

  start(): void {
    this.repeated.start();
  }

  stop(): Promise<void> {
    return this.repeated.stop();
  }

  /** One look: what is due begins, and what was left behind is looked after from time to time. */
  async tick(): Promise<void> {
    for (const due of await this.begin()) await this.jobs.enqueue(due);
    if (performance.now() - this.lookedAt < LOOK_MS) return;
    await this.lookAfterOrphans();
    this.lookedAt = performance.now();
  }

  /** Turns what is due into pending jobs; those are put into the queue afterwards, or as orphans. */
  private begin(): Promise<Job[]> {
    return this.jobs.rows.dataSource.transaction(async (manager) => {
      const table = this.jobs.rows.table(manager);
      const due = await table
        .createQueryBuilder('due')
        .where(`due.status = 'scheduled' AND NOT due.isPaused AND due.scheduled <= now()`)
        .andWhere(
          `NOT EXISTS (SELECT FROM "${job.table}" begun WHERE begun.schedule_id = due.id AND begun.status = ANY(:open))`,
          { open: [...OPEN_STATUSES] },
        )
        .orderBy('due.scheduled')
        .limit(AT_ONCE)
        .setLock('pessimistic_write')
        .setOnLocked('skip_locked')
        .getMany();
      const begun: Job[] = [];
      for (const row of due) {
        if (recurs(row)) {
          const { kind, name, user, data, timeLimit, notifications, scheduled } = row;
          const turn = {
            kind,
            name,
            user,
            data,
            timeLimit,
            notifications,
            scheduled,
            schedule: row.id,
            jobId: randomUUID(),
          };
          begun.push(await table.save(table.create(turn as Job)));
          await table.update(row.id, { scheduled: nextTime(row, new Date()) });
        } else {
          await table.update(row.id, { status: 'pending' });
          begun.push({ ...row, status: 'pending' });
        }
      }
      return begun;
    });
  }

  /** A process may have died between storing a job and queueing it, and a queue may have been emptied. */
  private async lookAfterOrphans(): Promise<void> {
    const open = await this.jobs.rows.table().findBy({
      status: In([...OPEN_STATUSES]),
      lastUpdated: LessThan(new Date(Date.now() - ORPHANED_MS)),
    });
    for (const { id, jobId } of open) {
      const standing = await this.queue.standing(jobId);
      if (standing === 'open') continue;
      // It may have ended between the two looks.
      const now = await this.jobs.rows.table().findOneBy({ id });
      if (now?.status === 'pending' && standing === 'unknown') await this.jobs.enqueue(now);
      else await this.handler.abandoned({ id }, { why: 'died', sentence: 'The queue has lost the job.' });
    }
  }
}
