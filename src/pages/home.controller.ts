import { Controller, Get, Redirect, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { job } from '../core/jobs/job.model';
import { type AnyModel } from '../core/model/define-model';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { netboxEndpoint } from '../models/netbox-endpoint.model';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { syncRun } from '../models/sync-run.model';
import { type Drift, DriftReport } from '../sync/drift';
import { type EndpointKind, EndpointWatch } from '../sync/endpoint-watch';
import { Schedules } from '../sync/schedules';
import { paramsOf } from '../sync/sync-params';
import { firstSteps } from './first-steps';
import { forAMoment, stepFacts } from './home-facts';
import { hasFullSchedule, nextNight } from './quick-schedule';
import { localText, recurrenceText, typeChoices, unitChoices } from './schedule-form';
import { type Waiting, waiting } from './waiting';

const ENDPOINTS_SHOWN = 20;
const RUNS_SHOWN = 5;
const SCHEDULES_SHOWN = 5;
const SCHEDULE = `${PAGES}/sync/schedule/`;

/** The first page: what is connected to what, what waits for somebody, what was done and what comes next. */
@Controller()
export class HomeController {
  constructor(
    private readonly pages: ModelPages,
    private readonly schedules: Schedules,
    private readonly watch: EndpointWatch,
    private readonly dataSource: DataSource,
    private readonly drift: DriftReport,
  ) {}

  @Get()
  @Needs('sign in')
  @Redirect(`${PAGES}/`)
  root(): void {}

  @Get(PAGES)
  @Needs(`view ${syncRun.name}`)
  async home(
    @CurrentIdentity() identity: KnownIdentity | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const [netbox, proxmox, runs, active, waits, drift, facts, schedules] = await Promise.all([
      this.endpoints(netboxEndpoint, ['name', 'domain', 'ipAddress', 'port', 'verifySsl']),
      this.endpoints(proxmoxEndpoint, ['name', 'domain', 'ipAddress', 'port', 'mode', 'version', 'enabled']),
      this.pages.table(syncRun, RUNS_SHOWN),
      this.pages.table(
        syncRun,
        1,
        ['status'],
        [{ name: 'status', lookup: 'exact', values: ['pending', 'running'] }],
      ),
      waiting(this.dataSource),
      this.drift.latest(),
      stepFacts(this.dataSource),
      this.schedules.list(),
    ]);
    const next = schedules
      .filter(({ isPaused }) => !isPaused)
      .sort((a, b) => Number(a.scheduled) - Number(b.scheduled));
    await renderPage(response, 'home/home.njk', {
      title: 'Proxbox',
      sections: [netbox, proxmox].map((one) => ({
        ...one,
        mayAdd: identity?.may(`add ${one.model.name}`) ?? false,
      })),
      runs: { table: runs, listHref: listPath(syncRun) },
      activeRun: active.rows[0] && { ...active.rows[0], href: detailPath(syncRun, active.rows[0].id) },
      waits: waitingTiles(waits, drift),
      steps: facts.applied?.isWell ? undefined : this.guide(firstSteps(facts), { isTesting: true }),
      startHref: `${PAGES}/sync/`,
      types: typeChoices.slice(1),
      next: next.slice(0, SCHEDULES_SHOWN).map((one) => ({
        name: one.name,
        href: detailPath(job, one.id),
        at: one.scheduled,
        types: paramsOf(one).sync_types.join(', '),
        recurrence: recurrenceText(one),
      })),
      scheduleHref: SCHEDULE,
      quick: hasFullSchedule(schedules)
        ? undefined
        : { at: localText(nextNight(new Date())), units: unitChoices },
    });
  }

  /** The guide with what the endpoints answer: a piece of page waits for all of them, a whole page for a moment only. */
  @Get(`${PAGES}/first-steps`)
  @Needs(`view ${proxmoxEndpoint.name}`)
  async firstSteps(@Req() request: Request, @Res() response: Response): Promise<void> {
    const isPiece = request.get('HX-Request') === 'true';
    const look = (kind: EndpointKind, id: number) => this.watch.look(kind, id);
    const facts = await stepFacts(this.dataSource, isPiece ? look : forAMoment(look));
    await renderPage(response, isPiece ? 'partials/first-steps.njk' : 'home/first-steps.njk', {
      title: 'First Steps',
      startHref: `${PAGES}/sync/`,
      steps: this.guide(firstSteps(facts), { isTesting: !isPiece }),
    });
  }

  private guide(steps: ReturnType<typeof firstSteps>, { isTesting }: { isTesting: boolean }) {
    return {
      href: `${PAGES}/first-steps/`,
      // Whether the page shall ask the endpoints once it is shown.
      isTesting: isTesting && steps.some(({ name, state }) => name === 'test' && state === 'now'),
      add: { netbox: `${listPath(netboxEndpoint)}add/`, proxmox: `${listPath(proxmoxEndpoint)}add/` },
      list: steps,
    };
  }

  private async endpoints(model: AnyModel, names: readonly string[]) {
    return {
      model,
      title: model.labelPlural,
      listHref: listPath(model),
      table: await this.pages.table(model, ENDPOINTS_SHOWN, names),
    };
  }
}

/** What waits for somebody, with the page where it is decided; nothing that is zero. */
function waitingTiles({ latest, plan }: Waiting, drift: Drift | null) {
  const planOf = (run: number, query = '') => `${detailPath(syncRun, run)}plan/${query}`;
  const ofLatest = (label: string, count: number, query: string, isBad = false) =>
    latest ? [{ label, count, isBad, href: planOf(latest.run, query), note: `Sync run ${latest.run}` }] : [];
  const drifted = drift && {
    label: 'Drift',
    count: drift.create + drift.update + drift.delete,
    href: planOf(drift.run),
    note: drift.isOutdated ? 'A run has written since' : `Sync run ${drift.run}`,
  };
  const planned = plan &&
    plan.run !== drift?.run && {
      label: 'Planned, not applied',
      count: plan.open,
      href: planOf(plan.run),
      note: `Sync run ${plan.run}`,
    };
  return [
    ...(drifted ? [drifted] : []),
    ...(planned ? [planned] : []),
    ...ofLatest('Conflicts', latest?.conflicts ?? 0, '?action=conflict'),
    ...ofLatest('Held back', latest?.held ?? 0, '?status=held'),
    ...ofLatest('Failed', latest?.failed ?? 0, '?status=failed', true),
  ].filter(({ count }) => count > 0);
}
