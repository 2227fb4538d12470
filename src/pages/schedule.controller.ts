import { Controller, Get, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type Identity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { AboutRow } from '../core/crud/about-row';
import { type FieldErrors, Invalid, ProxboxError } from '../core/errors/errors';
import { type Job, job, NOTIFICATIONS } from '../core/jobs/job.model';
import { flash } from '../core/pages/flash';
import { formOf as postedForm } from '../core/pages/form-bodies';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { rowId } from '../core/pages/request-parameters';
import { seeOther } from '../core/pages/see-other';
import { Schedules } from '../sync/schedules';
import { paramsOf } from '../sync/sync-params';
import { endpointNames } from './endpoint-names';
import {
  BLANK,
  bodyOfForm,
  formOf,
  formOfJob,
  pickedText,
  recurrenceText,
  type ScheduleForm,
  typeChoices,
  unitChoices,
} from './schedule-form';

const PATH = `${PAGES}/sync/schedule`;

/** The form that asks for a sync, now or later, and the list of those that have their time before them. */
@Controller(PATH)
@Needs('schedule')
@AboutRow(job)
export class ScheduleController {
  constructor(
    private readonly pages: ModelPages,
    private readonly schedules: Schedules,
  ) {}

  @Get()
  async show(@Res() response: Response, @Query('edit') edit?: string): Promise<void> {
    if (edit === undefined) return this.render(response, BLANK);
    // Not there for those who do not see it; the number is no part of the address.
    await this.pages.store(job).get(rowId(edit));
    const row = await this.schedules.get(rowId(edit));
    await this.render(response, formOfJob(row), { editing: row });
  }

  @Post()
  async add(
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.store(request, response, async (body) => {
      const row = await this.schedules.add(body, identity?.username ?? '');
      const isLater = row.status === 'scheduled';
      flash(request, 'success', isLater ? `${row.name} is scheduled.` : `${row.name} is queued.`);
      return isLater ? `${PATH}/` : detailPath(job, row.id);
    });
  }

  @Post(':id')
  async change(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const editing = await this.schedules.get(rowId(id));
    const change = async (body: Parameters<Schedules['change']>[1]) => {
      await this.schedules.change(editing.id, body, identity?.username ?? '');
      flash(request, 'success', `${editing.name} is changed.`);
      return `${PATH}/`;
    };
    await this.store(request, response, change, editing);
  }

  @Post(':id/hold')
  hold(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.act(request, response, async () => {
      const row = await this.schedules.get(rowId(id));
      await this.schedules.change(row.id, { paused: !row.isPaused }, row.user);
      return `${row.name} ${row.isPaused ? 'goes on' : 'is held'}.`;
    });
  }

  @Post(':id/remove')
  remove(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.act(request, response, async () => {
      const row = await this.schedules.get(rowId(id));
      await this.schedules.remove(row.id);
      return `${row.name} is removed. The jobs that it has begun stay.`;
    });
  }

  private async act(request: Request, response: Response, act: () => Promise<string>): Promise<void> {
    try {
      flash(request, 'success', await act());
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(request, 'danger', error.message);
    }
    await seeOther(request, response, `${PATH}/`);
  }

  private async store(
    request: Request,
    response: Response,
    store: (body: Parameters<Schedules['add']>[0]) => Promise<string>,
    editing?: Job,
  ): Promise<void> {
    const form = formOf(postedForm(request));
    const { body, errors } = bodyOfForm(form);
    try {
      if (Object.keys(errors).length > 0) throw Invalid.of(errors);
      await seeOther(request, response, await store(body));
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      response.status(HttpStatus.BAD_REQUEST);
      await this.render(response, form, { editing, errors: error.fields ?? { __all__: [error.message] } });
    }
  }

  private async render(
    response: Response,
    form: ScheduleForm,
    { editing, errors = {} }: { editing?: Job; errors?: FieldErrors } = {},
  ): Promise<void> {
    const [rows, clusters, endpoints] = await Promise.all([
      this.schedules.list(),
      this.schedules.clusters(),
      endpointNames(this.pages),
    ]);
    await renderPage(response, 'schedule/schedule.njk', {
      title: editing ? `Schedule Sync: ${editing.name}` : 'Schedule Sync',
      form,
      editing,
      picked: editing ? pickedText(editing) : '',
      problems: Object.values(errors).flat(),
      action: editing ? `${PATH}/${editing.id}/` : `${PATH}/`,
      path: PATH,
      jobsHref: listPath(job),
      typeChoices,
      unitChoices,
      notificationChoices: NOTIFICATIONS,
      endpoints: [...endpoints].map(([id, display]) => ({ id: String(id), display })),
      clusters: [...new Set([...clusters, ...form.clusters])],
      schedules: rows.map((row) => ({
        id: row.id,
        name: row.name,
        href: detailPath(job, row.id),
        types: paramsOf(row).sync_types,
        scheduled: row.scheduled,
        recurrence: recurrenceText(row),
        isPaused: row.isPaused,
      })),
    });
  }
}
