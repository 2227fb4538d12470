import { type DataSource } from 'typeorm';
import { whereSeen } from '../core/crud/sight';
import { Invalid, NotFound, Refused } from '../core/errors/errors';
import { isOpenJob, type Job, job as jobModel } from '../core/jobs/job.model';
import { type JobRequest, type Jobs, type JobTimes } from '../core/jobs/jobs';
import { type AnyModel } from '../core/model/define-model';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Mirror } from '../endpoints/mirror';
import { type SyncRun } from '../models/sync-run.model';
import { type Outbox } from '../webhooks/outbox';
import { AutomaticResumption } from './automatic-resumption';
import { seenClusters } from './seen-clusters';
import { type Stage } from './engine/stage';
import { FollowUps } from './follow-ups';
import { GiveWay, Joined } from './give-way';
import { type RunEvents } from './run-events';
import { isOpen, RunRows } from './run-rows';
import { type RunRequest, SyncOrders } from './sync-order';
import { dataOf, paramsOf, type SyncParams } from './sync-params';
import { SyncWork, type WorkParts } from './sync-work';

const DEFAULT_NAME = 'Proxbox Sync';

export interface SyncParts {
  dataSource: DataSource;
  book: EndpointBook;
  mirror: Mirror;
  events: RunEvents;
  outbox: Outbox;
  stages: readonly Stage[];
  models: readonly AnyModel[];
  readonly bootstrap?: WorkParts['bootstrap'];
}

/** When a sync is due, what it is called, how long it may take, and when it is told how it ended. */
export type SyncTimes = JobTimes & Pick<JobRequest, 'timeLimit' | 'notifications'> & { name?: string };

/** Asks for synchronisations, now or later, and stops them; `work` does them. */
export class SyncService {
  /** For the handler of jobs. */
  readonly work: SyncWork;
  private readonly orders: SyncOrders;
  private readonly runs: RunRows;
  private readonly others: GiveWay;
  private jobs: Jobs | undefined;

  constructor(private readonly parts: SyncParts) {
    const { dataSource, book, events, outbox, stages, models } = parts;
    this.orders = new SyncOrders(dataSource, book, stages, models);
    this.runs = new RunRows(dataSource, outbox);
    this.others = new GiveWay(this.runs, book);
    const resumption = new AutomaticResumption(book, events, new FollowUps(this, dataSource));
    this.work = new SyncWork({ ...parts, orders: this.orders, runs: this.runs, resumption });
  }

  /** The queue knows its handlers before it can be used, so it comes afterwards. */
  connect(jobs: Jobs): void {
    this.jobs = jobs;
  }

  /**
   * Stores the run and queues it. Where somebody is at work on the same cluster: `join` answers with the run that does the
   * same and otherwise waits for its turn, `wait` always waits, `refuse` throws Refused. Throws Invalid for unknown names.
   */
  async start(
    request: RunRequest,
    times: Pick<SyncTimes, 'name' | 'timeLimit' | 'notifications'> = {},
  ): Promise<SyncRun> {
    const params = await this.orders.paramsOf(request);
    try {
      const made = await this.queue.create(
        this.jobOf(params, request.requestedBy, times),
        async (manager, job) => {
          const endpoints = await this.orders.endpointsOf(params);
          await this.others.judge(manager, params, endpoints);
          const stages = this.orders.stagesOf(params);
          await this.runs.add(job, 'pending', { stages, endpoints }, manager);
        },
      );
      return await this.runs.table().findOneByOrFail({ job: made.id });
    } catch (error) {
      if (error instanceof Joined) return error.run;
      throw error;
    }
  }

  /** Stores a job that begins at its time, once or again and again. Throws Invalid for unknown names. */
  async schedule(request: RunRequest, times: SyncTimes): Promise<Job> {
    return this.queue.create(this.jobOf(await this.orders.paramsOf(request), request.requestedBy, times));
  }

  /** Sync jobs that have their time still before them, newest first. */
  scheduled(): Promise<Job[]> {
    return this.queue.rows.table().find({
      where: { kind: SyncWork.NAME, status: 'scheduled', ...whereSeen(this.parts.models, jobModel) },
      order: { id: 'DESC' },
    });
  }

  /** Throws NotFound for what is no sync job. */
  async job(id: number): Promise<Job> {
    const row = await this.queue.rows.get(id);
    if (row.kind !== SyncWork.NAME) throw new NotFound('No Job matches the given query.');
    return row;
  }

  /** Changes what a schedule does, when, and whether it is held. Throws Invalid, and Refused for what has begun. */
  async reschedule(id: number, request: RunRequest, times: SyncTimes & { isPaused?: boolean }): Promise<Job> {
    const { name, ...rest } = times;
    const data = dataOf(await this.orders.paramsOf(request));
    return this.queue.reschedule(id, { ...rest, data, name: name?.trim() || DEFAULT_NAME });
  }

  /** The same work once more, now, for whoever asks. */
  async repeat(id: number, user: string): Promise<Job> {
    const { name, data, timeLimit, notifications, status } = await this.job(id);
    if (isOpenJob({ status })) throw new Refused(`Job ${id} has not ended yet.`, { status: 409 });
    return this.queue.create({
      kind: SyncWork.NAME,
      name,
      user,
      timeLimit,
      notifications,
      data: dataOf(paramsOf({ data })),
    });
  }

  /** The runs of a job, the latest first. */
  runsOf(jobId: number): Promise<SyncRun[]> {
    return this.runs.ofJob(jobId);
  }

  /** Asks a run to stop, wherever it runs. Throws NotFound, or Refused for a run that has ended. */
  async cancel(runId: number, by: string): Promise<SyncRun> {
    const run = await this.get(runId);
    if (!isOpen(run)) throw new Refused(`Sync run ${runId} has ended already.`, { status: 409 });
    if (run.job === null) await this.work.endRun(runId, { why: 'broke', sentence: 'Its job is gone.' });
    else await this.queue.cancel(run.job, by);
    return this.get(runId);
  }

  get(runId: number): Promise<SyncRun> {
    return this.runs.get(runId);
  }

  /** A run that is over. Throws NotFound, and Refused for one that goes on. */
  async ended(runId: number): Promise<SyncRun> {
    const run = await this.get(runId);
    if (isOpen(run)) throw new Refused(`Sync run ${runId} has not ended yet.`, { status: 409 });
    return run;
  }

  /** The guests that a run was narrowed to, as a further run is asked for them. */
  async guestsOf(run: SyncRun): Promise<Pick<RunRequest, 'machines' | 'pools' | 'tags'>> {
    if (run.job === null) return {};
    const params = paramsOf(await this.queue.rows.get(run.job));
    const { netbox_vm_ids: machines, proxmox_pools: pools, proxmox_tags: tags } = params;
    return { machines: machines.map(Number), pools, tags };
  }

  /** Keys of the clusters and lone hosts that a run can be narrowed to. */
  clusters(): Promise<readonly string[]> {
    return seenClusters(this.parts.dataSource);
  }

  private jobOf(params: SyncParams, user: string, times: SyncTimes): JobRequest {
    const { name, ...rest } = times;
    return { kind: SyncWork.NAME, name: name?.trim() || DEFAULT_NAME, user, data: dataOf(params), ...rest };
  }

  private get queue(): Jobs {
    if (!this.jobs) throw new Invalid('The job queue is not open yet.');
    return this.jobs;
  }
}
