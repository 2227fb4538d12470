import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../src/config/project-root';
import { isAlive } from '../../src/core/database/embedded/account';
import { readPostmaster } from '../../src/core/database/embedded/postmaster';
import { openDatabase } from '../../src/core/database/open-database';

/** A program that opens the database of its first argument, says so, and stays until it is ended. */
const PROGRAM = `
  const { openDatabase } = require('./core/database/open-database');
  process.on('message', () => process.exit(0));
  openDatabase({ dataDir: process.argv[2] }).then(() => process.send('open'));
`;

let folder: string;
let dataDir: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proxbox-processes-'));
  chmodSync(folder, 0o711);
  for (const part of ['core/database', 'core/errors']) compile(part);
  writeFileSync(join(folder, 'program.js'), PROGRAM);
});

beforeEach(() => {
  dataDir = mkdtempSync(join(folder, 'data-'));
  chmodSync(dataDir, 0o711);
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  const left = readPostmaster(serverFolder());
  if (left) process.kill(left.pid, 'SIGKILL');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(part: string): void {
  const source = join(projectRoot, 'src', part);
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const target = join(folder, part, name.replace(/\.ts$/, '.js'));
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 };
    const { outputText } = ts.transpileModule(readFileSync(join(source, name), 'utf8'), { compilerOptions });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}

async function openInProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(folder, 'program.js'), dataDir], {
    env: { PATH: process.env.PATH, NODE_PATH: join(projectRoot, 'node_modules') },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  const [said] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
  expect(said).toBe('open');
  return child;
}

/** The folder that the server really uses, which for root below a closed folder is elsewhere. */
function serverFolder(): string {
  const home = readdirSync(dataDir).includes('postgresql-home') ? join(dataDir, 'postgresql-home') : dataDir;
  const name = readdirSync(home).find((entry) => /^postgresql-\d+$/.test(entry)) ?? 'postgresql-0';
  return join(home, name);
}

/** Ends when the server has stopped; the time limit of the test is the limit. */
async function serverEnd(pid: number): Promise<void> {
  while (isAlive(pid) && readPostmaster(serverFolder())) await new Promise((look) => setImmediate(look));
}

function serverPid(): number {
  return readPostmaster(serverFolder())?.pid ?? 0;
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s ends a process and its server with it',
  async (signal) => {
    const child = await openInProcess();
    const pid = serverPid();
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    await serverEnd(pid);
    expect(readPostmaster(serverFolder())).toBeUndefined();
  },
);

test('a process that exits without a word ends its server too', async () => {
  const child = await openInProcess();
  const pid = serverPid();
  child.send('exit');
  expect(await once(child, 'exit')).toEqual([0, null]);
  await serverEnd(pid);
  expect(readPostmaster(serverFolder())).toBeUndefined();
});

test('the server of a killed process is taken over by the next, and ends with it', async () => {
  const child = await openInProcess();
  const pid = serverPid();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(pid)).toBe(true);

  const database = await openDatabase({ dataDir });
  expect(serverPid()).toBe(pid);
  await database.stop();
  expect(readPostmaster(serverFolder())).toBeUndefined();
});

test('a process that ends leaves the server to another one that uses it', async () => {
  const [first, second] = await Promise.all([openInProcess(), openInProcess()]);
  const pid = serverPid();
  first.kill('SIGTERM');
  await once(first, 'exit');
  const database = await openDatabase({ dataDir });
  expect(serverPid()).toBe(pid);
  await database.stop();
  expect(serverPid()).toBe(pid);
  second.kill('SIGTERM');
  await once(second, 'exit');
  await serverEnd(pid);
  expect(readPostmaster(serverFolder())).toBeUndefined();
});
