import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type Identity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { type Filter } from '../core/crud/lookups';
import { ProxboxError } from '../core/errors/errors';
import { API_ROOT } from '../core/http/api-root';
import { jobLogEntry } from '../core/jobs/job-log-entry.model';
import { isOpenJob, type Job, job } from '../core/jobs/job.model';
import { flash } from '../core/pages/flash';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { rowId } from '../core/pages/request-parameters';
import { seeOther } from '../core/pages/see-other';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { Schedules } from '../sync/schedules';
import { endpointNames } from './endpoint-names';
import { blankStage, boardOf, COUNT_NAMES } from './run-board';

const LINES_SHOWN = 100;

/** The page of a job, and the buttons that end it or do it again. */
@Controller(`${PAGES}/jobs/:id`)
export class JobController {
  constructor(
    private readonly pages: ModelPages,
    private readonly schedules: Schedules,
  ) {}

  @Get()
  @Needs(`view ${job.name}`)
  async show(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const view = await this.pages.detail(job, rowId(id));
    const row = view.row as unknown as Job;
    const run = await this.runOf(row);
    const lines = await this.pages.table(
      jobLogEntry,
      LINES_SHOWN,
      ['time', 'level', 'module', 'message'],
      [{ name: 'job', lookup: 'exact', values: [row.id] }],
    );
    await renderPage(response, 'job/detail.njk', {
      ...view,
      job: row,
      run,
      isActive: isOpenJob(row) && run !== undefined,
      isWaiting: isOpenJob(row) && run === undefined,
      board: run && boardOf(run, await endpointNames(this.pages)),
      blankStage,
      countNames: COUNT_NAMES,
      log: lines,
      status: view.cards.flatMap(({ cells }) => cells).find(({ name }) => name === 'status'),
      runHref: run && detailPath(syncRun, run.id),
      streamPath: run && `${API_ROOT}/${syncRun.path}/${run.id}/stream/`,
    });
  }

  @Post('cancel')
  @Needs('cancel')
  async cancel(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const row = rowId(id);
    const said = await this.tried(request, async () => {
      await this.schedules.cancel(row, identity?.username ?? '');
      return row;
    });
    if (said)
      flash(request, 'info', `Job ${row} is being cancelled. What it has written stays, and is recorded.`);
    await seeOther(request, response, detailPath(job, row));
  }

  @Post('run')
  @Needs('run')
  async repeat(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const again = await this.tried(
      request,
      async () => (await this.schedules.repeat(rowId(id), identity?.username ?? '')).id,
    );
    await seeOther(request, response, detailPath(job, again ?? rowId(id)));
  }

  private async tried(request: Request, act: () => Promise<number>): Promise<number | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(request, 'danger', error.message);
      return undefined;
    }
  }

  /** The latest: a job that the end of the program has interrupted has several. */
  private async runOf({ id }: Job): Promise<SyncRun | undefined> {
    const filters: Filter[] = [{ name: 'job', lookup: 'exact', values: [id] }];
    const query = { filters, ordering: [], limit: 1, offset: 0 };
    const { rows } = await this.pages.store(syncRun).list(query);
    return rows[0] as unknown as SyncRun | undefined;
  }
}
