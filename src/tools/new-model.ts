import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { projectRoot } from '../config/project-root';
import { Refused } from '../core/errors/errors';
import { models } from '../models';
import { fail } from '../process';
import { writeModel } from './scaffold/model-file';
import { namesOf } from './scaffold/names';

/** `npm run new:model -- vm-tag` writes a model, its line in the list and its migration. */
function main(): void {
  const names = namesOf(process.argv.slice(2), 'model', 'vm-tag');
  for (const file of writeModel(projectRoot, names, models)) console.log(`Written: ${file}`);
  const migration = ['run', '-s', 'migration', '--', `add-${names.name}`];
  const { status } = spawnSync('npm', migration, {
    cwd: projectRoot,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Refused('The migration could not be written.', {
      suggestion: `The model is there. When what is wrong is mended: npm ${migration.join(' ')}`,
    });
  }
}

try {
  main();
} catch (error) {
  fail(error);
}
