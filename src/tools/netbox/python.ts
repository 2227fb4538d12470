import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../config/project-root';
import { Refused } from '../../core/errors/errors';

const run = promisify(execFile);

/** Where downloaded programs are kept between runs; git ignores it. */
export const CACHE = join(projectRoot, '.cache');
const OLDEST_MINOR = 12;
const NEWER_NAMES = ['python3.12', 'python3.13', 'python3.14', 'python3'];
const INSTALL_LIMIT_MS = 20 * 60_000;

/** Something of the machine is missing that a real NetBox needs; the message names it and what to install. */
export class NotAvailable extends Refused {}

/** A folder of Python programs of our own, with exactly these packages. */
export interface PythonEnvironment {
  /** Absolute path of a program in it, e.g. `python`. */
  program(name: string): string;
}

/**
 * Makes, or finds from an earlier time, a Python environment under `.cache/python/`. The first time takes minutes, later
 * ones no time. Throws NotAvailable where Python 3.12 or the package index cannot be had.
 */
export async function pythonEnvironment(
  name: string,
  requirements: readonly string[],
): Promise<PythonEnvironment> {
  const python = await findPython();
  const digest = createHash('sha256')
    .update([python.version, ...requirements].join('\n'))
    .digest('hex');
  const folder = join(CACHE, 'python', `${name}-${digest.slice(0, 12)}`);
  const complete = join(folder, 'complete');
  const program = (one: string) => join(folder, 'bin', one);
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await install(python.path, folder, requirements);
    writeFileSync(complete, `${requirements.join('\n')}\n`);
  }
  return { program };
}

async function install(python: string, folder: string, requirements: readonly string[]): Promise<void> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  try {
    await run(python, ['-m', 'venv', folder], { timeout: INSTALL_LIMIT_MS });
    await run(join(folder, 'bin', 'python'), [...pip, ...requirements], { timeout: INSTALL_LIMIT_MS });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new NotAvailable(
      `${requirements.join(', ')} could not be installed from the Python package index: ${lastLine(error)}`,
      { cause: error, suggestion: 'NetBox builds psycopg: that needs a C compiler and libpq-dev.' },
    );
  }
}

/** The newest words of pip are the ones that say why. */
function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const lines = (stderr || message || String(error)).trim().split('\n');
  return lines.findLast((line) => /error/i.test(line)) ?? lines[lines.length - 1];
}

interface Python {
  path: string;
  version: string;
}

async function findPython(): Promise<Python> {
  const asked = process.env.PROXBOX_TEST_PYTHON;
  const candidates = asked ? [asked] : [...NEWER_NAMES, ...pyenvPrograms()];
  for (const path of candidates) {
    const version = await versionOf(path);
    if (version && isNewEnough(version)) return { path, version };
  }
  throw new NotAvailable(
    `Python 3.${OLDEST_MINOR} or newer was not found (tried ${candidates.join(', ')}); PROXBOX_TEST_PYTHON may name one`,
  );
}

/** Versions that pyenv keeps are not on the PATH unless somebody has chosen them. */
function pyenvPrograms(): string[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin', 'python'));
}

async function versionOf(path: string): Promise<string | undefined> {
  const found = await run(path, ['--version']).catch(() => undefined);
  return /^Python (\S+)/.exec(found?.stdout ?? '')?.[1];
}

function isNewEnough(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === 3 && minor >= OLDEST_MINOR;
}
