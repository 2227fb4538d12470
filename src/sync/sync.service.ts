import { Logger } from '@nestjs/common';
import { fromEvent, tap } from 'rxjs';
import { type DataSource, In } from 'typeorm';
import { Invalid, messageOf, NotFound, Refused } from '../core/errors/errors';
import { type EndReason, type JobHandler, type JobQueue } from '../core/jobs/job';
import { stopReason } from '../core/jobs/run-until-stopped';
import { type AnyModel } from '../core/model/define-model';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Mirror } from '../endpoints/mirror';
import { type StageSummary, type SyncRun, syncRun } from '../models/sync-run.model';
import { type Finished, type RunStatus } from './engine/event';
import { type Hub } from './engine/hub';
import { chosen } from './engine/order';
import { type Stage } from './engine/stage';
import { Tally } from './engine/tally';
import { type RequestCounts, RunExecutor } from './run-executor';

export interface RunRequest {
  mode: 'plan' | 'apply';
  /** Names of stages; every stage when empty. What a stage comes after is chosen with it. */
  stages?: readonly string[];
  /** Ids of Proxmox endpoints; every enabled one when empty. */
  endpoints?: readonly number[];
  requestedBy: string;
}

type RunJob = { runId: number };

const OPEN = ['pending', 'running'] as const;
/** The end of a run is worth waiting for a database that comes back. */
const STORE_ATTEMPTS = 30;
const STORE_PAUSE_MS = 2_000;

export interface SyncParts {
  dataSource: DataSource;
  book: EndpointBook;
  mirror: Mirror;
  hub: Hub;
  stages: readonly Stage[];
  models: readonly AnyModel[];
}

/** Starts, runs and stops synchronisations; a run is a row, a job, and a broadcast in the hub. */
export class SyncService implements JobHandler<RunJob> {
  readonly name = 'sync';
  private readonly logger = new Logger(SyncService.name);
  private queue: JobQueue | undefined;

  constructor(private readonly parts: SyncParts) {}

  /** The queue knows its handlers before it can be used, so it comes afterwards. */
  connect(queue: JobQueue): void {
    this.queue = queue;
  }

  /** Stores the run and queues it. The same request while one is open joins that one. Throws Invalid for unknown names. */
  async start(request: RunRequest): Promise<SyncRun> {
    const stages = chosen(this.parts.stages, request.stages ?? []).map((stage) => stage.name);
    const rows = await this.parts.book.proxmoxEndpoints(request.endpoints ?? []);
    const endpoints = rows.map((row) => row.id);
    const open = await this.openRuns();
    const twin = open.find(
      (run) =>
        run.mode === request.mode &&
        String(run.stages) === String(stages) &&
        String(run.endpoints) === String(endpoints),
    );
    if (twin) return twin;
    const run = await this.runs().save(
      this.runs().create({ mode: request.mode, stages, endpoints, requestedBy: request.requestedBy }),
    );
    await this.jobs().enqueue(this.name, { runId: run.id }, { jobId: jobIdOf(run.id) });
    return run;
  }

  /** Asks a run to stop, wherever it runs. Throws NotFound, or Refused for a run that has ended. */
  async cancel(runId: number, by: string): Promise<SyncRun> {
    const run = await this.get(runId);
    if (!isOpen(run)) throw new Refused(`Sync run ${runId} has ended already.`, { status: 409 });
    const answer = await this.jobs().cancel(jobIdOf(runId), `Cancelled by ${by}.`);
    if (answer === 'unknown') await this.abandoned({ runId }, { why: 'died', sentence: 'Its job is gone.' });
    return this.get(runId);
  }

  async get(runId: number): Promise<SyncRun> {
    const run = await this.runs().findOneBy({ id: runId });
    if (!run) throw new NotFound('No SyncRun matches the given query.');
    return run;
  }

  async run({ runId }: RunJob, { signal }: { signal: AbortSignal }): Promise<void> {
    const run = await this.get(runId);
    if (!isOpen(run)) return;
    const started = new Date();
    await this.runs().update(runId, { status: 'running', started });
    const stages = chosen(this.parts.stages, run.stages);
    const executor = new RunExecutor(
      { runId, mode: run.mode, stages, endpoints: run.endpoints },
      this.parts.dataSource,
      this.parts.book,
      this.parts.mirror,
      this.parts.models,
    );
    const tally = new Tally();
    const events = executor.events().pipe(tap((event) => tally.note(event)));
    const finish = async (last: Finished | undefined): Promise<Finished> => {
      const ending = last ?? stoppedEvent(runId, signal, tally);
      const { requests } = executor;
      await executor.close();
      await this.store(ending, started, requests);
      return ending;
    };
    try {
      await this.parts.hub.run(runId, events, fromEvent(signal, 'abort'), finish);
    } finally {
      await executor.close();
    }
  }

  /** The worker died, or the run was cancelled before it began. May be told twice; changes only a run that is open. */
  async abandoned({ runId }: RunJob, { why, sentence }: EndReason): Promise<void> {
    const status = endStatusOf(why);
    await this.runs().update(
      { id: runId, status: In([...OPEN]) },
      { status, error: sentence, finished: new Date() },
    );
  }

  private async store(ending: Finished, started: Date, requests: RequestCounts): Promise<void> {
    const finished = new Date();
    const { counts } = ending;
    await this.persist(ending.runId, {
      status: ending.status,
      finished,
      seconds: (finished.getTime() - started.getTime()) / 1000,
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
  }

  private async persist(runId: number, news: Partial<SyncRun>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.runs().update(runId, news);
        return;
      } catch (error) {
        if (attempt === STORE_ATTEMPTS) throw error;
        this.logger.warn(`The end of run ${runId} could not be stored yet: ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, STORE_PAUSE_MS));
      }
    }
  }

  private openRuns(): Promise<SyncRun[]> {
    return this.runs().find({ where: { status: In([...OPEN]) }, order: { id: 'ASC' } });
  }

  private runs() {
    return this.parts.dataSource.getRepository<SyncRun>(syncRun.name);
  }

  private jobs(): JobQueue {
    if (!this.queue) throw new Invalid('The job queue is not open yet.');
    return this.queue;
  }
}

function stoppedEvent(runId: number, signal: AbortSignal, tally: Tally): Finished {
  const reason = stopReason(signal);
  const status = endStatusOf(reason.why);
  const { counts, results } = tally;
  const done = counts.created + counts.updated + counts.deleted;
  const message = `${reason.message} ${done} changes were made until then and stay; the next run does the rest.`;
  return { type: 'run-finished', runId, status, message, counts, results };
}

function endStatusOf(why: EndReason['why']): RunStatus {
  if (why === 'cancelled') return 'cancelled';
  return why === 'timeout' ? 'timed_out' : 'failed';
}

function jobIdOf(runId: number): string {
  return `sync-run-${runId}`;
}

/** Whether a run has not ended yet. */
export function isOpen(run: SyncRun): boolean {
  return (OPEN as readonly string[]).includes(run.status);
}
