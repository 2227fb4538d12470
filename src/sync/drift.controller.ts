import { Controller, Get, Inject, Req } from '@nestjs/common';
import { type Request } from 'express';
import { Needs } from '../core/access/needs';
import { RowJson } from '../core/crud/row-json';
import { NotFound } from '../core/errors/errors';
import { API_ROOT } from '../core/http/api-root';
import { notFound } from '../core/openapi/answers';
import { Describe, type RouteDescription } from '../core/openapi/describe';
import { component, listOf, orNull, type Schema } from '../core/openapi/schema';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { syncRun } from '../models/sync-run.model';
import { type Drift, type DriftCounts, DriftReport } from './drift';

const count: Schema = { type: 'integer' };
const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const moment: Schema = { type: 'string', format: 'date-time' };

const counts: Readonly<Record<string, Schema>> = {
  to_create: count,
  to_update: count,
  to_delete: count,
  conflicts: { ...count, description: 'Fields that both sides changed, or something in the way.' },
  held: { ...count, description: 'Gone, and more at once than may go without approval.' },
  unread: { ...count, description: 'Could not be read, so that nothing is known of them.' },
};

function objectOf(properties: Record<string, Schema>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

const pointer = objectOf({ id: count, url: { type: 'string', format: 'uri' }, display: text });

export const driftSchemas: Readonly<Record<string, Schema>> = {
  DriftPart: objectOf({ stage: text, label: text, endpoint: orNull(pointer), ...counts }),
  Drift: objectOf({
    run: pointer,
    status: { type: 'string', enum: ['completed', 'completed_with_errors'] },
    started: moment,
    finished: moment,
    is_outdated: { ...flag, description: 'A run has written since, or writes now.' },
    has_drift: flag,
    since: orNull({ ...moment, description: 'The first plan that found drift since there was none.' }),
    ...counts,
    parts: {
      ...listOf(component('DriftPart')),
      description: 'By stage and endpoint; without what is as it should be.',
    },
  }),
};

const readDrift: RouteDescription = {
  tag: syncRun.labelPlural,
  operationId: 'plugins_proxbox_sync_drift_retrieve',
  summary: 'What the latest plan of everything found',
  description:
    'The setting drift_report_hours says how often such a plan is made; one that somebody asked for counts as well.',
  answers: {
    200: { description: 'How far NetBox is from Proxmox VE.', schema: component('Drift') },
    404: { ...notFound, description: 'There is no plan of everything yet.' },
  },
};

/** How far NetBox is from Proxmox VE. */
@Controller(`${API_ROOT}/sync/drift`)
export class DriftController {
  constructor(
    @Inject(DriftReport) private readonly report: DriftReport,
    @Inject(RowJson) private readonly rows: RowJson,
  ) {}

  /** 404 before the first plan of everything. */
  @Get()
  @Needs(`view ${syncRun.name}`)
  @Describe(readDrift)
  async latest(@Req() request: Request): Promise<Record<string, unknown>> {
    const drift = await this.report.latest();
    if (!drift) {
      throw new NotFound('There is no plan of everything yet.', {
        suggestion: 'Start a run with {"mode": "plan"}, or set drift_report_hours in the settings.',
      });
    }
    return this.jsonOf(drift, request);
  }

  private jsonOf(drift: Drift, request: Request): Record<string, unknown> {
    return {
      run: {
        id: drift.run,
        url: this.rows.address(syncRun, drift.run, request),
        display: `Sync run ${drift.run}`,
      },
      status: drift.status,
      started: drift.started,
      finished: drift.finished,
      is_outdated: drift.isOutdated,
      has_drift: drift.hasDrift,
      since: drift.since,
      ...countsJson(drift),
      parts: drift.parts.map(({ stage, label, endpoint, ...part }) => ({
        stage,
        label,
        endpoint: endpoint && { ...endpoint, url: this.rows.address(proxmoxEndpoint, endpoint.id, request) },
        ...countsJson(part),
      })),
    };
  }
}

function countsJson(counts: DriftCounts): Record<string, number> {
  const { conflicts, held, unread } = counts;
  return {
    to_create: counts.create,
    to_update: counts.update,
    to_delete: counts.delete,
    conflicts,
    held,
    unread,
  };
}
