import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withConnection } from '../../src/core/database/connection';
import { NOBODY } from '../../src/core/database/embedded/account';
import { readPostmaster } from '../../src/core/database/embedded/postmaster';
import { npmPackageFolder, prepareNpmPrograms } from '../../src/core/database/embedded/npm-programs';
import { runProgram } from '../../src/core/database/embedded/programs';
import { Refused } from '../../src/core/errors/errors';
import { openDatabase, type OpenDatabase } from '../../src/core/database/open-database';

/** An account that no test runs as. */
const STRANGER = { uid: 54321, gid: 54321 };

const opened: OpenDatabase[] = [];
const folders: string[] = [];

function newFolder(mode = 0o711): string {
  const folder = mkdtempSync(join(tmpdir(), 'proxbox-database-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

async function open(dataDir: string, isDurable = false): Promise<OpenDatabase> {
  const database = await openDatabase({ dataDir, isDurable });
  opened.push(database);
  return database;
}

function dataOf(dataDir: string): string {
  const home = existsSync(join(dataDir, 'postgresql-home')) ? join(dataDir, 'postgresql-home') : dataDir;
  return join(home, 'postgresql-18');
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.stop()));
  for (const folder of folders.splice(0)) {
    const link = join(folder, 'data', 'postgresql-home');
    if (existsSync(link)) rmSync(realpathSync(link), { recursive: true });
    rmSync(folder, { recursive: true, force: true });
  }
});

test('without an address an embedded server starts, and its data is there after a restart', async () => {
  const dataDir = newFolder();
  const first = await open(dataDir);
  await withConnection(first.url, (client) => client.query('CREATE TABLE kept AS SELECT 7 AS value'));
  await first.stop();
  expect(readPostmaster(dataOf(dataDir))).toBeUndefined();

  const second = await open(dataDir);
  const { rows } = await withConnection(second.url, (client) => client.query('SELECT value FROM kept'));
  expect(rows).toEqual([{ value: 7 }]);
  expect(second.isEmbedded).toBe(true);
});

test('the password is in a file that only its owner reads, and the server listens on the loopback address only', async () => {
  const dataDir = newFolder();
  const database = await open(dataDir);
  const { hostname, password } = new URL(database.url);
  const file = join(dataDir, 'postgresql-18.password');
  expect(hostname).toBe('127.0.0.1');
  expect(readFileSync(file, 'utf8')).toBe(password);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('two that start at the same time share one server, which lives until the last one stops', async () => {
  const dataDir = newFolder();
  const [one, two] = await Promise.all([open(dataDir), open(dataDir)]);
  expect(two.url).toBe(one.url);
  await one.stop();
  await expect(withConnection(two.url, (client) => client.query('SELECT 1'))).resolves.toBeDefined();
  await two.stop();
  await expect(withConnection(two.url, (client) => client.query('SELECT 1'))).rejects.toThrow();
});

test('a server that was killed is started again and recovers', async () => {
  const dataDir = newFolder();
  const first = await open(dataDir, true);
  await withConnection(first.url, (client) => client.query('CREATE TABLE kept AS SELECT 7 AS value'));
  process.kill(readPostmaster(dataOf(dataDir))?.pid ?? 0, 'SIGKILL');

  const second = await open(dataDir);
  const { rows } = await withConnection(second.url, (client) => client.query('SELECT value FROM kept'));
  expect(rows).toEqual([{ value: 7 }]);
});

test('a data folder below a folder that is closed to other accounts works, also for root', async () => {
  const dataDir = join(newFolder(0o700), 'data');
  const database = await open(dataDir);
  await expect(withConnection(database.url, (client) => client.query('SELECT 1'))).resolves.toBeDefined();
});

test('the npm programs run from a copy when their own folder is closed to the account', async () => {
  const native = npmPackageFolder() ?? '';
  const closed = newFolder(0o700);
  const copiesIn = newFolder();
  cpSync(dirname(native), join(closed, 'package'), { recursive: true });

  const folder = await prepareNpmPrograms(join(closed, 'package', 'native'), copiesIn, STRANGER);
  expect(dirname(folder)).toBe(copiesIn);
  const account = process.getuid?.() === 0 ? NOBODY : undefined;
  const { stdout } = await runProgram(join(folder, 'bin', 'initdb'), ['--version'], account);
  expect(stdout).toContain('initdb (PostgreSQL)');
});

test('an address that answers is used as it is, and never stopped', async () => {
  const server = await open(newFolder());
  const database = await openDatabase({ url: server.url, dataDir: newFolder() });
  expect(database).toMatchObject({ url: server.url, isEmbedded: false });
  await database.stop();
  await expect(withConnection(server.url, (client) => client.query('SELECT 1'))).resolves.toBeDefined();
});

test('what is wrong with an address is one sentence that names the server and not the password', async () => {
  const { url } = await open(newFolder());
  const wrongPassword = new URL(url);
  wrongPassword.password = 'guess';
  const wrongName = new URL(url);
  wrongName.pathname = '/nowhere';
  const failures = await Promise.all(
    ['mysql://a:secret@b/c', 'postgres://a:secret@127.0.0.1:1/c', wrongPassword.href, wrongName.href].map(
      (address) => openDatabase({ url: address, dataDir: newFolder() }).catch((error: unknown) => error),
    ),
  );
  expect(failures.map((error) => (error instanceof Error ? error.name : error))).toEqual([
    'Invalid',
    'Unreachable',
    'NotAllowed',
    'Refused',
  ]);
  expect(String(failures[1])).toContain('127.0.0.1:1/c');
  expect(failures.map(String).join()).not.toMatch(/secret|guess/);
});

test('a data folder that cannot be made is refused with its name', async () => {
  const dataDir = join(newFolder(), 'a file', 'data');
  writeFileSync(dirname(dataDir), '');
  const failure: unknown = await openDatabase({ dataDir }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Refused);
  expect(String(failure)).toContain(dataDir);
});
