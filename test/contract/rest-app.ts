import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { type TestDatabase } from '../../src/core/database/test-database';
import { CrudModule } from '../../src/core/crud/crud-module';
import { prepareRest } from '../../src/core/http/prepare-rest';
import { customField } from '../../src/core/features/custom-field.model';
import { journalEntry } from '../../src/core/features/journal-entry.model';
import { objectChange } from '../../src/core/features/object-change.model';
import { tag } from '../../src/core/features/tag.model';
import { createDataSource } from '../../src/core/model/data-source';
import { type AnyModel } from '../../src/core/model/define-model';
import { SecretBox } from '../../src/core/secrets/secret-box';
import { freshDatabase } from '../setup/database';

export interface RestApp {
  app: NestExpressApplication;
  /** Where it listens, without a slash at the end. */
  url: string;
  dataSource: DataSource;
  close(): Promise<void>;
}

/** What rows of every model have beside their fields is kept in these. */
const FEATURES = [tag, customField, journalEntry, objectChange] as AnyModel[];

/** The REST API of some models alone, with those that every other needs, open to everybody, on a database of its own. */
export async function startRestApp(
  own: readonly AnyModel[],
  /** Changes the address of the database, to put something in between. */
  through: (url: string) => Promise<string> = (url) => Promise.resolve(url),
): Promise<RestApp> {
  const models = [...new Set([...own, ...FEATURES])];
  const database: TestDatabase = await freshDatabase();
  const sealer = new SecretBox('a key for tests');
  const dataSource = await createDataSource({
    url: await through(database.url),
    models,
    sealer,
    synchronize: true,
  }).initialize();

  @Module({ providers: [{ provide: DataSource, useValue: dataSource }], exports: [DataSource] })
  class DatabaseModule {}

  const module = await Test.createTestingModule({
    imports: [{ module: DatabaseModule, global: true }, CrudModule.of({ models })],
  }).compile();
  const app = module.createNestApplication<NestExpressApplication>({ logger: false });
  prepareRest(app);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: await app.getUrl(),
    dataSource,
    close: async () => {
      await app.close();
      await dataSource.destroy();
      await database.drop();
    },
  };
}
