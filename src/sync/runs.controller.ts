import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  Res,
  ValidationPipe,
} from '@nestjs/common';
import { IsArray, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { type Request, type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type Identity } from '../core/access/identity';
import { LinkResolver } from '../core/crud/links';
import { ModelList } from '../core/crud/model-list';
import { projectionOf } from '../core/crud/projection';
import { type JsonObject, restPath, Serializer } from '../core/crud/serializer';
import { type FieldErrors, Invalid, NotFound } from '../core/errors/errors';
import { API_ROOT } from '../core/http/api-root';
import { PublicOrigin } from '../core/http/public-origin';
import { sendEvents } from '../core/http/server-sent-events';
import { Describe } from '../core/openapi/describe';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { RunFrames } from './run-frames';
import { cancelRun, startRun, watchRun } from './run-routes';
import { SyncService } from './sync.service';

class RunBody {
  @IsOptional()
  @IsArray({ message: 'Expected a list of names of stages.' })
  @IsString({ each: true, message: 'Not a valid string.' })
  stages?: string[];

  @IsOptional()
  @IsArray({ message: 'Expected a list of ids of Proxmox endpoints.' })
  @IsInt({ each: true, message: 'A valid integer is required.' })
  endpoints?: number[];

  @IsOptional()
  @IsIn(['plan', 'apply'], { message: 'The mode is "plan" or "apply".' })
  mode?: 'plan' | 'apply';
}

const runBody = new ValidationPipe({
  expectedType: RunBody,
  whitelist: true,
  exceptionFactory: (errors) =>
    Invalid.of(
      Object.fromEntries(
        errors.map(({ property, constraints }) => [property, Object.values(constraints ?? {})]),
      ) as FieldErrors,
    ),
});

/** What can be done with a run besides reading its row: start it, watch it, stop it. */
@Controller(`${API_ROOT}/${syncRun.path}`)
export class RunsController {
  constructor(
    @Inject(SyncService) private readonly sync: SyncService,
    @Inject(RunFrames) private readonly frames: RunFrames,
    @Inject(ModelList) private readonly models: ModelList,
    @Inject(LinkResolver) private readonly links: LinkResolver,
    @Inject(PublicOrigin) private readonly origin: PublicOrigin,
  ) {}

  /** Starts a run in the background; the same request while one is open answers with that one. */
  @Post('/')
  @Describe(startRun)
  async start(
    @Body(runBody) { stages, endpoints, mode }: RunBody,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JsonObject> {
    const run = await this.sync.start({
      mode: mode ?? 'apply',
      stages,
      endpoints,
      requestedBy: identity?.username ?? '',
    });
    response.location(this.origin.of(request) + restPath(syncRun, run.id));
    return this.show(run, request);
  }

  /** The events of the run as Server-Sent Events, from the beginning or after `Last-Event-ID`. */
  @Get(':id/stream/')
  @Describe(watchRun)
  async stream(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const runId = idOf(id);
    await this.sync.get(runId);
    sendEvents(request, response, this.frames.watch(runId, request.get('last-event-id')));
  }

  /** Asks the run to stop; what it has written stays, and is recorded. */
  @Post(':id/cancel/')
  @HttpCode(202)
  @Describe(cancelRun)
  async cancel(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
  ): Promise<JsonObject> {
    const run = await this.sync.cancel(idOf(id), identity?.username ?? 'an unknown user');
    return this.show(run, request);
  }

  private async show(run: SyncRun, request: Request): Promise<JsonObject> {
    const names = projectionOf(syncRun, new URLSearchParams());
    const row = { ...run } as never;
    const links = await this.links.resolve(syncRun, [row], names);
    return new Serializer(this.models, this.origin.of(request)).toJson(syncRun, row, links, names);
  }
}

function idOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new NotFound('Not found.');
  return Number(text);
}
