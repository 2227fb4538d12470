import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused } from '../../errors/errors';
import { canReach, isAlive, NOBODY } from './account';
import { choosePrograms, readPassword } from './data-folder';
import { readPostmaster } from './postmaster';
import { systemBins } from './programs';
import { addUse, endUse } from './server-users';
import { alone } from './starter-lock';

/** Above the highest process number of Linux and macOS. */
const NO_PROCESS = 2 ** 22 + 1;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'proxbox-embedded-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function put(file: string, text = ''): string {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
  return join(folder, file);
}

describe('the programs', () => {
  const programs = [18, 15].map((major) => ({ bin: `/programs/${major}`, major }));

  test('are the first found where there is no data yet', () => {
    expect(choosePrograms(folder, programs).major).toBe(18);
  });

  test('are those that wrote the data, even if newer ones are here', () => {
    put('postgresql-15/PG_VERSION', '15');
    put('postgresql-15.password');
    expect(choosePrograms(folder, programs).major).toBe(15);
  });

  test('are refused rather than beginning empty beside data of another version', () => {
    put('postgresql-14/PG_VERSION', '14');
    expect(() => choosePrograms(folder, programs)).toThrow(Refused);
    expect(() => choosePrograms(folder, programs)).toThrow(/PostgreSQL 14.*PostgreSQL 18 and 15/s);
  });

  test('of the system are found newest first, whole installations only', () => {
    for (const file of [
      '9/bin/initdb',
      '9/bin/postgres',
      '17/bin/initdb',
      '17/bin/postgres',
      '18/bin/psql',
      'common/x',
    ])
      put(file);
    expect(systemBins([{ parent: folder, name: /^\d+$/ }])).toEqual([
      join(folder, '17/bin'),
      join(folder, '9/bin'),
    ]);
    expect(systemBins([{ parent: join(folder, 'nowhere'), name: /^\d+$/ }])).toEqual([]);
  });
});

describe('what a server says about itself', () => {
  test('is its process, port and state', () => {
    put('postmaster.pid', '4711\n/data\n1795000000\n35123\n\n127.0.0.1\n  1234  5678\nready   \n');
    expect(readPostmaster(folder)).toEqual({ pid: 4711, port: 35123, status: 'ready' });
  });

  test('may be incomplete while it starts', () => {
    put('postmaster.pid', '4711\n/data\n');
    expect(readPostmaster(folder)).toEqual({ pid: 4711, port: 0, status: '' });
  });

  test('is nothing when none runs', () => {
    expect(readPostmaster(folder)).toBeUndefined();
    expect(readPostmaster(join(folder, 'nowhere'))).toBeUndefined();
  });
});

test('a closed folder on the way cannot be walked through by another account', () => {
  mkdirSync(join(folder, 'open'), { mode: 0o755 });
  // mkdtemp makes its folder with mode 0700.
  expect(canReach(join(folder, 'open'), { uid: 12345, gid: 12345 })).toBe(false);
  expect(canReach('/', NOBODY)).toBe(true);
});

test('the password is made once', () => {
  const password = readPassword(join(folder, 'password'));
  expect(password).toMatch(/^[0-9a-f]{48}$/);
  expect(readPassword(join(folder, 'password'))).toBe(password);
  expect(() => readPassword(join(folder, 'nowhere', 'password'))).toThrow(Refused);
});

describe('the users of a server', () => {
  test('count per use in this process, and the last one is told', () => {
    addUse(folder);
    addUse(folder);
    expect([endUse(folder), endUse(folder)]).toEqual([false, true]);
  });

  test('include other living processes and leave out dead ones', () => {
    addUse(folder);
    put(String(NO_PROCESS));
    put(String(process.ppid));
    expect(endUse(folder)).toBe(false);
    rmSync(join(folder, String(process.ppid)));
    addUse(folder);
    expect(endUse(folder)).toBe(true);
  });
});

describe('the lock of starters', () => {
  test('lets one after the other through, also within one process', async () => {
    const lock = join(folder, 'lock');
    const steps: string[] = [];
    const step = (name: string) =>
      alone(lock, async () => {
        steps.push(`${name} in`);
        await new Promise((resolve) => setImmediate(resolve));
        steps.push(`${name} out`);
      });
    await Promise.all([step('a'), step('b'), step('c')]);
    expect(steps).toHaveLength(6);
    for (let at = 0; at < 6; at += 2) expect(steps[at + 1]).toBe(steps[at].replace('in', 'out'));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is given back after a failure', async () => {
    const lock = join(folder, 'lock');
    await expect(alone(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(alone(lock, () => Promise.resolve('yes'))).resolves.toBe('yes');
  });

  test.each([
    ['of a process that is gone', NO_PROCESS, 0],
    ['of an earlier process with our own number', process.pid, 0],
    ['too old to be true', process.ppid, 3600],
  ])('is taken over when it is %s', async (_what, pid, ageSeconds) => {
    const lock = put('lock', String(pid));
    const then = Date.now() / 1000 - ageSeconds;
    utimesSync(lock, then, then);
    await expect(alone(lock, () => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});

test('a process is alive or not, whoever owns it', () => {
  expect([isAlive(process.pid), isAlive(1), isAlive(NO_PROCESS)]).toEqual([true, true, false]);
});
