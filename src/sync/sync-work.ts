import { Logger } from '@nestjs/common';
import { fromEvent, tap } from 'rxjs';
import { type DataSource } from 'typeorm';
import { type EndReason } from '../core/jobs/job';
import { type JobEnd, type JobKind, type JobPen } from '../core/jobs/job-kind';
import { type Job } from '../core/jobs/job.model';
import { messageOf } from '../core/errors/errors';
import { OutageLog } from '../core/jobs/outage-log';
import { type AnyModel } from '../core/model/define-model';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Mirror } from '../endpoints/mirror';
import { type SyncRun } from '../models/sync-run.model';
import { type AutomaticResumption } from './automatic-resumption';
import { NONE } from './engine/counts';
import { type Finished, type SyncEvent } from './engine/event';
import { runToEnd } from './engine/run-to-end';
import { type Stage } from './engine/stage';
import { Tally } from './engine/tally';
import { endedRow, endStatusOf, jobEndOf, stoppedEvent } from './run-end';
import { type RunEvents } from './run-events';
import { RunExecutor } from './run-executor';
import { logLineOf } from './run-log';
import { type RunRows } from './run-rows';
import { RunTeller } from './run-teller';
import { type SyncOrders } from './sync-order';
import { paramsOf, type SyncParams } from './sync-params';

/** What the work of a run is done with. */
export interface WorkParts {
  readonly dataSource: DataSource;
  readonly book: EndpointBook;
  readonly mirror: Mirror;
  readonly events: RunEvents;
  readonly stages: readonly Stage[];
  readonly models: readonly AnyModel[];
  readonly orders: SyncOrders;
  readonly runs: RunRows;
  /** Puts into NetBox what no stage makes; asks nothing of it while there is nothing to do. */
  readonly bootstrap?: () => Promise<void>;
  readonly resumption: AutomaticResumption;
}

/** The work of a sync job, from its turn to its end: one run, or more when the program was stopped on the way. */
export class SyncWork implements JobKind {
  static readonly NAME = 'sync';
  readonly name = SyncWork.NAME;
  private readonly outages = new OutageLog(new Logger(SyncWork.name), 'Telling viewers');

  constructor(private readonly parts: WorkParts) {}

  async run(job: Job, pen: JobPen): Promise<JobEnd> {
    const { runs, events } = this.parts;
    const params = paramsOf(job);
    const run = await this.begin(job, params);
    const started = new Date();
    if (params.mode === 'apply') await this.bootstrap(pen);
    const executor = await this.executorOf(run, params, pen);
    const tally = new Tally();
    const told = executor.events().pipe(
      tap((event) => tally.note(event)),
      tap((event) => noteIn(pen, event)),
    );
    let end: JobEnd | undefined;
    const finish = async (last: Finished | undefined): Promise<Finished> => {
      const ending = last ?? stoppedEvent(run.id, pen.signal, tally);
      const { requests } = executor;
      await executor.close();
      const row = endedRow(ending, { started, finished: new Date(), requests });
      await runs.endPatiently(run.id, row);
      end = jobEndOf(ending, params, row.seconds);
      await pen.end(end);
      await events.forgetOld().catch((error: unknown) => this.outages.failed(error));
      return ending;
    };
    const teller = new RunTeller(events, run.id, this.outages);
    try {
      await runToEnd(told, fromEvent(pen.signal, 'abort'), (event) => teller.tell(event), finish);
    } finally {
      await executor.close();
      await teller.flush();
    }
    return end!;
  }

  /** A run does its own work all the same. */
  private async bootstrap(pen: JobPen): Promise<void> {
    try {
      await this.parts.bootstrap?.();
    } catch (error) {
      pen.log('warning', `What leads from NetBox to Proxbox could not be made there: ${messageOf(error)}`);
    }
  }

  /** The worker died, or the job was cancelled before it began. May be told twice; changes only what is open. */
  async abandoned(job: Job, why: EndReason): Promise<void> {
    for (const { id } of await this.parts.runs.open({ job: job.id })) await this.endRun(id, why);
  }

  /** Ends a run that nobody is at work on, and tells its viewers. */
  async endRun(id: number, { why, sentence }: EndReason): Promise<void> {
    const status = endStatusOf(why);
    const hasEnded = await this.parts.runs.end(id, { status, error: sentence, finished: new Date() });
    if (!hasEnded) return;
    const next = why === 'died' ? await this.resume(id, sentence) : undefined;
    const message = next ?? sentence;
    const end = { status, message, counts: NONE, results: [] };
    await this.parts.events.addLast(id, { type: 'run-finished', runId: id, ...end });
  }

  /** Goes on with a run that died, where that is wanted; gives what there is to say of it. */
  private async resume(id: number, sentence: string): Promise<string | undefined> {
    const { runs, resumption } = this.parts;
    const next = await resumption.after(await runs.get(id));
    if (!next) return undefined;
    const error = `${sentence} Run ${next.id} goes on with it.`;
    await runs.table().update(id, { error });
    return error;
  }

  /** The run that waits for this job, or a new one: of a schedule, or after the program was stopped on the way. */
  private async begin(job: Job, params: SyncParams): Promise<SyncRun> {
    const { runs, orders } = this.parts;
    const [waiting] = await runs.open({ job: job.id });
    if (!waiting) {
      const endpoints = await orders.endpointsOf(params);
      return runs.add(job, 'running', { stages: orders.stagesOf(params), endpoints });
    }
    await runs.begin(waiting.id);
    return waiting;
  }

  private async executorOf(run: SyncRun, params: SyncParams, pen: JobPen): Promise<RunExecutor> {
    const { dataSource, book, mirror, models, orders, stages } = this.parts;
    return new RunExecutor(
      {
        runId: run.id,
        mode: params.mode,
        stages: orders.stagesOf(params),
        knownStages: stages,
        endpoints: run.endpoints,
        guests: await orders.guestsOf(params),
        follows: params.follows,
        waits: params.when_busy !== 'refuse',
        onWait: (cluster) => pen.log('info', `Another run works on ${cluster}; this one waits for its end.`),
      },
      dataSource,
      book,
      mirror,
      models,
    );
  }
}

function noteIn(pen: JobPen, event: SyncEvent): void {
  const line = logLineOf(event);
  if (line) pen.log(line.level, line.message, line.stage);
}
