import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MigrationInterface } from 'typeorm';
import { migrations } from '../../migrations';
import { messageOf } from '../../src/core/errors/errors';
import { type AnyModel, checkModels } from '../../src/core/model/define-model';
import { models } from '../../src/models';
import { inOrder } from '../../src/sync/engine/order';
import { type Stage } from '../../src/sync/engine/stage';
import { stages } from '../../src/sync/stages';
import { fakeSource } from '../../src/sync/stages/fake-source';
import { findDifference } from '../../src/tools/migration/difference';
import { writeMigration } from '../../src/tools/migration/write-migration';
import { writeModel } from '../../src/tools/scaffold/model-file';
import { namesOf } from '../../src/tools/scaffold/names';
import { writeStage } from '../../src/tools/scaffold/stage-file';
import { describeModels } from '../contract/model-contract';
import { copiedTree } from './copied-tree';

const { root, remove } = copiedTree();
afterAll(remove);

/** What a file of the copied tree exports under the name. */
function written<T>(file: string, name: string): T {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- tests are described before anything can be awaited
  return (require(join(root, file)) as Record<string, T>)[name];
}
const listText = (file: string) => readFileSync(join(root, file), 'utf8');
const known = { models, stages: stages.map(({ name }) => name) };

const modelFiles = writeModel(root, namesOf(['guest-policy'], 'model', 'vm-tag'), models);
const guestPolicy = written<AnyModel>('src/models/guest-policy.model.ts', 'guestPolicy');
const all = [...models, guestPolicy];
const stageNames = namesOf(['guest-policies'], 'stage', 'vm-tags');
const stageFiles = writeStage(root, stageNames, { ...known, models: all });

describe('npm run new:model -- guest-policy', () => {
  test('writes the model and its line in the list', () => {
    expect(modelFiles).toEqual(['src/models/guest-policy.model.ts', 'src/models/index.ts']);
    expect(written<AnyModel[]>('src/models/index.ts', 'models').map(({ name }) => name)).toEqual(
      all.map(({ name }) => name),
    );
    expect(() => checkModels(all)).not.toThrow();
    expect([guestPolicy.label, guestPolicy.labelPlural, guestPolicy.path]).toEqual([
      'Guest policy',
      'Guest policies',
      'guest-policies',
    ]);
  });

  test('and a migration after which nothing is missing', async () => {
    const server = String(process.env.PROXBOX_TEST_DATABASE_URL);
    const difference = await findDifference(server, all, migrations);
    const file = writeMigration(root, 'add-guest-policy', difference);
    const number = Math.max(...migrations.map((_one, index) => index + 1)) + 1;
    expect(Number(/^migrations\/(\d+)-add-guest-policy\.ts$/.exec(file)?.[1])).toBeGreaterThanOrEqual(number);
    const listed = written<(new () => MigrationInterface)[]>('migrations/index.ts', 'migrations');
    expect(listed).toHaveLength(migrations.length + 1);
    expect(await findDifference(server, all, listed)).toEqual({ up: [], down: [] });
  });
});

// What tests of models do with every model, they do with this one.
describeModels(all, [guestPolicy]);

describe('npm run new:stage -- guest-policies', () => {
  const stage = written<Stage>('src/sync/stages/guest-policies.stage.ts', 'guestPolicies');

  test('writes a stage that fills the model of that name, and its line in the list', () => {
    expect(stageFiles).toEqual(['src/sync/stages/guest-policies.stage.ts', 'src/sync/stages/index.ts']);
    expect(listText('src/sync/stages/index.ts')).toMatch(/\n {2}guestPolicies,\n\]\);\n$/);
    expect(stage.parts.map(({ target }) => target.name)).toEqual(['guest-policy']);
    expect(inOrder([...stages, stage]).at(-1)).toBe(stage);
  });

  test('which names every field, and removes nothing before it finds anything', () => {
    const [{ row, covers, whenGone }] = stage.parts;
    const source = fakeSource();
    const item = row({ source, found: 'a' });
    expect([item.key, Object.keys(item.values)]).toEqual([
      'cluster/lab-a/guest-policy/a',
      Object.keys(guestPolicy.fields as object),
    ]);
    expect([covers(source), whenGone]).toEqual([false, 'keep']);
  });

  test('fills another model where one is named', () => {
    const names = namesOf(['pools'], 'stage', 'vm-tags');
    writeStage(root, names, { ...known, fills: 'vm-task-history' });
    const pools = written<Stage>('src/sync/stages/pools.stage.ts', 'pools');
    expect(pools.parts.map(({ target }) => target.name)).toEqual(['vm-task-history']);
  });
});

test('what is written has the types and the form of the project', () => {
  const files = [...modelFiles, ...stageFiles, 'src/sync/stages/pools.stage.ts', 'migrations/index.ts'];
  const program = (name: string) => join(root, 'node_modules', '.bin', name);
  const run = (name: string, ...given: string[]) =>
    execFileSync(program(name), given, { cwd: root, stdio: 'pipe', encoding: 'utf8' });
  const settings = { extends: './tsconfig.base.json', include: [], files };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(settings));
  try {
    run('prettier', '--check', ...files);
    run('tsc', '--noEmit', '--project', 'tsconfig.json');
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`, { cause: error });
  }
}, 120_000);

describe('a name that cannot be', () => {
  const model = (...given: string[]) =>
    sentence(() => writeModel(root, namesOf(given, 'model', 'vm-tag'), models));
  const stage = (given: string, fills?: string) =>
    sentence(() => writeStage(root, namesOf([given], 'stage', 'vm-tags'), { ...known, fills }));

  test.each([
    [[], 'Give the model a name: npm run new:model -- vm-tag'],
    [['a', 'b'], 'One model at a time, not "a b": npm run new:model -- vm-tag'],
    [['VmTag'], '"VmTag" is no name of a model: lower-case letters and digits, words joined by hyphens, e.g. vm-tag.'],
    [['../x'], '"../x" is no name of a model: lower-case letters and digits, words joined by hyphens, e.g. vm-tag.'],
    [['x'.repeat(41)], `"${'x'.repeat(41)}" is longer than 40 characters, more than a table's name can have.`],
    [['class'], '"class" is a word that TypeScript or the file itself needs; take another.'],
    [['guest-policy'], 'src/models/guest-policy.model.ts exists already; nothing was written.'],
    [['vm-backup'], 'Model vm-backup with the path backups exists already; nothing was written.'],
    [['backup'], 'Model vm-backup with the path backups exists already; nothing was written.'],
    [['check-models'], 'src/models/index.ts has something that is called checkModels already; nothing was written.'],
  ])('%j: %s', (given, expected) => {
    const before = listText('src/models/index.ts');
    expect(model(...given)).toBe(expected);
    expect(listText('src/models/index.ts')).toBe(before);
  }); // prettier-ignore

  test('says which stage is there, and which models could be filled', () => {
    expect(stage('devices')).toBe('Stage devices exists already; nothing was written.');
    expect(stage('guest-policies', 'vm-backup')).toBe(
      'src/sync/stages/guest-policies.stage.ts exists already; nothing was written.',
    );
    expect(stage('nothings')).toBe(
      'There is no model that is called as stage nothings. Write one with npm run new:model -- nothings, ' +
        'or say which one the stage fills: npm run new:stage -- nothings --model proxmox-storage',
    );
    expect(stage('nothings', 'nothing')).toMatch(
      /^There is no model "nothing" to fill; there are proxmox-cluster, /,
    );
  });

  function sentence(work: () => unknown): string {
    try {
      work();
    } catch (error) {
      return messageOf(error);
    }
    return 'no error';
  }
});
