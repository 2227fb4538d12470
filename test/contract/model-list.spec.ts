import { readdirSync } from 'node:fs';
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
