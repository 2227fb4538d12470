import { Logger } from '@nestjs/common';
import { type DataSource } from 'typeorm';
import { migrations } from '../migrations';
import { type Config } from './config/config';
import { openDatabase } from './core/database/open-database';
import { type JobQueue } from './core/jobs/job';
import { createJobQueue } from './core/jobs/job-queue';
import { JobRows } from './core/jobs/job-rows';
import { Jobs } from './core/jobs/jobs';
import { RecordedHandler } from './core/jobs/recorded-handler';
import { Scheduler } from './core/jobs/scheduler';
import { judgeHosts } from './core/outgoing/judged-hosts';
import { createDataSource } from './core/model/data-source';
import { openSecretBox } from './core/secrets/open-secret-box';
import { type SecretBox } from './core/secrets/secret-box';
import { lostKeySentence, unreadableSecrets } from './core/secrets/stored-secrets';
import { EndpointBook } from './endpoints/endpoint-book';
import { Mirror } from './endpoints/mirror';
import { seedNetbox, seedSettings } from './endpoints/seed';
import { CustomLinks } from './extension/custom-links';
import { Metrics } from './metrics/metrics';
import { models } from './models';
import { nestLogLevels } from './config/log-levels';
import { ProgramLog } from './logging/program-log';
import { policyOf } from './models/address-rules';
import { Hub } from './sync/hub';
import { RunEvents } from './sync/run-events';
import { stages } from './sync/stages';
import { DriftReport } from './sync/drift';
import { DriftTimer } from './sync/drift-timer';
import { SyncService } from './sync/sync.service';
import { tables } from './tables';
import { Outbox } from './webhooks/outbox';

/** What both shapes of the process, web and worker, consist of. */
export interface Program {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly secretBox: SecretBox;
  readonly book: EndpointBook;
  readonly mirror: Mirror;
  readonly hub: Hub;
  readonly sync: SyncService;
  readonly drift: DriftReport;
  readonly queue: JobQueue;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
  readonly log: ProgramLog;
  /** Stops the jobs, then the database. */
  close(): Promise<void>;
}

/** Opens the database, brings it up to date, and connects the queue; with `work`, jobs run in this process. */
export async function openProgram(config: Config, { work }: { work: boolean }): Promise<Program> {
  const log = new ProgramLog(nestLogLevels(config.logLevel));
  Logger.overrideLogger(log);
  const logger = new Logger('Proxbox');
  const secretBox = openSecretBox(config);
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
  const dataSource = await createDataSource({
    url: database.url,
    models,
    sealer: secretBox,
    migrations,
    extraEntities: tables,
    onConnectionLost: (error) => logger.warn(`A database connection broke: ${error.message}`),
  }).initialize();
  await dataSource.runMigrations({ transaction: 'all' });
  log.keepIn(dataSource);
  await seedSettings(dataSource);
  await seedNetbox(dataSource, config);
  const lost = await unreadableSecrets(dataSource, models, secretBox);
  if (lost.length > 0) logger.error(lostKeySentence(lost));

  const drift = new DriftReport(dataSource);
  const metrics = new Metrics(dataSource, drift);
  const book = new EndpointBook(dataSource, config.settings, metrics.observers);
  const addresses = async () => policyOf((await book.settings()).values);
  judgeHosts(dataSource, addresses);
  const outbox = new Outbox(dataSource, addresses);
  const mirror = new Mirror(dataSource, book);
  const events = new RunEvents(dataSource);
  const hub = new Hub(events, database.url);
  await hub.open();
  const links = new CustomLinks(dataSource, config.publicUrl);
  const bootstrap = () => links.ensure(() => book.netboxClient());
  const sync = new SyncService({ dataSource, book, mirror, events, outbox, stages, models, bootstrap });
  const rows = new JobRows(dataSource);
  const handler = new RecordedHandler(rows, [sync.work]);
  const queue = await createJobQueue({
    url: config.queueUrl ?? database.url,
    databaseUrl: database.url,
    handlers: [handler],
    defaultTimeoutMs: config.syncJobTimeoutMs,
    work,
  });
  const jobs = new Jobs(rows, queue, handler);
  sync.connect(jobs);
  const scheduler = new Scheduler(jobs, queue, handler);
  const driftTimer = new DriftTimer(dataSource, book, sync);
  if (work) {
    scheduler.start();
    outbox.start();
    driftTimer.start();
  }
  const close = async () => {
    await Promise.all([scheduler.stop(), outbox.stop(), driftTimer.stop()]);
    await queue.close();
    await hub.close();
    await log.close();
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.stop();
  };
  return { config, dataSource, secretBox, book, mirror, hub, sync, drift, queue, jobs, metrics, log, close };
}
