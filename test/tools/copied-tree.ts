import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../src/config/project-root';

/** What the generators write to is copied, what that needs is only pointed at. */
const COPIED = ['src/models', 'src/sync/stages', 'migrations', '.prettierrc.json', 'package.json'];
const POINTED_AT = ['src/core', 'src/sync/engine', 'src/sync/resources', 'src/sync/source', 'node_modules'];

/** A folder in which the generators can write as in the project, without the project being touched. */
export function copiedTree(): { root: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'proxbox-new-'));
  mkdirSync(join(root, 'src/sync'), { recursive: true });
  for (const path of COPIED) cpSync(join(projectRoot, path), join(root, path), { recursive: true });
  for (const path of POINTED_AT) symlinkSync(join(projectRoot, path), join(root, path));
  copyFileSync(join(projectRoot, 'tsconfig.json'), join(root, 'tsconfig.base.json'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
