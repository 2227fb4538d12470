import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyModel } from '../../src/core/model/define-model';
import { models } from '../../src/models';

const FOLDERS = ['../../src/models', '../../src/core/features', '../../src/core/jobs'].map((folder) =>
  join(__dirname, folder),
);

test('every model file is in the list, and its model has the name of the file', async () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.model.ts'))
      .map((file) => join(folder, file)),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const exported = Object.values((await import(file)) as Record<string, unknown>);
    const found = exported.filter((value) => models.includes(value as AnyModel)) as AnyModel[];
    expect({ file, models: found.map((model) => model.name) }).toEqual({
      file,
      models: [file.replace(/^.*\//, '').replace('.model.ts', '')],
    });
  }
  expect(models).toHaveLength(files.length);
});

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join(folder, file));

test('a model file stays under 80 lines', () => {
  const lengths = filesIn(FOLDERS[0])
    .filter((file) => file.endsWith('.model.ts'))
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').trimEnd().split('\n').length }));
  expect(lengths.filter(({ lines }) => lines >= 80)).toEqual([]);
  expect(lengths.length).toBeGreaterThan(10);
});

test('core names no model: neither its name, its class, its table nor its path', async () => {
  const core = join(__dirname, '../../src/core');
  // Tags, journal, jobs and the like are models of core itself.
  const own = new Set<unknown>();
  for (const file of filesIn(core).filter((one) => one.endsWith('.model.ts'))) {
    Object.values((await import(file)) as object).forEach((value) => own.add(value));
  }
  const others = models.filter((model) => !own.has(model));
  expect(others.length).toBeGreaterThan(10);
  // One word alone, as "settings", is a word of any program. An import of the value is against the arrows.
  const words = others.flatMap(({ name, className, table, path }) => [
    table,
    ...(name.includes('-') ? [name, className] : []),
    ...(path.includes('/') ? [path] : []),
  ]);
  const naming = new RegExp(`(?<![\\w-])(${words.join('|')})(?![\\w-])`, 'g');
  const found = filesIn(core).flatMap((file) => {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    return [...code.matchAll(naming)].map(([word]) => `${file.slice(core.length + 1)}: ${word}`);
  });
  expect(found).toEqual([]);
});

test('the REST guide has the path of every model', () => {
  const guide = readFileSync(join(__dirname, '../../docs/rest.md'), 'utf8');
  expect(models.map(({ path }) => path).filter((path) => !guide.includes(`\`${path}/\``))).toEqual([]);
});
