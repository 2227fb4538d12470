import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { type Filter } from '../core/crud/lookups';
import { Invalid, NotAllowed, ProxboxError } from '../core/errors/errors';
import { API_ROOT } from '../core/http/api-root';
import { flash } from '../core/pages/flash';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { rowId } from '../core/pages/request-parameters';
import { seeOther } from '../core/pages/see-other';
import { syncChange } from '../models/sync-change.model';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { endpointNames } from './endpoint-names';
import { planCounts, planSummary } from './plan-summary';
import { blankStage, boardOf, COUNT_NAMES, isActive } from './run-board';
import { withPlanTab } from './run-tabs';
import { SyncStarter } from './sync-starter';

const ISSUES_SHOWN = 20;

/** The page of a run, and the buttons that start and cancel one. */
@Controller(`${PAGES}/sync`)
export class SyncRunController {
  constructor(
    private readonly pages: ModelPages,
    private readonly starter: SyncStarter,
    private readonly dataSource: DataSource,
  ) {}

  @Post()
  @Needs('run')
  async start(
    @Body() body: { mode?: unknown; sync_type?: unknown } | undefined,
    @CurrentIdentity() identity: KnownIdentity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const mode = body?.mode;
    if (mode !== 'plan' && mode !== 'apply')
      throw new Invalid('The mode of a sync run is "plan" or "apply".');
    if (!identity?.may(mode)) throw new NotAllowed(`You do not have permission to ${mode} a sync run.`);
    try {
      const type = body?.sync_type;
      const { id } = await this.starter.start({
        mode,
        requestedBy: identity.username,
        ...(typeof type === 'string' && { syncTypes: [type] }),
      });
      await seeOther(request, response, detailPath(syncRun, id));
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(request, 'danger', error.message);
      await seeOther(request, response, `${PAGES}/`);
    }
  }

  @Post('runs/:id/cancel')
  @Needs('cancel')
  async cancel(
    @Param('id') id: string,
    @CurrentIdentity() identity: KnownIdentity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const run = rowId(id);
    try {
      await this.starter.cancel(run, identity?.username ?? '');
      flash(
        request,
        'info',
        `Sync run ${run} is being cancelled. What it has written stays, and is recorded.`,
      );
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(request, 'danger', error.message);
    }
    await seeOther(request, response, detailPath(syncRun, run));
  }

  @Get('runs/:id')
  @Needs(`view ${syncRun.name}`)
  async show(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const view = await this.pages.detail(syncRun, rowId(id));
    const run = view.row as unknown as SyncRun;
    await renderPage(response, 'sync-run/detail.njk', {
      ...withPlanTab(view, run.id, false),
      run,
      runHref: detailPath(syncRun, run.id),
      summary: planSummary(await planCounts(this.dataSource, run.id)),
      isActive: isActive(run),
      board: boardOf(run, await endpointNames(this.pages)),
      blankStage,
      countNames: COUNT_NAMES,
      tiles: view.cards.find(({ title }) => title === 'Result')?.cells ?? [],
      cards: view.cards.filter(({ title }) => title !== 'Result'),
      status: view.cards.flatMap(({ cells }) => cells).find(({ name }) => name === 'status'),
      streamPath: `${API_ROOT}/${syncRun.path}/${run.id}/stream/`,
      ...(await this.issues(run)),
    });
  }

  /** Objects that failed or could not be read, with the reason; the stages' own errors are on the board. */
  private async issues(run: SyncRun) {
    const filters: Filter[] = [
      { name: 'run', lookup: 'exact', values: [run.id] },
      { name: 'error', lookup: 'empty', values: [false] },
    ];
    const query = { filters, ordering: [], limit: ISSUES_SHOWN, offset: 0 };
    const { count, rows } = await this.pages.store(syncChange).list(query);
    return {
      issueCount: count,
      issues: rows.map((change) => ({
        href: detailPath(syncChange, change.id),
        title: `${String(change.target)} ${String(change.label)}`,
        message: String(change.error),
      })),
    };
  }
}
