import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type Identity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { ProxboxError } from '../core/errors/errors';
import { flash } from '../core/pages/flash';
import { detailPath, listPath } from '../core/pages/page-address';
import { rowId } from '../core/pages/request-parameters';
import { seeOther } from '../core/pages/see-other';
import { syncRun } from '../models/sync-run.model';
import { FollowUps } from '../sync/follow-ups';
import { type Follows } from '../sync/sync-params';

const RUNS = listPath(syncRun).slice(0, -1);

/** The buttons of a run that start another one; each leads to the page of that. */
@Controller(`${RUNS}/:id`)
export class FollowUpController {
  constructor(private readonly followUps: FollowUps) {}

  @Post('apply')
  @Needs('apply')
  apply(@Param('id') id: string, @CurrentIdentity() by: Identity | undefined, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.follow(id, 'acceptance', by, request, response);
  } // prettier-ignore

  @Post('resume')
  @Needs('apply')
  resume(@Param('id') id: string, @CurrentIdentity() by: Identity | undefined, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.follow(id, 'resumption', by, request, response);
  } // prettier-ignore

  @Post('approve')
  @Needs('apply')
  approve(@Param('id') id: string, @CurrentIdentity() by: Identity | undefined, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.follow(id, 'approval', by, request, response);
  } // prettier-ignore

  @Post('undo')
  @Needs('undo')
  undo(@Param('id') id: string, @CurrentIdentity() by: Identity | undefined, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.follow(id, 'undoing', by, request, response);
  } // prettier-ignore

  private async follow(
    id: string,
    purpose: Follows['purpose'],
    by: Identity | undefined,
    request: Request,
    response: Response,
  ): Promise<void> {
    const run = rowId(id);
    try {
      const started = await this.followUps.start(run, purpose, by?.username ?? '');
      await seeOther(request, response, detailPath(syncRun, started.id));
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(request, 'danger', error.message);
      await seeOther(request, response, detailPath(syncRun, run));
    }
  }
}
