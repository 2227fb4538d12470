import { type DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../src/core/database/test-database';
import { createDataSource, type DataSourceSettings } from '../../src/core/model/data-source';

/** An empty database for one test file, on the server that the set-up brought up. */
export function freshDatabase(): Promise<TestDatabase> {
  const url = process.env.PROXBOX_TEST_DATABASE_URL;
  if (!url) throw new Error('PROXBOX_TEST_DATABASE_URL is not set: run this test in jest project "whole".');
  return createTestDatabase(url);
}

/** The tables of some definitions in an empty database; secrets are stored as they are. */
export async function freshTables(
  tables: Pick<DataSourceSettings, 'models' | 'extraEntities'>,
): Promise<TestDatabase & { dataSource: DataSource }> {
  const database = await freshDatabase();
  const sealer = { seal: (text: string) => text, open: (text: string) => text };
  const setup = { ...tables, url: database.url, sealer, synchronize: true };
  const dataSource = await createDataSource(setup).initialize();
  return {
    ...database,
    dataSource,
    drop: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
