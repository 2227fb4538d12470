import { Logger } from '@nestjs/common';
import { type DataSource, type EntityManager, In, type Repository } from 'typeorm';
import { messageOf, NotFound } from '../errors/errors';
import { storableText } from '../storable-text';
import { type JobEnd } from './job-kind';
import { type JobLogEntry, jobLogEntry } from './job-log-entry.model';
import { type Job, job, OPEN_STATUSES } from './job.model';

/** The end of a job is worth waiting for a database that comes back. */
const STORE_ATTEMPTS = 30;
const STORE_PAUSE_MS = 2_000;

/** The rows of jobs. Each change says from which status it comes, so that of two who end a job one does nothing. */
export class JobRows {
  private readonly logger = new Logger(JobRows.name);

  constructor(readonly dataSource: DataSource) {}

  table(manager: EntityManager = this.dataSource.manager): Repository<Job> {
    return manager.getRepository<Job>(job.name);
  }

  async get(id: number): Promise<Job> {
    const row = await this.table().findOneBy({ id });
    if (!row) throw new NotFound('No Job matches the given query.');
    return row;
  }

  /** Undefined when the job has ended meanwhile. */
  async begin(id: number): Promise<Job | undefined> {
    return this.stored(async () => {
      await this.table().update({ id, status: 'pending' }, { status: 'running', started: new Date() });
      return (await this.table().findOneBy({ id, status: 'running' })) ?? undefined;
    });
  }

  /** The work goes back to those who wait, as if it had not begun. */
  async handBack(id: number): Promise<void> {
    await this.stored(() =>
      this.table().update({ id, status: 'running' }, { status: 'pending', started: null }),
    );
  }

  async end(id: number, { status, error = '', data }: JobEnd): Promise<void> {
    await this.stored(() =>
      this.table().update({ id, status: In([...OPEN_STATUSES]) }, {
        status,
        error,
        completed: new Date(),
        ...(data && { data }),
      } as object),
    );
  }

  async log(
    lines: readonly Pick<JobLogEntry, 'job' | 'time' | 'level' | 'module' | 'message'>[],
  ): Promise<void> {
    if (lines.length === 0) return;
    const told = lines.map((line) => ({ ...line, message: storableText(line.message) }));
    await this.dataSource.getRepository<JobLogEntry>(jobLogEntry.name).insert(told as never[]);
  }

  private async stored<Answer>(store: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await store();
      } catch (error) {
        if (attempt === STORE_ATTEMPTS || !this.dataSource.isInitialized) throw error;
        this.logger.warn(`The state of a job could not be stored yet: ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, STORE_PAUSE_MS));
      }
    }
  }
}
