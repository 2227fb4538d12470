import { type DataSource } from 'typeorm';
import { type AnyModel } from '../../src/core/model/define-model';
import { ProgramLog } from '../../src/logging/program-log';
import { type ProgramLogEntry, programLogEntry } from '../../src/models/program-log-entry.model';
import { freshTables } from '../setup/database';

let database: Awaited<ReturnType<typeof freshTables>>;
let dataSource: DataSource;
let said: string[];

const stored = () =>
  dataSource.getRepository<ProgramLogEntry>(programLogEntry.name).find({ order: { id: 'ASC' } });
const opened = () => {
  const log = new ProgramLog(['log', 'warn', 'error', 'fatal']);
  log.keepIn(dataSource);
  return log;
};

beforeAll(async () => {
  database = await freshTables({ models: [programLogEntry] as AnyModel[] });
  ({ dataSource } = database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  said = [];
  const listen = (text: unknown) => said.push(String(text)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(listen);
  jest.spyOn(process.stderr, 'write').mockImplementation(listen);
  await dataSource.query(`TRUNCATE "${programLogEntry.table}" RESTART IDENTITY`);
});
afterEach(() => jest.restoreAllMocks());

test('what the program says is on the console, and kept with its level, its part and its process', async () => {
  const log = opened();
  log.log('It works.', 'Proxbox');
  log.warn('It is slow.', 'Mirror');
  log.error('It broke.', 'Error: it broke\n    at here', 'HTTP');
  log.fatal({ code: 7 }, 'HTTP');
  log.debug('Nobody wants to know.', 'HTTP');
  await log.close();
  expect(await stored()).toMatchObject([
    { level: 'info', module: 'Proxbox', message: 'It works.', process: expect.stringMatching(/:\d+$/) },
    { level: 'warning', module: 'Mirror', message: 'It is slow.' },
    { level: 'error', module: 'HTTP', message: 'It broke.\nError: it broke\n    at here' },
    { level: 'error', module: 'HTTP', message: '{ code: 7 }' },
  ]);
  expect(said.join('')).toContain('It is slow.');
});

test('what cannot be written as it is keeps no other line back', async () => {
  const log = opened();
  const round: Record<string, unknown> = {};
  round.self = round;
  log.warn('A name with \0 in it.', 'Mirror');
  log.warn(round, 'HTTP');
  log.warn(new Error('it broke'), 'x'.repeat(60));
  await log.close();
  expect(await stored()).toMatchObject([
    { message: 'A name with \uFFFD in it.' },
    { message: expect.stringContaining('[Circular *1]') },
    { message: expect.stringContaining('Error: it broke'), module: 'x'.repeat(50) },
  ]);
});

test('the routes that Nest tells at each start, and what is said without a database, are on the console only', async () => {
  const log = opened();
  log.log('Mapped {/, GET} route', 'RouterExplorer');
  await log.close();
  log.warn('Too late.', 'Proxbox');
  new ProgramLog(['warn']).warn('Too early.', 'Proxbox');
  expect(await stored()).toEqual([]);
  expect(said.join('')).toMatch(/Mapped[^]*Too late[^]*Too early/);
});

test('the newest ten thousand are kept', async () => {
  await dataSource.query(
    `INSERT INTO "${programLogEntry.table}" ("time", "message") SELECT now(), 'line ' || n FROM generate_series(1, 12000) n`,
  );
  const log = opened();
  log.log('The newest.', 'Proxbox');
  await log.close();
  const lines = await stored();
  expect(lines).toHaveLength(10_000);
  expect([lines[0].message, lines.at(-1)!.message]).toEqual(['line 2002', 'The newest.']);
});

test('a database that is away is told once, and gets everything once it is back', async () => {
  const log = opened();
  await dataSource.query(`ALTER TABLE "${programLogEntry.table}" RENAME TO "away"`);
  for (const text of ['One.', 'Two.']) {
    log.warn(text, 'Proxbox');
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  await dataSource.query(`ALTER TABLE "away" RENAME TO "${programLogEntry.table}"`);
  log.warn('Three.', 'Proxbox');
  await log.close();
  expect((await stored()).map(({ message }) => message)).toEqual(['One.', 'Two.', 'Three.']);
  expect(said.join('').match(/stored log is in trouble/g)).toHaveLength(1);
});
