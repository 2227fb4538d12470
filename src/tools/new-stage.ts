import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { projectRoot } from '../config/project-root';
import { Invalid, messageOf } from '../core/errors/errors';
import { models } from '../models';
import { fail } from '../process';
import { stages } from '../sync/stages';
import { namesOf } from './scaffold/names';
import { writeStage } from './scaffold/stage-file';

/** `npm run new:stage -- vm-tags` writes a stage that fills the model vm-tag, or that of `--model`, and its line in the list. */
function main(): void {
  const { values, positionals } = given();
  const names = namesOf(positionals, 'stage', 'vm-tags');
  const known = { models, stages: stages.map(({ name }) => name), fills: values.model };
  for (const file of writeStage(projectRoot, names, known)) console.log(`Written: ${file}`);
}

function given() {
  try {
    return parseArgs({ allowPositionals: true, options: { model: { type: 'string' } } });
  } catch (error) {
    throw new Invalid(`${messageOf(error)} Use: npm run new:stage -- vm-tags --model vm-tag`);
  }
}

try {
  main();
} catch (error) {
  fail(error);
}
