import { type DataSource } from 'typeorm';
import { job } from '../core/jobs/job.model';
import { proxmoxEndpoint, type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { syncChange } from '../models/sync-change.model';
import { type StageSummary } from '../models/stage-summary';
import { hasEnded, syncRun } from '../models/sync-run.model';
import { isInSight } from './endpoint-sight';
import { ALL } from './sync-types';
import { NARROWING } from './sync-params';

/** How many objects NetBox has otherwise than Proxmox VE, by what a run would do with them. */
export interface DriftCounts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  /** Fields that both sides changed, or something in the way; an update may have some too. */
  readonly conflicts: number;
  /** Gone, and more at once than may go without approval. */
  readonly held: number;
  /** Could not be read, so that nothing is known of them. */
  readonly unread: number;
}

/** What was found in one stage, on one endpoint. */
export interface DriftPart extends DriftCounts {
  /** Name of the stage. */
  readonly stage: string;
  readonly label: string;
  /** Null for what belongs to no cluster: tags, roles, manufacturers. */
  readonly endpoint: { readonly id: number; readonly display: string } | null;
}

/** What the latest plan of everything found. */
export interface Drift extends DriftCounts {
  /** Id of the run with the plan. */
  readonly run: number;
  readonly status: 'completed' | 'completed_with_errors';
  readonly started: Date;
  readonly finished: Date;
  /** Whether a run has written since, or writes now, so that some of this is done already. */
  readonly isOutdated: boolean;
  readonly hasDrift: boolean;
  /** When the first of the plans was made that have found drift since there was none; null without drift. */
  readonly since: Date | null;
  /** Those in which something was found, in the order of the stages. */
  readonly parts: readonly DriftPart[];
}

type Plan = Pick<Drift, 'run' | 'status' | 'started' | 'finished' | 'isOutdated' | 'since'> & {
  readonly summary: readonly StageSummary[];
};

const PARAMS = `job.data #> '{proxbox_sync,params}'`;
/** Plans and runs of everything that came to their end; `is_clean` when they left no difference. */
const WHOLE_RUNS = `
  SELECT run.*,
         run.conflict_count = 0 AND
         (run.mode = 'apply' OR run.created_count + run.updated_count + run.deleted_count = 0) AS is_clean
    FROM "${syncRun.table}" run JOIN "${job.table}" job ON job.id = run.job_id
   WHERE ${hasEnded('run.status')} AND run.purpose IN ('sync', 'drift')
     AND ${PARAMS} -> 'sync_types' = '["${ALL}"]'
     ${NARROWING.map((key) => `AND coalesce(${PARAMS} -> '${key}', '[]') = '[]'`).join('\n     ')}`;

/** The drift report: what the latest plan of everything found, whoever asked for it. */
export class DriftReport {
  constructor(private readonly dataSource: DataSource) {}

  /** Null before the first plan of everything. */
  async latest(): Promise<Drift | null> {
    const plan = await this.plan();
    if (!plan) return null;
    const { summary, since, ...rest } = plan;
    // Who sees some endpoints only is told of these; what belongs to no cluster is nobody's of them.
    const parts = (await this.parts(plan.run, summary)).filter(({ endpoint }) => isInSight(endpoint?.id));
    const counts = sumOf(parts);
    const hasDrift = counts.create + counts.update + counts.delete + counts.conflicts + counts.held > 0;
    return { ...rest, ...counts, hasDrift, since: hasDrift ? since : null, parts };
  }

  private async plan(): Promise<Plan | undefined> {
    const [plan] = await this.dataSource.query<(Plan | undefined)[]>(
      // Each look at it wants a few of the newest runs, and finds them by their ids.
      `WITH whole AS NOT MATERIALIZED (${WHOLE_RUNS}),
            plan AS (SELECT * FROM whole WHERE mode = 'plan' ORDER BY id DESC LIMIT 1)
       SELECT plan.id AS run, plan.status, plan.started, plan.finished, plan.summary,
              EXISTS (SELECT FROM "${syncRun.table}" other
                       WHERE other.mode = 'apply' AND other.started IS NOT NULL
                         AND (other.finished IS NULL OR other.finished > plan.started
                              AND other.created_count + other.updated_count + other.deleted_count > 0)) AS "isOutdated",
              (SELECT min(earlier.started) FROM whole earlier
                WHERE earlier.mode = 'plan' AND earlier.id > coalesce(
                  (SELECT max(clean.id) FROM whole clean WHERE clean.is_clean AND clean.id < plan.id), 0)) AS since
         FROM plan`,
    );
    return plan;
  }

  private async parts(run: number, summary: readonly StageSummary[]): Promise<DriftPart[]> {
    const rows = await this.dataSource.query<(DriftCounts & { stage: string; endpoint: number | null })[]>(
      `SELECT change.stage, home.id AS endpoint,
              count(*) FILTER (WHERE action = 'create' AND status = 'planned')::int AS "create",
              count(*) FILTER (WHERE action = 'update' AND status = 'planned')::int AS "update",
              count(*) FILTER (WHERE action = 'delete' AND status = 'planned')::int AS "delete",
              count(*) FILTER (WHERE action = 'conflict' OR conflict_count > 0)::int AS conflicts,
              count(*) FILTER (WHERE status = 'held')::int AS held,
              count(*) FILTER (WHERE status = 'failed')::int AS unread
         FROM "${syncChange.table}" change
         LEFT JOIN LATERAL (
           SELECT id FROM "${proxmoxEndpoint.table}"
            WHERE change.key = cluster_key OR starts_with(change.key, cluster_key || '/') ORDER BY id LIMIT 1
         ) home ON true
        WHERE run_id = $1 GROUP BY 1, 2`,
      [run],
    );
    const endpoints = await this.dataSource.getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name).find();
    const stages = summary.map(({ stage }) => stage);
    return rows
      .filter((row) => Object.values(sumOf([row])).some((count) => count > 0))
      .map(({ stage, endpoint, ...counts }) => ({
        stage,
        label: summary.find((one) => one.stage === stage)?.label ?? stage,
        endpoint: placeOf(endpoints.find(({ id }) => id === endpoint)),
        ...counts,
      }))
      .sort(
        (one, other) =>
          stages.indexOf(one.stage) - stages.indexOf(other.stage) ||
          (one.endpoint?.id ?? 0) - (other.endpoint?.id ?? 0),
      );
  }
}

function placeOf(endpoint: ProxmoxEndpoint | undefined): DriftPart['endpoint'] {
  return endpoint ? { id: endpoint.id, display: proxmoxEndpoint.display(endpoint) } : null;
}

function sumOf(all: readonly DriftCounts[]): DriftCounts {
  const total = (name: keyof DriftCounts) => all.reduce((sum, counts) => sum + counts[name], 0);
  return {
    create: total('create'),
    update: total('update'),
    delete: total('delete'),
    conflicts: total('conflicts'),
    held: total('held'),
    unread: total('unread'),
  };
}
