import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { Needs } from '../core/access/needs';
import { type Filter } from '../core/crud/lookups';
import { ModelList } from '../core/crud/model-list';
import { seenAmong } from '../core/crud/sight';
import { Invalid } from '../core/errors/errors';
import { sendEvents, textOf } from '../core/http/server-sent-events';
import { type JobLogEntry, jobLogEntry } from '../core/jobs/job-log-entry.model';
import { job } from '../core/jobs/job.model';
import { LogWatch } from '../core/jobs/log-watch';
import { type AnyModel } from '../core/model/define-model';
import { ModelPages, pageQuery } from '../core/pages/model-pages';
import { detailPath, withParameters } from '../core/pages/page-address';
import { pageAsked, paginationOf } from '../core/pages/pagination';
import { renderPage } from '../core/pages/render';
import { parametersOf } from '../core/pages/request-parameters';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { stages } from '../sync/stages';
import { levelTabs, logLines, LOGS_PATH } from './log-lines';

/** A browser asks again so soon after a stream has ended. */
const AGAIN_MS = 10_000;

/** What jobs have written into their logs, newest first, and live while one is at work. */
@Controller(LOGS_PATH.slice(0, -1))
@Needs(`view ${jobLogEntry.name}`)
export class LogsController {
  constructor(
    private readonly pages: ModelPages,
    @Inject(ModelList) private readonly models: ModelList,
    @Inject(LogWatch) private readonly watch: LogWatch,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const parameters = parametersOf(request);
    const asked = pageAsked(parameters);
    const query = pageQuery(jobLogEntry, this.models, withoutRun(parameters), asked);
    const within = await this.ofRun(parameters.get('run')?.trim() ?? '');
    // Before the lines: what comes meanwhile is told by the stream.
    const newest = await this.watch.newest();
    const { rows, ...counted } = await this.pages.store(jobLogEntry).list({
      ...query,
      filters: [...query.filters, ...within],
      ordering: [{ name: 'id', isDescending: true }],
    });
    const lines = rows as unknown as JobLogEntry[];
    await renderPage(response, 'logs/logs.njk', {
      title: 'Logs',
      path: LOGS_PATH,
      here: withParameters(LOGS_PATH, parameters, {}),
      tabs: levelTabs(LOGS_PATH, parameters),
      filter: Object.fromEntries(parameters),
      levels: parameters.getAll('level'),
      levelChoices: Object.entries(jobLogEntry.fields.level.choices ?? {}).map(([value, { label }]) => ({ value, label })), // prettier-ignore
      modules: stages.map(({ name, label }) => ({ name, label })),
      lines: logLines(lines, await this.jobsOf(lines)),
      // Older pages stay as they are.
      streamPath: asked.page === 1 ? `${LOGS_PATH}stream/?after=${newest}` : undefined,
      pagination: paginationOf(counted, asked, LOGS_PATH, parameters),
    });
  }

  /** Says that there are new lines; they are shown by the page. */
  @Get('stream')
  async stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    const seen = request.get('last-event-id') ?? parametersOf(request).get('after') ?? '';
    const after = /^\d{1,15}$/.test(seen) ? Number(seen) : await this.watch.newest();
    await sendEvents(response, (signal) => this.frames(after, signal));
  }

  private async *frames(after: number, signal: AbortSignal): AsyncGenerator<string> {
    yield `retry: ${AGAIN_MS}\n\n`;
    for await (const last of this.watch.watch(after, signal)) {
      yield textOf([{ id: String(last), event: 'log', data: { last } }]);
    }
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
  private async jobsOf(lines: readonly JobLogEntry[]) {
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

function withoutRun(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...parameters].filter(([name, value]) => name !== 'run' && value !== ''));
}
