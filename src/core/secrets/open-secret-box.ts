import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, Refused } from '../errors/errors';
import { SecretBox } from './secret-box';

const KEY_FILE = 'encryption.key';
/** Others may walk through the folder, not list it: for root the embedded database runs as another account in it. */
const FOLDER_MODE = 0o711;

export interface SecretBoxOptions {
  /** PROXBOX_ENCRYPTION_KEY; without it a key file in the data folder is used, and made on first use. */
  encryptionKey?: string;
  /** PROXBOX_ENCRYPTION_KEY_PREVIOUS: what some secrets may still be sealed with. */
  previousEncryptionKey?: string;
  dataDir: string;
}

/** The secret box of this installation. Throws Refused when the key file can be neither read nor made. */
export function openSecretBox(options: SecretBoxOptions): SecretBox {
  const [key, ...earlier] = keysOf(options);
  return new SecretBox(key, earlier);
}

/** The key that seals, and those that only open. */
function keysOf({ encryptionKey, previousEncryptionKey, dataDir }: SecretBoxOptions): readonly string[] {
  const previous = previousEncryptionKey === undefined ? [] : [previousEncryptionKey];
  if (encryptionKey === undefined) return [...guarded(dataDir, readKeyFile), ...previous];
  // Whoever moves the key from the file to the environment can still open what the file sealed.
  return [encryptionKey, ...previous];
}

/** Puts a new key in front of those of the key file; gives what has to be called when nothing needs the others any more. */
export function addKey(dataDir: string): { forgetOthers: () => void } {
  return guarded(dataDir, (file) => {
    const key = randomBytes(32).toString('hex');
    replace(file, [key, ...readKeyFile(file)]);
    return { forgetOthers: () => replace(file, [key]) };
  });
}

function guarded<T>(dataDir: string, work: (file: string) => T): T {
  const file = join(dataDir, KEY_FILE);
  try {
    return work(file);
  } catch (error) {
    throw new Refused(
      `The key file ${file} can be neither read nor made: ${messageOf(error)}. ` +
        'Correct that, or set PROXBOX_ENCRYPTION_KEY, or set PROXBOX_DATA_DIR to a folder of this account.',
      { cause: error },
    );
  }
}

function readKeyFile(file: string): readonly string[] {
  return readKeys(file) ?? makeKey(file);
}

function replace(file: string, keys: readonly string[]): void {
  const draft = draftOf(file);
  writeFileSync(draft, keys.join('\n'), { mode: 0o600 });
  renameSync(draft, file);
}

function draftOf(file: string): string {
  return `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
}

/** A key that was written by another process meanwhile wins: the link is refused if the file is there. */
function makeKey(file: string): readonly string[] {
  mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE });
  const draft = draftOf(file);
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    const other = readKeys(file);
    if (!other) throw error;
    return other;
  } finally {
    rmSync(draft, { force: true });
  }
  return [readFileSync(file, 'utf8').trim()];
}

/** One key on each line, the one that seals first; several only while a rotation is under way. */
function readKeys(file: string): readonly string[] | undefined {
  let keys: string[];
  try {
    keys = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  } catch (error) {
    if (typeof error === 'object' && error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  if (keys.length === 0 || keys.some((key) => key.length < 32))
    throw new Refused('it holds less than 32 characters, so it is not the key that was made');
  return keys;
}
