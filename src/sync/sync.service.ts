import { Logger } from '@nestjs/common';
import { fromEvent, tap } from 'rxjs';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { Invalid, messageOf, NotFound, Refused } from '../core/errors/errors';
import { type EndReason } from '../core/jobs/job';
import { type JobEnd, type JobKind, type JobPen } from '../core/jobs/job-kind';
import { type Job, job as jobModel, OPEN_STATUSES } from '../core/jobs/job.model';
import { type JobRequest, type Jobs, type JobTimes } from '../core/jobs/jobs';
import { OutageLog } from '../core/jobs/outage-log';
import { stopReason } from '../core/jobs/run-until-stopped';
import { type AnyModel } from '../core/model/define-model';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Mirror } from '../endpoints/mirror';
import { type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type StageSummary, type SyncRun, syncRun } from '../models/sync-run.model';
import { type Outbox } from '../webhooks/outbox';
import { NONE } from './engine/counts';
import { type Finished, type RunStatus } from './engine/event';
import { runToEnd } from './engine/run-to-end';
import { type Stage } from './engine/stage';
import { Tally } from './engine/tally';
import { type RequestCounts, RunExecutor } from './run-executor';
import { type RunEvents } from './run-events';
import { logLineOf } from './run-log';
import { RunTeller } from './run-teller';
import { type RunRequest, SyncOrders } from './sync-order';
import { dataOf, endedData, isSameWork, paramsOf, type SyncParams } from './sync-params';

/** The end of a run is worth waiting for a database that comes back. */
const STORE_ATTEMPTS = 30;
const STORE_PAUSE_MS = 2_000;
/** Held while it is judged whether somebody does the same already, so that of two at once one sees the other. */
const START_LOCK = 0x70786279;
const DEFAULT_NAME = 'Proxbox Sync';

export interface SyncParts {
  dataSource: DataSource;
  book: EndpointBook;
  mirror: Mirror;
  events: RunEvents;
  outbox: Outbox;
  stages: readonly Stage[];
  models: readonly AnyModel[];
}

/** When a sync is due, what it is called and how long it may take. */
export type SyncTimes = JobTimes & Pick<JobRequest, 'timeLimit'> & { name?: string };

/** Starts, runs and stops synchronisations: a job has one run, or more when the program was stopped on the way. */
export class SyncService implements JobKind {
  readonly name = 'sync';
  readonly orders: SyncOrders;
  private readonly logger = new Logger(SyncService.name);
  private readonly outages = new OutageLog(this.logger, 'Telling viewers');
  private jobs: Jobs | undefined;

  constructor(private readonly parts: SyncParts) {
    this.orders = new SyncOrders(parts.dataSource, parts.book, parts.stages);
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
    { name, timeLimit }: Pick<SyncTimes, 'name' | 'timeLimit'> = {},
  ): Promise<SyncRun> {
    const params = await this.orders.paramsOf(request);
    try {
      const made = await this.queue.create(
        this.jobOf(params, request.requestedBy, { name, timeLimit }),
        async (manager, job) => {
          const endpoints = await this.orders.endpointsOf(params);
          await this.giveWay(manager, params, endpoints);
          await this.addRun(manager, job, 'pending', endpoints);
        },
      );
      return await this.runs().findOneByOrFail({ job: made.id });
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
    return this.queue.rows
      .table()
      .find({ where: { kind: this.name, status: 'scheduled' }, order: { id: 'DESC' } });
  }

  /** Throws NotFound for what is no sync job. */
  async job(id: number): Promise<Job> {
    const row = await this.queue.rows.get(id);
    if (row.kind !== this.name) throw new NotFound('No Job matches the given query.');
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
    const { name, data, timeLimit, status } = await this.job(id);
    if (OPEN_STATUSES.some((open) => open === status)) {
      throw new Refused(`Job ${id} has not ended yet.`, { status: 409 });
    }
    return this.queue.create({ kind: this.name, name, user, timeLimit, data: dataOf(paramsOf({ data })) });
  }

  /** The runs of a job, the latest first. */
  runsOf(jobId: number): Promise<SyncRun[]> {
    return this.runs().find({ where: { job: jobId }, order: { id: 'DESC' } });
  }

  /** Asks a run to stop, wherever it runs. Throws NotFound, or Refused for a run that has ended. */
  async cancel(runId: number, by: string): Promise<SyncRun> {
    const run = await this.get(runId);
    if (!isOpen(run)) throw new Refused(`Sync run ${runId} has ended already.`, { status: 409 });
    if (run.job === null) await this.endRun(runId, { why: 'died', sentence: 'Its job is gone.' });
    else await this.queue.cancel(run.job, by);
    return this.get(runId);
  }

  async get(runId: number): Promise<SyncRun> {
    const run = await this.runs().findOneBy({ id: runId });
    if (!run) throw new NotFound('No SyncRun matches the given query.');
    return run;
  }

  /** Ids of the virtual machines that a run was narrowed to. */
  async machinesOf(run: SyncRun): Promise<readonly number[]> {
    if (run.job === null) return [];
    return paramsOf(await this.queue.rows.get(run.job)).netbox_vm_ids.map(Number);
  }

  async run(job: Job, pen: JobPen): Promise<JobEnd> {
    const params = paramsOf(job);
    const run = await this.begin(job, params);
    const started = new Date();
    const executor = new RunExecutor(
      {
        runId: run.id,
        mode: params.mode,
        stages: this.orders.stagesOf(params),
        knownStages: this.parts.stages,
        endpoints: run.endpoints,
        guests: await this.orders.guestsOf(params),
        follows: params.follows,
        waits: params.when_busy !== 'refuse',
        onWait: (cluster) => pen.log('info', `Another run works on ${cluster}; this one waits for its end.`),
      },
      this.parts.dataSource,
      this.parts.book,
      this.parts.mirror,
      this.parts.models,
    );
    const tally = new Tally();
    const note = (event: Parameters<typeof logLineOf>[0]) => {
      const line = logLineOf(event);
      if (line) pen.log(line.level, line.message);
    };
    const events = executor.events().pipe(
      tap((event) => tally.note(event)),
      tap(note),
    );
    let end: JobEnd | undefined;
    const finish = async (last: Finished | undefined): Promise<Finished> => {
      const ending = last ?? stoppedEvent(run.id, pen.signal, tally);
      const { requests } = executor;
      await executor.close();
      const seconds = await this.store(ending, started, requests);
      end = jobEndOf(ending, params, seconds);
      await pen.end(end);
      await this.parts.events.forgetOld().catch((error: unknown) => this.outages.failed(error));
      return ending;
    };
    const teller = new RunTeller(this.parts.events, run.id, this.outages);
    try {
      await runToEnd(events, fromEvent(pen.signal, 'abort'), (event) => teller.tell(event), finish);
    } finally {
      await executor.close();
      await teller.flush();
    }
    return end!;
  }

  /** The worker died, or the job was cancelled before it began. May be told twice; changes only what is open. */
  async abandoned(job: Job, why: EndReason): Promise<void> {
    const open = await this.runs().findBy({ job: job.id, status: In([...OPEN_STATUSES]) });
    for (const { id } of open) await this.endRun(id, why);
  }

  private async endRun(id: number, { why, sentence }: EndReason): Promise<void> {
    const status = endStatusOf(why);
    const hasEnded = await this.endWith(id, { status, error: sentence, finished: new Date() });
    if (!hasEnded) return;
    const end = { status, message: sentence, counts: NONE, results: [] };
    await this.parts.events.addLast(id, { type: 'run-finished', runId: id, ...end });
  }

  private jobOf(params: SyncParams, user: string, times: SyncTimes): JobRequest {
    const { name, ...rest } = times;
    return { kind: this.name, name: name?.trim() || DEFAULT_NAME, user, data: dataOf(params), ...rest };
  }

  /** Judges what else is going on on the same clusters, alone with the database until the transaction ends. */
  private async giveWay(
    manager: EntityManager,
    params: SyncParams,
    endpoints: readonly ProxmoxEndpoint[],
  ): Promise<void> {
    if (params.when_busy === 'wait') return;
    await manager.query('SELECT pg_advisory_xact_lock($1)', [START_LOCK]);
    const open = await this.runs(manager).find({
      where: { status: In([...OPEN_STATUSES]) },
      order: { id: 'ASC' },
    });
    const jobs = await manager
      .getRepository<Job>(jobModel.name)
      .findBy({ id: In(open.flatMap((run) => run.job ?? [])) });
    const paramsOfRun = (run: SyncRun) => {
      const job = jobs.find(({ id }) => id === run.job);
      return job && paramsOf(job);
    };
    if (params.when_busy === 'join') {
      const twin = open.find((run) => {
        const theirs = paramsOfRun(run);
        return theirs !== undefined && isSameWork(theirs, params);
      });
      if (twin) throw new Joined(twin);
      return;
    }
    const mine = clustersOf(endpoints);
    const known = await this.parts.book.allProxmoxEndpoints();
    for (const run of open) {
      const theirs = clustersOf(known.filter(({ id }) => run.endpoints.includes(id)));
      const shared = [...theirs].filter(([key]) => mine.has(key)).map(([, name]) => name);
      if (shared.length > 0) throw isBusy(run, shared);
    }
  }

  private addRun(
    manager: EntityManager,
    job: Job,
    status: 'pending' | 'running',
    endpoints: readonly ProxmoxEndpoint[],
  ): Promise<SyncRun> {
    const params = paramsOf(job);
    const runs = this.runs(manager);
    return runs.save(
      runs.create({
        job: job.id,
        status,
        mode: params.mode,
        stages: this.orders.stagesOf(params).map((stage) => stage.name),
        endpoints: endpoints.map(({ id }) => id),
        requestedBy: job.user,
        ...(params.follows && { purpose: params.follows.purpose, origin: params.follows.run }),
        ...(status === 'running' && { started: new Date() }),
      }),
    );
  }

  /** The run that waits for this job, or a new one: of a schedule, or after the program was stopped on the way. */
  private async begin(job: Job, params: SyncParams): Promise<SyncRun> {
    const waiting = await this.runs().findOneBy({ job: job.id, status: In([...OPEN_STATUSES]) });
    if (!waiting) {
      return this.addRun(
        this.parts.dataSource.manager,
        job,
        'running',
        await this.orders.endpointsOf(params),
      );
    }
    await this.runs().update(waiting.id, { status: 'running', started: new Date() });
    return waiting;
  }

  /** Gives the seconds that the run took. */
  private async store(ending: Finished, started: Date, requests: RequestCounts): Promise<number> {
    const finished = new Date();
    const seconds = (finished.getTime() - started.getTime()) / 1000;
    const { counts } = ending;
    await this.persist(ending.runId, {
      status: ending.status,
      finished,
      seconds,
      createdCount: counts.created,
      updatedCount: counts.updated,
      deletedCount: counts.deleted,
      unchangedCount: counts.unchanged,
      conflictCount: counts.conflicts,
      failedCount: counts.failed,
      summary: [...ending.results] as StageSummary[],
      error: ending.status === 'completed' ? '' : ending.message,
      ...requests,
    });
    return seconds;
  }

  private async persist(runId: number, news: Partial<SyncRun>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        // Whoever found the worker silent for too long has said how the run ended; that stays.
        await this.endWith(runId, news);
        return;
      } catch (error) {
        if (attempt === STORE_ATTEMPTS) throw error;
        this.logger.warn(`The end of run ${runId} could not be stored yet: ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, STORE_PAUSE_MS));
      }
    }
  }

  /** Stores how a run ended together with what webhooks are told; false when it had ended before. */
  private endWith(id: number, news: Partial<SyncRun>): Promise<boolean> {
    return this.parts.dataSource.transaction(async (manager) => {
      const runs = this.runs(manager);
      const { affected } = await runs.update({ id, status: In([...OPEN_STATUSES]) }, news);
      if (affected) await this.parts.outbox.note(manager, await runs.findOneByOrFail({ id }));
      return Boolean(affected);
    });
  }

  private runs(manager: EntityManager = this.parts.dataSource.manager) {
    return manager.getRepository<SyncRun>(syncRun.name);
  }

  private get queue(): Jobs {
    if (!this.jobs) throw new Invalid('The job queue is not open yet.');
    return this.jobs;
  }
}

/** Ends the attempt to start what is going on already. */
class Joined extends Error {
  constructor(readonly run: SyncRun) {
    super(`Run ${run.id} does the same.`);
  }
}

/** Names of the clusters behind endpoints by their keys; an endpoint that was never read stands for itself. */
function clustersOf(endpoints: readonly ProxmoxEndpoint[]): ReadonlyMap<string, string> {
  return new Map(
    endpoints.map(({ id, name, clusterKey }) => [
      clusterKey ?? `endpoint ${id}`,
      clusterKey?.replace(/^\w+\//, '') ?? name ?? `endpoint ${id}`,
    ]),
  );
}

function isBusy(run: SyncRun, clusters: readonly string[]): Refused {
  const by = run.requestedBy === '' ? '' : `, which ${run.requestedBy} asked for,`;
  const does = run.status === 'running' ? 'is at work on' : 'waits for its turn on';
  return new Refused(`Sync run ${run.id}${by} ${does} ${clusters.join(', ')}.`, {
    status: 409,
    suggestion: 'Wait for its end, cancel it, or ask for a run that waits ("when_busy": "wait").',
  });
}

function stoppedEvent(runId: number, signal: AbortSignal, tally: Tally): Finished {
  const reason = stopReason(signal);
  const status = endStatusOf(reason.why);
  const { counts, results } = tally;
  const done = counts.created + counts.updated + counts.deleted;
  const message = `${reason.message} ${tally.place} ${done} changes were made until then and stay; the next run does the rest.`;
  return { type: 'run-finished', runId, status, message, counts, results };
}

function jobEndOf(ending: Finished, params: SyncParams, seconds: number): JobEnd {
  const data = endedData(params, { id: ending.runId, seconds, results: ending.results });
  const isOk = ending.status === 'completed' || ending.status === 'completed_with_errors';
  const error = ending.status === 'completed' ? '' : ending.message;
  return { status: isOk ? 'completed' : ending.status === 'cancelled' ? 'failed' : 'errored', error, data };
}

function endStatusOf(why: EndReason['why']): RunStatus {
  if (why === 'cancelled') return 'cancelled';
  return why === 'timeout' ? 'timed_out' : 'failed';
}

/** Whether a run has not ended yet. */
export function isOpen(run: Pick<SyncRun, 'status'>): boolean {
  return OPEN_STATUSES.some((open) => open === run.status);
}
