import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type Identity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { RowJson } from '../core/crud/row-json';
import { type JsonObject } from '../core/crud/serializer';
import { API_ROOT } from '../core/http/api-root';
import { job } from '../core/jobs/job.model';
import { Describe } from '../core/openapi/describe';
import { cancelJob, repeatJob } from './job-routes';
import { idOf } from './row-id';
import { Schedules } from './schedules';

/** What can be done with a job besides reading its row. */
@Controller(`${API_ROOT}/${job.path}`)
export class JobsController {
  constructor(
    @Inject(Schedules) private readonly schedules: Schedules,
    @Inject(RowJson) private readonly rows: RowJson,
  ) {}

  /** Ends the job wherever it is; what it has written stays, and is recorded. */
  @Post(':id/cancel/')
  @HttpCode(202)
  @Needs('cancel')
  @Describe(cancelJob)
  async cancel(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
  ): Promise<JsonObject> {
    const row = await this.schedules.cancel(idOf(id), identity?.username ?? 'an unknown user');
    return this.rows.of(job, row, request);
  }

  /** The same work once more, now. */
  @Post(':id/run/')
  @Needs('run')
  @Describe(repeatJob)
  async repeat(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JsonObject> {
    const row = await this.schedules.repeat(idOf(id), identity?.username ?? '');
    response.location(this.rows.address(job, row.id, request));
    return this.rows.of(job, row, request);
  }
}
