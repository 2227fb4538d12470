import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList } from 'typeorm';
import { type PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { databaseAway } from '../database/database-away';
import { type AnyModel } from './define-model';
import { entityOf, type Sealer } from './entity';

export interface DataSourceSettings {
  /** `postgres://user:password@host:port/database` */
  url: string;
  models: readonly AnyModel[];
  /** What keeps secret columns unreadable in the database. */
  sealer: Sealer;
  /** Migration classes; given as a list, not as a pattern, so that they are found in dist and in tests alike. */
  migrations?: DataSourceOptions['migrations'];
  /** Tables that are no models, such as sessions. */
  extraEntities?: readonly EntitySchema[];
  /** Connections at most; 10 unless told. */
  poolSize?: number;
  /** Told when an idle connection breaks; the next query opens a new one. */
  onConnectionLost?: (error: Error) => void;
  /** Makes the tables from the definitions instead of from the migrations; for tests. */
  synchronize?: boolean;
}

const CONNECT_LIMIT_MS = 10_000;

/**
 * The one way to make a DataSource, for the program, the migration tool and the tests; it is not connected yet.
 * A database that goes away breaks the queries that are under way and those that follow, never the process.
 */
export function createDataSource(settings: DataSourceSettings): DataSource {
  const dataSource = new DataSource({
    type: 'postgres',
    url: settings.url,
    applicationName: 'proxbox',
    entities: [
      ...settings.models.map((model) => entityOf(model, settings.sealer)),
      ...(settings.extraEntities ?? []),
    ] as MixedList<EntitySchema>,
    migrations: settings.migrations ?? [],
    migrationsTableName: 'proxbox_migration',
    synchronize: settings.synchronize ?? false,
    logging: false,
    // Byte counts are bigint columns; their values stay below 2^53 (core/model/kinds.ts).
    parseInt8: true,
    // Ids are made by sequences; the server has nothing to install.
    installExtensions: false,
    poolSize: settings.poolSize ?? 10,
    connectTimeoutMS: CONNECT_LIMIT_MS,
    poolErrorHandler: settings.onConnectionLost ?? (() => undefined),
    extra: { keepAlive: true, idleTimeoutMillis: 30_000 },
  });
  sayWhenAway(dataSource.driver as PostgresDriver);
  return dataSource;
}

/** The driver reports a connection that it cannot get as a plain Error, mostly without a code: here it is known for what it is. */
function sayWhenAway(driver: PostgresDriver): void {
  const obtain = driver.obtainMasterConnection.bind(driver);
  driver.obtainMasterConnection = async () => {
    try {
      return (await obtain()) as Awaited<ReturnType<typeof obtain>>;
    } catch (error) {
      throw databaseAway(error);
    }
  };
}
