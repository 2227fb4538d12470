import { Controller, Get, HttpException, Inject, Req, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity, type KnownRequest } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { NotAllowed, ProxboxError } from '../core/errors/errors';
import { sendEvents } from '../core/http/server-sent-events';
import { Describe } from '../core/openapi/describe';
import { type SyncRun } from '../models/sync-run.model';
import { RunFrames } from './run-frames';
import { runAll, streamAll } from './run-routes';
import { SyncService } from './sync.service';
import { fullResult } from './wire';

/**
 * The two routes by which clients of proxbox-api start everything. They are GET and change things, so a browser's
 * cookie is not enough for them: any page could make a browser send it.
 */
@Needs('run')
@Controller('full-update')
export class FullUpdateController {
  constructor(
    @Inject(SyncService) private readonly sync: SyncService,
    @Inject(RunFrames) private readonly frames: RunFrames,
  ) {}

  /** Runs everything and answers when it is done. */
  @Get()
  @Describe(runAll)
  async run(
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) response: Response,
    @CurrentIdentity() identity: KnownIdentity | undefined,
  ): Promise<Record<string, unknown>> {
    const { id } = await this.start(request, identity);
    const left = new AbortController();
    response.on('close', () => left.abort());
    const run = await this.frames.end(id, left.signal);
    if (run.status !== 'completed' && run.status !== 'completed_with_errors') throw failure(run.error);
    return resultOf(run);
  }

  /** Runs everything and tells what happens; the run goes on when the client leaves. */
  @Get('stream')
  @Describe(streamAll)
  async stream(
    @Req() request: KnownRequest,
    @Res() response: Response,
    @CurrentIdentity() identity: KnownIdentity | undefined,
  ): Promise<void> {
    const { id } = await this.start(request, identity);
    const lastId = request.get('last-event-id');
    await sendEvents(response, (signal) => this.frames.watch(id, lastId, signal));
  }

  private async start(request: KnownRequest, identity: KnownIdentity | undefined): Promise<SyncRun> {
    if (!request.isScript) {
      throw new NotAllowed('This address starts a run, so it needs an Authorization header or an API key.', {
        suggestion: 'In a browser, use the button on the first page.',
      });
    }
    try {
      return await this.sync.start({ mode: 'apply', requestedBy: identity?.username ?? '' });
    } catch (error) {
      throw error instanceof ProxboxError ? failure(error.message) : error;
    }
  }
}

/** Keys of proxbox-api 0.0.7: what a stage did, and its count, under the name of the stage. */
function resultOf(run: SyncRun): Record<string, unknown> {
  const details = run.summary.map((result) => [result.stage.replace(/-/g, '_'), result]);
  return { status: run.status, run: run.id, ...Object.fromEntries(details), ...fullResult(run.summary) };
}

function failure(message: string): HttpException {
  return new HttpException({ message, detail: message, python_exception: null }, 400);
}
