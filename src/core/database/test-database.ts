import { randomBytes } from 'node:crypto';
import { withConnection } from './connection';

export interface TestDatabase {
  url: string;
  /** Removes the database, with whatever is still connected to it. */
  drop(): Promise<void>;
}

/** Creates an empty database of its own on the server of `url`, whose account must be allowed to. */
export async function createTestDatabase(url: string): Promise<TestDatabase> {
  const name = `proxbox_test_${randomBytes(6).toString('hex')}`;
  // template0: copying template1 fails while anybody is connected to it.
  await withConnection(url, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0`));
  const address = new URL(url);
  address.pathname = `/${name}`;
  return {
    url: address.href,
    drop: async () => {
      await withConnection(url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}
