import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { RowJson } from '../core/crud/row-json';
import { type JsonObject } from '../core/crud/serializer';
import { NotAllowed } from '../core/errors/errors';
import { API_ROOT } from '../core/http/api-root';
import { sendEvents } from '../core/http/server-sent-events';
import { Describe } from '../core/openapi/describe';
import { syncRun } from '../models/sync-run.model';
import { checkedBody } from './checked-body';
import { idOf } from './row-id';
import { RunBody, workOf } from './run-body';
import { RunFrames } from './run-frames';
import { cancelRun, startRun, watchRun } from './run-routes';
import { SyncService } from './sync.service';

const runBody = checkedBody(RunBody);

/** What can be done with a run besides reading its row: start it, watch it, stop it. */
@Controller(`${API_ROOT}/${syncRun.path}`)
export class RunsController {
  constructor(
    @Inject(SyncService) private readonly sync: SyncService,
    @Inject(RunFrames) private readonly frames: RunFrames,
    @Inject(RowJson) private readonly rows: RowJson,
  ) {}

  /** Starts a run in the background; the same request while one is open answers with that one. */
  @Post('/')
  @Needs('run')
  @Describe(startRun)
  async start(
    @Body(runBody) body: RunBody,
    @CurrentIdentity() identity: KnownIdentity | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JsonObject> {
    const { stages, endpoints, time_limit: timeLimit, notifications } = body;
    const work = { ...workOf(body, identity?.username ?? ''), stages, endpoints };
    if (!identity?.may(work.mode)) throw new NotAllowed(`You do not have permission to ${work.mode} a run.`);
    const run = await this.sync.start(work, { timeLimit, notifications });
    response.location(this.rows.address(syncRun, run.id, request));
    return this.rows.of(syncRun, run, request);
  }

  /** The events of the run as Server-Sent Events, from the beginning or after `Last-Event-ID`. */
  @Get(':id/stream/')
  @Needs(`view ${syncRun.name}`)
  @Describe(watchRun)
  async stream(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const runId = idOf(id);
    await this.sync.get(runId);
    const lastId = request.get('last-event-id');
    await sendEvents(response, (signal) => this.frames.watch(runId, lastId, signal));
  }

  /** Asks the run to stop; what it has written stays, and is recorded. */
  @Post(':id/cancel/')
  @Needs('cancel')
  @HttpCode(202)
  @Describe(cancelRun)
  async cancel(
    @Param('id') id: string,
    @CurrentIdentity() identity: KnownIdentity | undefined,
    @Req() request: Request,
  ): Promise<JsonObject> {
    const run = await this.sync.cancel(idOf(id), identity?.username ?? 'an unknown user');
    return this.rows.of(syncRun, run, request);
  }
}
