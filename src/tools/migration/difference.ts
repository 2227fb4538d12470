import { type DataSource, type MigrationInterface } from 'typeorm';
import { createTestDatabase } from '../../core/database/test-database';
import { createDataSource } from '../../core/model/data-source';
import { type AnyModel } from '../../core/model/define-model';
import { indexesInSql } from '../../core/model/entity';
import { tables } from '../../tables';

/** SQL that migrations lack, and how it is undone. */
export interface Difference {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** Runs the migrations on a new, empty database of a server, and asks TypeORM what is missing there. */
export async function findDifference(
  serverUrl: string,
  models: readonly AnyModel[],
  migrations: readonly (new () => MigrationInterface)[],
): Promise<Difference> {
  const database = await createTestDatabase(serverUrl);
  const sealer = { seal: (text: string) => text, open: (text: string) => text };
  const dataSource = createDataSource({
    url: database.url,
    models,
    sealer,
    migrations: [...migrations],
    extraEntities: tables,
  });
  try {
    await dataSource.initialize();
    await dataSource.runMigrations({ transaction: 'all' });
    return await differenceOf(dataSource, models);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.drop();
  }
}

async function differenceOf(dataSource: DataSource, models: readonly AnyModel[]): Promise<Difference> {
  const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
  const names = async (sql: string) =>
    new Set((await dataSource.query<{ name: string }[]>(sql)).map(({ name }) => name));
  const there = await names('SELECT indexname AS name FROM pg_indexes');
  const extensions = await names('SELECT name FROM pg_available_extensions');
  const missing = models
    .flatMap(indexesInSql)
    .filter(({ name, extension }) => !there.has(name) && (!extension || extensions.has(extension)));
  return {
    up: [...upQueries.map(({ query }) => query), ...missing.map(({ up }) => up)],
    down: [...missing.map(({ down }) => down), ...downQueries.map(({ query }) => query).reverse()],
  };
}
