import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type DataSource } from 'typeorm';
import { job } from '../core/jobs/job.model';
import { type DriftReport } from '../sync/drift';
import { syncRun } from '../models/sync-run.model';

/** One HTTP request that a client has sent; the path stays out, for it may hold names. */
export interface Sent {
  readonly method: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly ms: number;
}

type System = 'netbox' | 'proxmox';

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const DRIFTS = ['create', 'update', 'delete', 'conflicts', 'held'] as const;
const ACTIONS = ['created', 'updated', 'deleted', 'unchanged', 'conflicts', 'failed'] as const;

/**
 * What Prometheus asks for. Runs, objects and the queue are counted in the database, so that every process tells the
 * same of the whole installation; requests, memory and the event loop are those of this process.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Counter<'system' | 'method' | 'status'>;
  private readonly latency: Histogram<'system'>;
  private readonly gauges: Record<
    'runs' | 'seconds' | 'objects' | 'sent' | 'jobs' | 'drift' | 'driftTime',
    Gauge<string>
  >;

  constructor(
    private readonly dataSource: DataSource,
    private readonly driftReport: Pick<DriftReport, 'latest'>,
  ) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Counter({
      name: 'proxbox_http_requests_total',
      help: 'HTTP requests that this process has sent, by the system they went to.',
      labelNames: ['system', 'method', 'status'],
      registers,
    });
    this.latency = new Histogram({
      name: 'proxbox_http_request_duration_seconds',
      help: 'Time until the answer was there.',
      labelNames: ['system'],
      buckets: REQUEST_SECONDS,
      registers,
    });
    const gauge = (name: string, help: string, labelNames: string[]) =>
      new Gauge({ name: `proxbox_${name}`, help, labelNames, registers });
    this.gauges = {
      runs: gauge('runs', 'Runs by how they ended, or that they have not.', ['status']),
      seconds: gauge('run_seconds', 'Wall-clock time of all runs that have ended.', ['status']),
      objects: gauge('objects', 'Objects by what became of them in a stage.', ['stage', 'action']),
      sent: gauge('run_requests', 'HTTP requests of all runs.', ['system', 'kind']),
      jobs: gauge('jobs', 'Jobs that wait, run or have their time before them.', ['status']),
      drift: gauge('drift_objects', 'Objects that the latest drift report found different.', [
        'stage',
        'action',
      ]),
      driftTime: gauge('drift_report_timestamp_seconds', 'When the latest drift report was made.', []),
    };
  }

  /** What the clients of both systems tell of each request. */
  get observers(): Record<System, { onRequest(request: Sent): void }> {
    return { netbox: this.observerOf('netbox'), proxmox: this.observerOf('proxmox') };
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The text that Prometheus reads. */
  async text(): Promise<string> {
    await this.count();
    return this.registry.metrics();
  }

  private observerOf(system: System): { onRequest(request: Sent): void } {
    return {
      onRequest: ({ method, status, ms }) => {
        this.requests.inc({ system, method, status: String(status ?? 'none') });
        this.latency.observe({ system }, ms / 1000);
      },
    };
  }

  private async count(): Promise<void> {
    const runs = await this.dataSource.query<Record<string, string>[]>(
      `SELECT status, count(*) AS runs, coalesce(sum(seconds), 0) AS seconds, sum(netbox_reads) AS netbox_reads,
              sum(netbox_writes) AS netbox_writes, sum(proxmox_reads) AS proxmox_reads
         FROM "${syncRun.table}" GROUP BY status`,
    );
    const objects = await this.dataSource.query<Record<string, string>[]>(
      `SELECT stage->>'stage' AS stage, ${ACTIONS.map((name) => `sum((stage->>'${name}')::int) AS ${name}`).join(', ')}
         FROM "${syncRun.table}", jsonb_array_elements(summary) AS stage GROUP BY 1`,
    );
    const jobs = await this.dataSource.query<Record<string, string>[]>(
      `SELECT status, count(*) AS jobs FROM "${job.table}"
        WHERE status IN ('pending', 'running', 'scheduled') GROUP BY status`,
    );
    const drift = await this.driftReport.latest();
    const { gauges } = this;
    Object.values(gauges).forEach((gauge) => gauge.reset());
    for (const row of runs) {
      gauges.runs.set({ status: row.status }, Number(row.runs));
      gauges.seconds.set({ status: row.status }, Number(row.seconds));
      gauges.sent.inc({ system: 'netbox', kind: 'read' }, Number(row.netbox_reads));
      gauges.sent.inc({ system: 'netbox', kind: 'write' }, Number(row.netbox_writes));
      gauges.sent.inc({ system: 'proxmox', kind: 'read' }, Number(row.proxmox_reads));
    }
    for (const row of objects) {
      for (const action of ACTIONS) gauges.objects.set({ stage: row.stage, action }, Number(row[action]));
    }
    for (const { stage, ...part } of drift?.parts ?? []) {
      for (const action of DRIFTS) gauges.drift.inc({ stage, action }, part[action]);
    }
    if (drift) gauges.driftTime.set(drift.started.getTime() / 1000);
    for (const status of ['pending', 'running', 'scheduled']) {
      gauges.jobs.set({ status }, Number(jobs.find((row) => row.status === status)?.jobs ?? 0));
    }
  }
}
