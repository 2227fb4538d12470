import { Logger } from '@nestjs/common';
import { type DataSource } from 'typeorm';
import { OutageLog } from '../core/jobs/outage-log';
import { Repeated } from '../core/jobs/repeated';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { syncRun } from '../models/sync-run.model';
import { forgetOldReports } from './old-reports';
import { type RunRequest } from './sync-order';
import { type SyncService } from './sync.service';

const LOOK_MS = 10_000;
/** Held while it is judged whether a report is due, so that one process begins it. */
const REPORT_LOCK = 0x7078627a;
const REPORT: RunRequest = { mode: 'plan', isDriftReport: true, whenBusy: 'wait', requestedBy: '' };

/**
 * Asks for a plan of everything from time to time, as the setting says. Any number of processes may run one. What was missed
 * is made up for once; while somebody writes, nothing is begun, for a plan would tell what is just being done.
 */
export class DriftTimer {
  private readonly repeated = new Repeated(
    new OutageLog(new Logger(DriftTimer.name), 'The drift report'),
    LOOK_MS,
    () => this.look(),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly book: EndpointBook,
    private readonly sync: Pick<SyncService, 'start'>,
  ) {}

  start(): void {
    this.repeated.start();
  }

  stop(): Promise<void> {
    return this.repeated.stop();
  }

  /** Begins a report where one is due, and forgets those before the last one. */
  async look(): Promise<void> {
    const { driftReportHours: hours } = (await this.book.settings()).values;
    if (hours === 0) return;
    await this.dataSource.transaction(async (manager) => {
      const [{ locked }] = await manager.query<{ locked: boolean }[]>(
        'SELECT pg_try_advisory_xact_lock($1) AS locked',
        [REPORT_LOCK],
      );
      if (!locked) return;
      const [{ due }] = await manager.query<{ due: boolean }[]>(
        `SELECT NOT EXISTS (
           SELECT FROM "${syncRun.table}"
            WHERE mode = 'apply' AND status IN ('pending', 'running')
               OR purpose = 'drift' AND created > now() - $1 * interval '1 hour'
               OR purpose = 'drift' AND status IN ('pending', 'running')
         ) AS due`,
        [hours],
      );
      if (!due) return;
      await forgetOldReports(manager);
      await this.sync.start(REPORT, { name: 'Drift report' });
    });
  }
}
