import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource, In } from 'typeorm';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { type Filter } from '../core/crud/lookups';
import { ModelList } from '../core/crud/model-list';
import { seenAmong, whereSeen } from '../core/crud/sight';
import { Invalid } from '../core/errors/errors';
import { type JobLogEntry, jobLogEntry } from '../core/jobs/job-log-entry.model';
import { type Job, job, OPEN_STATUSES } from '../core/jobs/job.model';
import { LogWatch } from '../core/jobs/log-watch';
import { type AnyModel } from '../core/model/define-model';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { parametersOf } from '../core/pages/request-parameters';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { stages } from '../sync/stages';
import { logLines, LOGS_PATH, logSwitch, type Writer } from './log-lines';
import { LogPage } from './log-page';

/** What jobs have written into their logs, newest first, and live while one is at work. */
@Controller(LOGS_PATH.slice(0, -1))
@Needs(`view ${jobLogEntry.name}`)
export class LogsController {
  private readonly page: LogPage;

  constructor(
    @Inject(ModelPages) pages: ModelPages,
    @Inject(ModelList) private readonly models: ModelList,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {
    const watch = new LogWatch(dataSource, models.all, jobLogEntry as AnyModel, () => this.isGoingOn());
    this.page = new LogPage(jobLogEntry as AnyModel, LOGS_PATH, pages, models, watch);
  }

  @Get()
  async show(
    @CurrentIdentity() identity: KnownIdentity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const parameters = parametersOf(request);
    const within = await this.ofRun(parameters.get('run')?.trim() ?? '');
    const { rows, view } = await this.page.show(parameters, within);
    const lines = rows as unknown as JobLogEntry[];
    const jobs = await this.jobsOf(lines);
    await renderPage(response, 'logs/logs.njk', {
      ...view,
      title: 'Logs',
      subtitle: 'What jobs have written, newest first.',
      logs: logSwitch(LOGS_PATH, identity),
      moduleLabel: 'Stage',
      modules: stages.map(({ name, label }) => ({ name, label })),
      hasRuns: true,
      lines: logLines(lines, (line) => jobs.get(line.job)),
    });
  }

  @Get('stream')
  async stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.page.stream(request, response);
  }

  private isGoingOn(): Promise<boolean> {
    return this.dataSource
      .getRepository<Job>(job.name)
      .existsBy({ status: In([...OPEN_STATUSES]), ...whereSeen(this.models.all, job) });
  }

  /** The lines of the job that a run was the work of. Throws Invalid for what is no run in sight. */
  private async ofRun(text: string): Promise<Filter[]> {
    if (text === '') return [];
    const id = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    const run = await this.dataSource
      .getRepository<SyncRun>(syncRun.name)
      .findOneBy({ id: seenAmong(this.models.all, syncRun as AnyModel, [id]) });
    if (!run) throw Invalid.of({ run: [`There is no sync run ${text}.`] });
    // A run without a job has no log.
    return [{ name: 'job', lookup: 'exact', values: [run.job ?? 0] }];
  }

  /** The pages of the jobs of some lines with their runs, by the ids of the jobs. */
  private async jobsOf(lines: readonly JobLogEntry[]): Promise<ReadonlyMap<number, Writer>> {
    const ids = [...new Set(lines.map((line) => line.job))];
    const runs =
      ids.length === 0
        ? []
        : await this.dataSource.query<{ job: number; run: number }[]>(
            `SELECT "job_id" AS job, max("id")::int AS run FROM "${syncRun.table}" WHERE "job_id" = ANY($1) GROUP BY 1`,
            [ids],
          );
    return new Map(
      ids.map((id) => {
        const run = runs.find((one) => one.job === id)?.run;
        const own = { label: `Job ${id}`, href: detailPath(job as AnyModel, id) };
        return [
          id,
          run === undefined ? own : { label: `Sync run ${run}`, href: detailPath(syncRun as AnyModel, run) },
        ];
      }),
    );
  }
}
