import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, Refused } from '../errors/errors';
import { SecretBox } from './secret-box';

const KEY_FILE = 'encryption.key';
/** Others may walk through the folder, not list it: for root the embedded database runs as another account in it. */
const FOLDER_MODE = 0o711;

export interface SecretBoxOptions {
  /** PROXBOX_ENCRYPTION_KEY; without it a key file in the data folder is used, and made on first use. */
  encryptionKey?: string;
  dataDir: string;
}

/** The secret box of this installation. Throws Refused when the key file can be neither read nor made. */
export function openSecretBox({ encryptionKey, dataDir }: SecretBoxOptions): SecretBox {
  return new SecretBox(encryptionKey ?? readKeyFile(dataDir));
}

function readKeyFile(dataDir: string): string {
  const file = join(dataDir, KEY_FILE);
  try {
    return readKey(file) ?? makeKey(dataDir, file);
  } catch (error) {
    throw new Refused(
      `The key file ${file} can be neither read nor made: ${messageOf(error)}. ` +
        'Correct that, or set PROXBOX_ENCRYPTION_KEY, or set PROXBOX_DATA_DIR to a folder of this account.',
      { cause: error },
    );
  }
}

/** A key that was written by another process meanwhile wins: the link is refused if the file is there. */
function makeKey(dataDir: string, file: string): string {
  mkdirSync(dataDir, { recursive: true, mode: FOLDER_MODE });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    const other = readKey(file);
    if (!other) throw error;
    return other;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}

function readKey(file: string): string | undefined {
  let key: string;
  try {
    key = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (typeof error === 'object' && error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  if (key.length < 32)
    throw new Refused('it holds less than 32 characters, so it is not the key that was made');
  return key;
}
