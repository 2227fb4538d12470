import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { CurrentIdentity } from '../core/access/current-identity';
import { type Identity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { AboutRow } from '../core/crud/about-row';
import { API_ROOT } from '../core/http/api-root';
import { job as jobModel, type Job } from '../core/jobs/job.model';
import { Describe } from '../core/openapi/describe';
import { checkedBody } from './checked-body';
import { addSchedule, changeSchedule, listSchedules, removeSchedule } from './job-routes';
import { idOf } from './row-id';
import { ScheduleBody } from './schedule-body';
import { Schedules } from './schedules';
import { paramsOf } from './sync-params';

const body = checkedBody(ScheduleBody);

/** Syncs with their time before them, with the paths and keys of netbox-proxbox. */
@Controller(`${API_ROOT}/sync/schedule`)
@AboutRow(jobModel)
export class ScheduleController {
  constructor(@Inject(Schedules) private readonly schedules: Schedules) {}

  @Get()
  @Needs(`view ${jobModel.name}`)
  @Describe(listSchedules)
  async list(): Promise<Record<string, unknown>> {
    const rows = await this.schedules.list();
    return { count: rows.length, scheduled_jobs: rows.map(shown) };
  }

  /** Without a time and a way to recur it begins at once. */
  @Post()
  @Needs('schedule')
  @Describe(addSchedule)
  async add(
    @Body(body) given: ScheduleBody,
    @CurrentIdentity() identity: Identity | undefined,
  ): Promise<Record<string, unknown>> {
    const job = await this.schedules.add(given, identity?.username ?? '');
    const message = job.status === 'scheduled' ? 'The sync is scheduled.' : 'The sync is queued.';
    return { ok: true, job_id: job.id, message };
  }

  /** Changes what is named and leaves the rest; `paused` holds it until it is taken back. */
  @Patch(':id/')
  @Needs('schedule')
  @Describe(changeSchedule)
  async change(
    @Param('id') id: string,
    @Body(body) given: ScheduleBody,
    @CurrentIdentity() identity: Identity | undefined,
  ): Promise<Record<string, unknown>> {
    return shown(await this.schedules.change(idOf(id), given, identity?.username ?? ''));
  }

  @Delete(':id/')
  @HttpCode(204)
  @Needs('schedule')
  @Describe(removeSchedule)
  async remove(@Param('id') id: string): Promise<void> {
    await this.schedules.remove(idOf(id));
  }
}

function shown(job: Job): Record<string, unknown> {
  const { sync_types } = paramsOf(job);
  return {
    id: job.id,
    pk: job.id,
    name: job.name,
    sync_types,
    schedule: job.scheduled,
    interval: job.interval,
    cron: job.cron,
    paused: job.isPaused,
    status: job.status,
  };
}
