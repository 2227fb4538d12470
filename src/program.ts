import { Logger } from '@nestjs/common';
import { type DataSource } from 'typeorm';
import { migrations } from '../migrations';
import { type Config } from './config/config';
import { sessionSchema } from './core/access/session.schema';
import { openDatabase } from './core/database/open-database';
import { type JobQueue } from './core/jobs/job';
import { createJobQueue } from './core/jobs/job-queue';
import { createDataSource } from './core/model/data-source';
import { tableColumnsSchema } from './core/pages/table-columns.schema';
import { openSecretBox } from './core/secrets/open-secret-box';
import { type SecretBox } from './core/secrets/secret-box';
import { EndpointBook } from './endpoints/endpoint-book';
import { Mirror } from './endpoints/mirror';
import { seedNetbox, seedSettings } from './endpoints/seed';
import { models } from './models';
import { Hub } from './sync/engine/hub';
import { stages } from './sync/stages';
import { SyncService } from './sync/sync.service';

/** What both shapes of the process, web and worker, consist of. */
export interface Program {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly secretBox: SecretBox;
  readonly book: EndpointBook;
  readonly mirror: Mirror;
  readonly hub: Hub;
  readonly sync: SyncService;
  readonly queue: JobQueue;
  /** Stops the jobs, then the database. */
  close(): Promise<void>;
}

/** Opens the database, brings it up to date, and connects the queue; with `work`, jobs run in this process. */
export async function openProgram(config: Config, { work }: { work: boolean }): Promise<Program> {
  const logger = new Logger('Proxbox');
  const secretBox = openSecretBox(config);
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
  const dataSource = await createDataSource({
    url: database.url,
    models,
    sealer: secretBox,
    migrations,
    extraEntities: [sessionSchema, tableColumnsSchema],
    onConnectionLost: (error) => logger.warn(`A database connection broke: ${error.message}`),
  }).initialize();
  await dataSource.runMigrations({ transaction: 'all' });
  await seedSettings(dataSource);
  await seedNetbox(dataSource, config.netbox);

  const book = new EndpointBook(dataSource, config.settings);
  const mirror = new Mirror(dataSource, book);
  const hub = new Hub();
  const sync = new SyncService({ dataSource, book, mirror, hub, stages, models });
  const queue = await createJobQueue({
    url: config.queueUrl ?? database.url,
    databaseUrl: database.url,
    handlers: [sync],
    defaultTimeoutMs: config.syncJobTimeoutMs,
    work,
  });
  sync.connect(queue);
  const close = async () => {
    await queue.close();
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.stop();
  };
  return { config, dataSource, secretBox, book, mirror, hub, sync, queue, close };
}
