import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyModel } from '../../src/core/model/define-model';
import { models } from '../../src/models';

const FOLDER = join(__dirname, '../../src/models');

test('every model file is in the list, and its model has the name of the file', async () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.model.ts'),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const exported = Object.values((await import(join(FOLDER, file))) as Record<string, unknown>);
    const found = exported.filter((value) => models.includes(value as AnyModel)) as AnyModel[];
    expect({ file, models: found.map((model) => model.name) }).toEqual({
      file,
      models: [file.replace(/^.*\//, '').replace('.model.ts', '')],
    });
  }
  expect(models).toHaveLength(files.length);
});
