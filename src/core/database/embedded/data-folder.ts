import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, Refused } from '../../errors/errors';
import { type Account, accountFor, canReach, isRoot, NOBODY } from './account';
import { type Programs, runProgram } from './programs';

/** The role and the database of the embedded server. */
export const OWNER = 'proxbox';

/** Everything about one embedded server on disk. */
export interface ServerFiles {
  /** PostgreSQL's own folder, `postgresql-<major>`; for root below a closed folder it is in an open place instead. */
  data: string;
  /** The random password, mode 0600. */
  password: string;
  /** What the server said since it was started. */
  log: string;
}

const FOLDER = /^postgresql-(\d+)$/;
/** Open to any account, kept over a restart, and never cleaned by age if it can be helped. */
const OPEN_PLACES = ['/var/lib', '/var/tmp'];

/** Makes our data folder. Root lets others walk through it (not list it), because the server cannot run as root. */
export async function prepareDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  } catch (error) {
    throw new Refused(
      `The data folder ${dataDir} cannot be made: ${messageOf(error)}. ` +
        'Set PROXBOX_DATA_DIR to a folder that this account may write to.',
    );
  }
}

/** A folder that the account can reach: the data folder itself, or one in an open place if it is below a closed one. */
export async function reachableHome(dataDir: string): Promise<string> {
  if (!isRoot()) return dataDir;
  const link = join(dataDir, 'postgresql-home');
  if (existsSync(link)) return realpathSync(link);
  if (canReach(dataDir, accountFor(dataDir) ?? NOBODY)) return dataDir;
  const place = await openPlace();
  // A killed process may have left a link that leads nowhere; rename replaces it.
  await rm(`${link}.new`, { force: true });
  await symlink(place, `${link}.new`);
  await rename(`${link}.new`, link);
  return place;
}

async function openPlace(): Promise<string> {
  for (const parent of OPEN_PLACES.filter((folder) => existsSync(folder) && canReach(folder, NOBODY))) {
    try {
      const place = await mkdtemp(join(parent, 'proxbox-'));
      await chmod(place, 0o711);
      return place;
    } catch {
      // Read-only here; the next place may do.
    }
  }
  throw new Refused(
    `PostgreSQL cannot run as root, and no folder that another account can reach could be made in ` +
      `${OPEN_PLACES.join(' or ')}. Set PROXBOX_DATA_DIR to such a folder, or DATABASE_URL to a PostgreSQL server.`,
  );
}

/**
 * Picks the programs that fit the data folder that is already there, because one major version cannot open the folder
 * of another. Throws Refused when there is data and no programs for it.
 */
export function choosePrograms(home: string, programs: readonly Programs[]): Programs {
  const stored = readdirSync(home)
    .map((name) => Number(FOLDER.exec(name)?.[1]))
    .filter((major) => major > 0 && existsSync(join(home, `postgresql-${major}`, 'PG_VERSION')));
  const fitting = programs.find(({ major }) => stored.includes(major));
  if (stored.length > 0 && !fitting) {
    throw new Refused(
      `The data in ${home} was written by PostgreSQL ${stored.join(' and ')}, but only PostgreSQL ` +
        `${programs.map(({ major }) => major).join(' and ')} is available here. Install the matching version, or ` +
        `move ${stored.map((major) => join(home, `postgresql-${major}`)).join(' and ')} away to begin with an empty database.`,
    );
  }
  return fitting ?? programs[0];
}

export function serverFiles(dataDir: string, home: string, major: number): ServerFiles {
  return {
    data: join(home, `postgresql-${major}`),
    password: join(dataDir, `postgresql-${major}.password`),
    log: join(dataDir, `postgresql-${major}.log`),
  };
}

/** Creates PostgreSQL's folder if it is not there yet; the rename at the end makes it whole or absent. */
export async function initialise(files: ServerFiles, { bin, major }: Programs): Promise<void> {
  if (existsSync(join(files.data, 'PG_VERSION'))) return;
  const account = accountFor(files.data);
  const unfinished = `${files.data}.new`;
  const passwordFile = `${files.data}.initial-password`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, readPassword(files.password), { mode: 0o600 });
  try {
    for (const path of [unfinished, passwordFile]) if (account) await chown(path, account.uid, account.gid);
    await initdb(bin, major, unfinished, passwordFile, account);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, files.data);
}

async function initdb(
  bin: string,
  major: number,
  folder: string,
  pwfile: string,
  account?: Account,
): Promise<void> {
  // The same order of names on every machine; PostgreSQL 17 brought a UTF-8 locale of its own.
  const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const args = [
    '-D',
    folder,
    '-U',
    OWNER,
    `--pwfile=${pwfile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  try {
    await runProgram(join(bin, 'initdb'), [...args, ...locale], account);
  } catch (error) {
    throw new Refused(
      `A PostgreSQL data folder could not be made in ${dirname(folder)}: ${lastLine(error)}. ` +
        'Set PROXBOX_DATA_DIR to another folder, or DATABASE_URL to a PostgreSQL server.',
      { cause: error },
    );
  }
}

function lastLine(error: unknown): string {
  const said = typeof error === 'object' && error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said.split('\n').at(-1) || messageOf(error);
}

/** The server's password, made on first use. */
export function readPassword(file: string): string {
  try {
    writeFileSync(file, randomBytes(24).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!lstatSync(file, { throwIfNoEntry: false })) {
      throw new Refused(
        `The file ${file} cannot be written: ${messageOf(error)}. Check who owns its folder.`,
      );
    }
  }
  return readFileSync(file, 'utf8').trim();
}
