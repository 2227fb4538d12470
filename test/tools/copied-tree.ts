import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../src/config/project-root';

/** What the generators write to; the rest of the source is only pointed at. */
const COPIED = ['src/models', 'src/sync/stages', 'migrations', '.prettierrc.json', 'package.json'];

/** A folder in which the generators can write as in the project, without the project being touched. */
export function copiedTree(): { root: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'proxbox-new-'));
  mkdirSync(join(root, 'src/sync'), { recursive: true });
  for (const path of COPIED) cpSync(join(projectRoot, path), join(root, path), { recursive: true });
  const others = [...membersOf('src'), ...membersOf('src/sync'), 'node_modules'];
  for (const path of others.filter((one) => !existsSync(join(root, one)))) {
    symlinkSync(join(projectRoot, path), join(root, path));
  }
  copyFileSync(join(projectRoot, 'tsconfig.json'), join(root, 'tsconfig.base.json'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function membersOf(folder: string): string[] {
  return readdirSync(join(projectRoot, folder)).map((name) => `${folder}/${name}`);
}
