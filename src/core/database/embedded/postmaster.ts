import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, Refused } from '../../errors/errors';
import { codeOf } from '../error-code';

/** What a running server writes about itself into its data folder, PostgreSQL 10 to 18: `postmaster.pid`, line by line. */
export interface Postmaster {
  pid: number;
  /** 0 until the server listens. */
  port: number;
  /** `starting`, `ready`, `stopping` or `standby`; empty at first. */
  status: string;
}

/** Reads who runs on a data folder; undefined when nobody does. What a killed server wrote is still there. */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  let text: string;
  try {
    text = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new Refused(
      `The database folder ${dataFolder} belongs to another account: ${messageOf(error)}. ` +
        'Start Proxbox as that account, or set PROXBOX_DATA_DIR to another folder.',
    );
  }
  const lines = text.split('\n').map((line) => line.trim());
  return { pid: Number(lines[0]) || 0, port: Number(lines[3]) || 0, status: lines[7] ?? '' };
}
