import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, NotAllowed, Refused } from '../../errors/errors';
import { withConnection } from '../connection';
import { codeOf } from '../error-code';
import { accountFor, isAlive } from './account';
import { OWNER, readPassword, type ServerFiles } from './data-folder';
import { type Postmaster, readPostmaster } from './postmaster';
import { PROGRAM_OPTIONS, type Programs } from './programs';

const ATTEMPTS = 3;
const LOOK_AGAIN_MS = 30;
/** Recovery after a power cut reads the log again; that takes its time. */
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 30_000;
/** For data that may be lost, as in tests: several times faster. */
const LOSSY = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

export interface RunningServer {
  /** Connection URL of our own database, with the password. */
  url: string;
  pid: number;
}

/** Takes over the server that already runs on the files, because it was left by a killed process or is shared. */
export async function adopt(files: ServerFiles): Promise<RunningServer | undefined> {
  const until = Date.now() + STOP_LIMIT_MS;
  while (Date.now() < until) {
    const running = readPostmaster(files.data);
    if (!running || !isAlive(running.pid)) return undefined;
    const state = running.status === 'ready' ? await ask(running, files) : 'busy';
    if (state === 'silent') return undefined;
    if (state === 'answers') return { url: urlOf(running.port, files), pid: running.pid };
    await pause(LOOK_AGAIN_MS);
  }
  // The number of a killed server may belong to another program by now; PostgreSQL itself decides that at its start.
  return undefined;
}

/** Starts a server on a free port of 127.0.0.1. It gets a process group of its own: Ctrl-C must reach us first. */
export async function start(
  files: ServerFiles,
  programs: Programs,
  isDurable: boolean,
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    const running = await startOnce(files, programs, isDurable);
    if (running) return running;
    // The free port may have been taken, or the processes of a killed server are still ending.
    if (attempt === ATTEMPTS) throw notStarted(files);
    await pause(LOOK_AGAIN_MS * 10 * attempt);
  }
}

async function startOnce(
  files: ServerFiles,
  programs: Programs,
  isDurable: boolean,
): Promise<RunningServer | undefined> {
  const port = await freePort();
  const log = openSync(files.log, 'w', 0o600);
  const child = spawn(join(programs.bin, 'postgres'), serverArguments(files, port, isDurable), {
    ...PROGRAM_OPTIONS,
    ...accountFor(files.data),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  let hasEnded = false;
  child.once('error', () => (hasEnded = true));
  child.once('exit', () => (hasEnded = true));

  const until = Date.now() + START_LIMIT_MS;
  while (!hasEnded && Date.now() < until) {
    const running = readPostmaster(files.data);
    const isReady = running?.pid === child.pid && running?.port === port && running.status === 'ready';
    if (isReady && (await ask(running, files)) === 'answers')
      return { url: urlOf(port, files), pid: running.pid };
    await pause(LOOK_AGAIN_MS);
  }
  if (!hasEnded) child.kill('SIGINT');
  return undefined;
}

function serverArguments(files: ServerFiles, port: number, isDurable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const named = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', files.data, ...named, ...(isDurable ? [] : LOSSY)];
}

/** Asks the server to end now, without waiting: clients are disconnected, nothing stored is lost ("fast" shutdown). */
export function signalStop({ pid }: RunningServer): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It ended by itself.
  }
}

/** Stops the server and waits until it has written everything; after 30 s without writing the last of it, which recovery does. */
export async function stop(server: RunningServer, files: ServerFiles): Promise<void> {
  signalStop(server);
  const until = Date.now() + STOP_LIMIT_MS;
  // The file goes before the process does; an orphan may stay visible as a zombie in a container without init.
  while (readPostmaster(files.data)?.pid === server.pid && isAlive(server.pid)) {
    if (Date.now() > until) {
      process.kill(server.pid, 'SIGQUIT');
      return;
    }
    await pause(LOOK_AGAIN_MS);
  }
}

/** Creates our database on first use. */
export async function ensureDatabase(server: RunningServer): Promise<void> {
  const administration = new URL(server.url);
  administration.pathname = '/postgres';
  await withConnection(administration.href, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [OWNER]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${OWNER}`);
  });
}

async function ask(running: Postmaster, files: ServerFiles): Promise<'answers' | 'busy' | 'silent'> {
  const url = new URL(urlOf(running.port, files));
  url.pathname = '/postgres';
  try {
    await withConnection(url.href, (client) => client.query('SELECT 1'));
    return 'answers';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ECONNREFUSED') return 'silent';
    if (code?.startsWith('28')) {
      throw new NotAllowed(
        `The embedded database in ${files.data} refuses the password in ${files.password}. ` +
          'Put the original file back, or move both away to begin with an empty database.',
      );
    }
    return 'busy';
  }
}

function urlOf(port: number, files: ServerFiles): string {
  return `postgresql://${OWNER}:${readPassword(files.password)}@127.0.0.1:${port}/${OWNER}`;
}

function notStarted(files: ServerFiles): Refused {
  return new Refused(
    `The embedded PostgreSQL did not start: ${lastWords(files.log)} (whole text in ${files.log}). ` +
      'Correct that, or set DATABASE_URL to a PostgreSQL server.',
  );
}

function lastWords(log: string): string {
  try {
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    return (lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1)) || 'it said nothing';
  } catch (error) {
    return messageOf(error);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
