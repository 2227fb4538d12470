import { resolve, join } from 'node:path';
import { checkConnection } from './connection';
import { accountFor } from './embedded/account';
import { atExit } from './embedded/at-exit';
import {
  choosePrograms,
  initialise,
  prepareDataDir,
  reachableHome,
  readPassword,
  serverFiles,
  type ServerFiles,
} from './embedded/data-folder';
import {
  adopt,
  ensureDatabase,
  type RunningServer,
  signalStop,
  start,
  stop,
} from './embedded/embedded-server';
import { findPrograms } from './embedded/programs';
import { addUse, endUse } from './embedded/server-users';
import { alone } from './embedded/starter-lock';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`; without it the embedded server is used. */
  url?: string;
  /** Folder of the embedded server; made if it is missing. */
  dataDir: string;
  /** False for data that may be lost with the machine, as in tests: several times faster. */
  isDurable?: boolean;
}

export interface OpenDatabase {
  /** Connection URL, with the password. */
  url: string;
  isEmbedded: boolean;
  /** Stops the embedded server if no other process uses it; does nothing for a server of somebody else. */
  stop(): Promise<void>;
}

/**
 * Gives a PostgreSQL that answers: the one named by `url`, or the embedded one, started or taken over as needed.
 * Every failure is one sentence with what to do: Invalid, Unreachable, NotAllowed or Refused.
 */
export async function openDatabase({
  url,
  dataDir,
  isDurable = true,
}: DatabaseOptions): Promise<OpenDatabase> {
  if (!url) return openEmbedded(resolve(dataDir), isDurable);
  await checkConnection(url);
  return { url, isEmbedded: false, stop: () => Promise.resolve() };
}

async function openEmbedded(dataDir: string, isDurable: boolean): Promise<OpenDatabase> {
  await prepareDataDir(dataDir);
  const users = join(dataDir, 'postgresql.users');
  const lock = join(dataDir, 'postgresql.starting');
  // Noted before the look at what runs, so that the last user but us does not stop the server under our hands.
  addUse(users);
  try {
    const { server, files } = await alone(lock, () => startOrAdopt(dataDir, isDurable));
    const forget = atExit(() => {
      if (endUse(users)) signalStop(server);
    });
    let stopping: Promise<void> | undefined;
    const stopOnce = (): Promise<void> => {
      forget();
      return alone(lock, async () => {
        if (endUse(users)) await stop(server, files);
      });
    };
    return { url: server.url, isEmbedded: true, stop: () => (stopping ??= stopOnce()) };
  } catch (error) {
    endUse(users);
    throw error;
  }
}

async function startOrAdopt(
  dataDir: string,
  isDurable: boolean,
): Promise<{ server: RunningServer; files: ServerFiles }> {
  const home = await reachableHome(dataDir);
  const programs = choosePrograms(home, await findPrograms(home, accountFor(home)));
  const files = serverFiles(dataDir, home, programs.major);
  readPassword(files.password);
  await initialise(files, programs);
  const server = (await adopt(files)) ?? (await start(files, programs, isDurable));
  await ensureDatabase(server);
  return { server, files };
}
