import { Controller, Get, HttpStatus, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type Identity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { JobNotifications } from '../core/jobs/notifications';
import { job } from '../core/jobs/job.model';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { rowId } from '../core/pages/request-parameters';
import { seeOther } from '../core/pages/see-other';

const PATH = `${PAGES}/notifications`;
const SHOWN_ON_PAGE = 100;
const SHOWN_IN_BELL = 5;

/** What somebody's own jobs have come to: the piece behind the bell of every page, and a page for browsers without scripts. */
@Controller(PATH)
export class NotificationsController {
  constructor(@Inject(JobNotifications) private readonly notifications: JobNotifications) {}

  @Get()
  @Needs(`view ${job.name}`)
  async show(
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const user = identity?.username ?? '';
    const isPiece = request.get('HX-Request') === 'true';
    const [rows, count] = await Promise.all([
      this.notifications.unread(user, isPiece ? SHOWN_IN_BELL : SHOWN_ON_PAGE),
      this.notifications.count(user),
    ]);
    await renderPage(response, isPiece ? 'notifications/bell.njk' : 'notifications/notifications.njk', {
      title: 'Notifications',
      path: `${PATH}/`,
      count,
      jobsHref: `${listPath(job)}?${new URLSearchParams({ user }).toString()}`,
      rows: rows.map(({ id, name, status, completed, error }) => ({
        name,
        href: `${PATH}/${id}/`,
        status: job.fields.status.choices?.[status],
        completed,
        error,
      })),
    });
  }

  /** Leads to the job, of which the person has taken note then. */
  @Get(':id')
  @Needs(`view ${job.name}`)
  async follow(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Res() response: Response,
  ): Promise<void> {
    await this.notifications.read(identity?.username ?? '', rowId(id));
    response.redirect(HttpStatus.SEE_OTHER, detailPath(job, rowId(id)));
  }

  @Post('read')
  @Needs(`view ${job.name}`)
  async read(
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.notifications.read(identity?.username ?? '');
    await seeOther(request, response, `${PATH}/`);
  }
}
