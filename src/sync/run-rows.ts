import { Logger } from '@nestjs/common';
import { type DataSource, type EntityManager, In, type Repository } from 'typeorm';
import { messageOf, NotFound } from '../core/errors/errors';
import { type Job, OPEN_STATUSES } from '../core/jobs/job.model';
import { type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { type Outbox } from '../webhooks/outbox';
import { type Stage } from './engine/stage';
import { paramsOf } from './sync-params';

/** The end of a run is worth waiting for a database that comes back. */
const STORE_ATTEMPTS = 30;
const STORE_PAUSE_MS = 2_000;

/** What a new run is about. */
export interface RunSubject {
  readonly stages: readonly Stage[];
  readonly endpoints: readonly ProxmoxEndpoint[];
}

/** The rows of runs. A run ends once: whoever comes second changes nothing. */
export class RunRows {
  private readonly logger = new Logger(RunRows.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  table(manager: EntityManager = this.dataSource.manager): Repository<SyncRun> {
    return manager.getRepository<SyncRun>(syncRun.name);
  }

  async get(id: number): Promise<SyncRun> {
    const run = await this.table().findOneBy({ id });
    if (!run) throw new NotFound('No SyncRun matches the given query.');
    return run;
  }

  /** The runs of a job, the latest first. */
  ofJob(jobId: number): Promise<SyncRun[]> {
    return this.table().find({ where: { job: jobId }, order: { id: 'DESC' } });
  }

  /** Those that have not ended, of one job or all, the oldest first. */
  open({ job, manager }: { job?: number; manager?: EntityManager } = {}): Promise<SyncRun[]> {
    return this.table(manager).find({
      where: { status: In([...OPEN_STATUSES]), ...(job !== undefined && { job }) },
      order: { id: 'ASC' },
    });
  }

  /** A new run of a job; one that runs begins now. */
  add(
    job: Job,
    status: 'pending' | 'running',
    { stages, endpoints }: RunSubject,
    manager?: EntityManager,
  ): Promise<SyncRun> {
    const { mode, follows, is_drift_report: isDriftReport } = paramsOf(job);
    const runs = this.table(manager);
    return runs.save(
      runs.create({
        job: job.id,
        status,
        mode,
        stages: stages.map((stage) => stage.name),
        endpoints: endpoints.map(({ id }) => id),
        requestedBy: job.user,
        ...(isDriftReport && { purpose: 'drift' }),
        ...(follows && { purpose: follows.purpose, origin: follows.run }),
        ...(status === 'running' && { started: new Date() }),
      }),
    );
  }

  async begin(id: number): Promise<void> {
    await this.table().update(id, { status: 'running', started: new Date() });
  }

  /** Stores how a run ended together with what webhooks are told; false when it had ended before. */
  end(id: number, news: Partial<SyncRun>): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const runs = this.table(manager);
      const { affected } = await runs.update({ id, status: In([...OPEN_STATUSES]) }, news);
      if (affected) await this.outbox.note(manager, await runs.findOneByOrFail({ id }));
      return Boolean(affected);
    });
  }

  /** The same, waiting for a database that is away. */
  async endPatiently(id: number, news: Partial<SyncRun>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        // Whoever found the worker silent for too long has said how the run ended; that stays.
        await this.end(id, news);
        return;
      } catch (error) {
        if (attempt === STORE_ATTEMPTS) throw error;
        this.logger.warn(`The end of run ${id} could not be stored yet: ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, STORE_PAUSE_MS));
      }
    }
  }
}

/** Whether a run has not ended yet. */
export function isOpen(run: Pick<SyncRun, 'status'>): boolean {
  return OPEN_STATUSES.some((open) => open === run.status);
}
