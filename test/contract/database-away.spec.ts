import supertest from 'supertest';
import { type DataSource } from 'typeorm';
import { withConnection } from '../../src/core/database/connection';
import { Unreachable } from '../../src/core/errors/errors';
import { models } from '../../src/models';
import { Line } from '../setup/line';
import { type RestApp, startRestApp } from './rest-app';

let rest: RestApp;
beforeAll(async () => {
  rest = await startRestApp(models);
});
afterAll(async () => {
  await rest?.close();
});

/** Ends every connection to the database, as a restart of the server does. */
async function breakConnections(): Promise<void> {
  await withConnection(process.env.PROXBOX_TEST_DATABASE_URL ?? '', (client) =>
    client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      rest.dataSource.driver.database,
    ]),
  );
}

test('connections that break while idle are replaced', async () => {
  const agent = supertest(rest.url);
  for (let round = 0; round < 3; round += 1) {
    await breakConnections();
    // The first request may still be handed a connection that is broken already.
    await agent.get('/api/plugins/proxbox/settings/');
    expect((await agent.get('/api/plugins/proxbox/settings/')).status).toBe(200);
  }
});

test('a connection that breaks in the middle of a query fails that query alone', async () => {
  const query = rest.dataSource.query('SELECT pg_sleep(30)').catch((error: unknown) => error);
  const transaction = rest.dataSource
    .transaction((manager) => manager.query('SELECT pg_sleep(30)'))
    .catch((error: unknown) => error);
  await waitUntilAsleep(rest.dataSource, 2);
  await breakConnections();
  expect(await query).toBeInstanceOf(Error);
  expect(await transaction).toBeInstanceOf(Error);
  expect((await supertest(rest.url).get('/api/plugins/proxbox/settings/')).status).toBe(200);
});

test('while the server is away requests are told so, and afterwards all is well', async () => {
  const line = new Line();
  const far = await startRestApp(models, (url) => line.to(url));
  const agent = supertest(far.url);
  const read = () => agent.get('/api/plugins/proxbox/clusters/');
  expect((await read()).status).toBe(200);
  await line.cut();
  for (const reply of [
    await read(),
    await agent.post('/api/plugins/proxbox/clusters/').send({ name: 'x', endpoint: 1 }),
  ]) {
    expect([reply.status, reply.body]).toEqual([
      503,
      { detail: 'The database does not answer. Check that PostgreSQL runs; then try again.' },
    ]);
  }
  await expect(far.dataSource.query('SELECT 1')).rejects.toBeInstanceOf(Unreachable);
  await line.mend();
  expect((await read()).status).toBe(200);
  await far.close();
  await line.cut();
});

async function waitUntilAsleep(dataSource: DataSource, count: number): Promise<void> {
  const sql = `SELECT count(*) AS count FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`;
  for (;;) {
    const [row] = await dataSource.query<{ count: number }[]>(sql);
    if (row.count >= count) return;
  }
}
