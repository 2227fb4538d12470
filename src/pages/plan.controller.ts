import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { type KnownRequest } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { ExternalObjects } from '../core/crud/links';
import { type Filter } from '../core/crud/lookups';
import { ModelList } from '../core/crud/model-list';
import { Invalid, ProxboxError } from '../core/errors/errors';
import { humanize } from '../core/model/naming';
import { flash } from '../core/pages/flash';
import { formOf } from '../core/pages/form-bodies';
import { returnPathOf } from '../core/pages/form-view';
import { ModelPages, pageQuery } from '../core/pages/model-pages';
import { detailPath, listPath, withParameters } from '../core/pages/page-address';
import { pageAsked, paginationOf } from '../core/pages/pagination';
import { renderPage } from '../core/pages/render';
import { parametersOf, rowId } from '../core/pages/request-parameters';
import { withOpenTabs } from '../core/pages/rights';
import { seeOther } from '../core/pages/see-other';
import { ALL_MATCHING, selectedIds } from '../core/pages/selection';
import { type ProxmoxEndpoint, proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { ACTIONS, DECISIONS, type SyncChange, syncChange } from '../models/sync-change.model';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { isForgotten } from '../sync/old-reports';
import { PlanDecisions } from '../sync/plan-decisions';
import { pointedAt } from './pointed-at';
import { planLine } from './plan-line';
import { planCounts, planSummary } from './plan-summary';
import { isActive } from './run-board';
import { withPlanTab } from './run-tabs';

const RUNS = listPath(syncRun).slice(0, -1);
const ENDPOINTS_SHOWN = 500;
/** The box of the form that stands for one line, and what is to be said of it: `17-accepted`. */
const ONLY = /^(\d{1,10})-(\w+)$/;

/** The plan of a run: what is to become of each object and why, and the buttons that accept and refuse it. */
@Controller(`${RUNS}/:id/plan`)
export class PlanController {
  constructor(
    private readonly pages: ModelPages,
    private readonly models: ModelList,
    private readonly external: ExternalObjects,
    private readonly dataSource: DataSource,
    private readonly decisions: PlanDecisions,
  ) {}

  @Get()
  @Needs(`view ${syncChange.name}`)
  async show(
    @Param('id') id: string,
    @Req() request: KnownRequest,
    @Res() response: Response,
  ): Promise<void> {
    const parameters = parametersOf(request);
    const head = await this.pages.detail(syncRun, rowId(id));
    const run = head.row as unknown as SyncRun;
    const path = planPath(run.id);
    const asked = pageAsked(parameters);
    const [counts, endpoints, { count, rows, isEstimate }] = await Promise.all([
      planCounts(this.dataSource, run.id),
      this.endpoints(run),
      this.pages.store(syncChange).list(await this.query(run.id, parameters)),
    ]);
    const lines = rows as unknown as SyncChange[];
    const known = await this.external.find(pointedAt(lines.flatMap(({ before, after }) => [before, after])));
    const summary = planSummary(counts);
    const labels = new Map(run.summary.map(({ stage, label }) => [stage, label]));
    const labelOf = (stage: string) => labels.get(stage) ?? humanize(stage);
    await renderPage(response, 'plan/plan.njk', {
      ...withPlanTab(withOpenTabs(head, request.identity), run.id, true),
      run,
      path,
      here: withParameters(path, parameters, {}),
      decideHref: `${path}decide/`,
      decideMatchingHref: withParameters(`${path}decide/`, parameters, { page: '', per_page: '' }),
      runHref: detailPath(syncRun, run.id),
      isActive: isActive(run),
      isForgotten: !isActive(run) && isForgotten(run, counts.length),
      summary,
      tiles: ACTIONS.map((action) => ({
        action,
        count: summary.counts[action],
        href: withParameters(path, new URLSearchParams(), { action }),
      })),
      groups: summary.groups.map((group) => ({
        ...group,
        label: labelOf(group.stage),
        href: withParameters(path, new URLSearchParams(), { stage: group.stage, target: group.target }),
      })),
      stages: [...new Set(summary.groups.map(({ stage }) => stage))].map((stage) => ({
        stage,
        label: labelOf(stage),
      })),
      actions: ACTIONS,
      decisions: DECISIONS,
      endpoints: endpoints.map((one) => ({ id: String(one.id), label: proxmoxEndpoint.display(one) })),
      filter: Object.fromEntries(parameters),
      isFiltered: [...parameters].some(([, value]) => value !== ''),
      lines: lines.map((line) => planLine(line, known)),
      pagination: paginationOf({ count, isEstimate }, asked, path, parameters),
    });
  }

  /** Says of ticked lines, of one, of a kind of object or of everything that the filters leave whether it is wanted. */
  @Post('decide')
  @Needs('apply')
  async decide(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const run = rowId(id);
    const form = formOf(request);
    const back = returnPathOf(form.get('_return')) || planPath(run);
    try {
      const count = await this.decided(run, form, parametersOf(request));
      const text = count === 1 ? '1 change' : `${count} changes`;
      flash(request, count > 0 ? 'success' : 'warning', count > 0 ? `Noted for ${text}.` : NOTHING_OPEN);
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(request, 'danger', error.message);
    }
    await seeOther(request, response, back);
  }

  private async decided(run: number, form: URLSearchParams, parameters: URLSearchParams): Promise<number> {
    const [, only, ofOnly] = ONLY.exec(form.get('only') ?? '') ?? [];
    const decision = DECISIONS.find((one) => one === (ofOnly ?? form.get('decision')));
    if (!decision) throw new Invalid(`A decision is one of ${DECISIONS.join(', ')}.`);
    if (only !== undefined) return this.decisions.decide(run, decision, { changes: [Number(only)] });
    const [stage, target] = [form.get('stage'), form.get('target')];
    if (stage && target) return this.decisions.decide(run, decision, { stage, target });
    const query = await this.query(run, form.has(ALL_MATCHING) ? parameters : new URLSearchParams());
    const changes = await selectedIds(this.pages.store(syncChange), form, () => query);
    return this.decisions.decide(run, decision, { changes });
  }

  /** The lines of a run that a query string leaves. An endpoint stands for the cluster that it leads to. */
  private async query(run: number, parameters: URLSearchParams) {
    const query = pageQuery(syncChange, this.models, parameters, pageAsked(parameters));
    const within: Filter[] = [{ name: 'run', lookup: 'exact', values: [run] }];
    const endpoint = Number(parameters.get('endpoint'));
    if (Number.isSafeInteger(endpoint) && endpoint > 0) {
      const found = await this.dataSource
        .getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name)
        .findOneBy({ id: endpoint });
      // Where nothing was ever read from, nothing can be planned for.
      const below = found?.clusterKey ? `${found.clusterKey}/` : '\u0001';
      within.push({ name: 'key', lookup: 'isw', values: [below] });
    }
    return { ...query, filters: [...query.filters, ...within] };
  }

  private async endpoints(run: SyncRun): Promise<readonly ProxmoxEndpoint[]> {
    const all = await this.dataSource
      .getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name)
      .find({ order: { name: 'ASC' }, take: ENDPOINTS_SHOWN });
    return all.filter(({ id }) => run.endpoints.length === 0 || run.endpoints.includes(id));
  }
}

const NOTHING_OPEN = 'None of these is still to be made, so there is nothing to decide.';

function planPath(run: number): string {
  return `${detailPath(syncRun, run)}plan/`;
}
