import { lastValueFrom } from 'rxjs';
import { type DataSource } from 'typeorm';
import { ModelList } from '../../src/core/crud/model-list';
import { ModelStore } from '../../src/core/crud/model-store';
import { journalEntry } from '../../src/core/features/journal-entry.model';
import { objectChange } from '../../src/core/features/object-change.model';
import { contentTypeOf } from '../../src/core/model/content-type';
import { type AnyModel } from '../../src/core/model/define-model';
import { type Change } from '../../src/core/plan/plan-object';
import { models } from '../../src/models';
import { type StoreTarget } from '../../src/sync/engine/store';
import { StoreAdapter } from '../../src/sync/targets/store-adapter';
import { type FeaturesApp, hasFeatures, namedModels, pathOf, startFeaturesApp, takes } from './features-app';

const ENTRIES = pathOf(journalEntry as AnyModel);

let app: FeaturesApp;
let agent: FeaturesApp['agent'];
beforeAll(async () => {
  app = await startFeaturesApp();
  agent = app.agent;
});
afterAll(async () => {
  await app?.close();
});

const assigned = (model: AnyModel, id: number) => ({
  assigned_object_type: contentTypeOf(model),
  assigned_object_id: id,
});
async function countOf(path: string, query: Record<string, unknown>): Promise<number> {
  return (await agent.get(path).query(query)).body.count as number;
}

describe.each(namedModels(hasFeatures))('the journal of a %s', (_name, model) => {
  test('takes entries, and shows them under its row, the last one first', async () => {
    const { id } = await app.rowOf(model, 1);
    const first = await agent.post(ENTRIES).send({ ...assigned(model, id), comments: 'seen' });
    expect([first.status, first.body]).toEqual([
      201,
      expect.objectContaining({
        ...assigned(model, id),
        kind: { value: 'info', label: 'Info' },
        comments: 'seen',
        created_by: '',
        tags: [],
        custom_fields: {},
      }),
    ]);
    const second = await agent
      .post(ENTRIES)
      .send({ ...assigned(model, id), kind: 'danger', comments: 'gone' });
    expect(second.body.display).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d \(Danger\)$/);
    const { body } = await agent.get(ENTRIES).query(assigned(model, id));
    expect((body.results as { comments: string }[]).map(({ comments }) => comments)).toEqual([
      'gone',
      'seen',
    ]);
  });

  test('takes none about a row that is not there', async () => {
    const { status, body } = await agent.post(ENTRIES).send({ ...assigned(model, 999999), comments: 'x' });
    expect([status, body]).toEqual([
      400,
      { non_field_errors: [`Invalid assigned_object: ${model.label} ID 999999`] },
    ]);
  });
});

describe.each(namedModels(hasFeatures, takes('delete')))('a deleted %s', (_name, model) => {
  test('takes its journal along, and leaves its change log', async () => {
    const { id } = await app.rowOf(model, 2);
    const kept = await app.rowOf(model, 3);
    for (const one of [id, kept.id]) {
      await agent.post(ENTRIES).send({ ...assigned(model, one), comments: 'x' });
    }
    await agent.patch(`${pathOf(model)}${id}/`).send(await app.examples.exampleOf(model, 4));
    expect((await agent.delete(`${pathOf(model)}${id}/`)).status).toBe(204);
    expect(await countOf(ENTRIES, assigned(model, id))).toBe(0);
    expect(await countOf(ENTRIES, assigned(model, kept.id))).toBe(1);
    const log = { changed_object_type: contentTypeOf(model), changed_object_id: id, action: 'delete' };
    expect(await countOf(pathOf(objectChange as AnyModel), log)).toBe(1);
  });
});

test('a row that a run deletes takes its journal along', async () => {
  const [, model] = namedModels(hasFeatures, takes('delete'))[0];
  const [gone, kept] = [await app.rowOf(model, 6), await app.rowOf(model, 7)];
  for (const { id } of [gone, kept])
    await agent.post(ENTRIES).send({ ...assigned(model, id), comments: 'x' });
  const shape = { fields: [], identity: [...model.identity] };
  const adapter = new StoreAdapter({ model: model.name } as StoreTarget, app.dataSource, shape);
  const change = { id: gone.id } as Change;
  expect(await lastValueFrom(adapter.remove([change]))).toEqual({ change, id: gone.id });
  expect(await countOf(ENTRIES, assigned(model, gone.id))).toBe(0);
  expect(await countOf(ENTRIES, assigned(model, kept.id))).toBe(1);
});

test('an entry says what it lacks', async () => {
  expect((await agent.post(ENTRIES).send({})).body).toEqual({
    assigned_object_type: ['This field is required.'],
    assigned_object_id: ['This field is required.'],
    comments: ['This field is required.'],
  });
  const [, plain] = namedModels((model) => model.isPlain)[0];
  const { body } = await agent.post(ENTRIES).send({ ...assigned(plain, 1), comments: 'x' });
  expect(body).toEqual({ assigned_object_type: [`Invalid content type: ${contentTypeOf(plain)}`] });
  const blank = await agent.post(ENTRIES).send({ ...assigned(plain, 1), comments: ' ' });
  expect(blank.body).toEqual({ comments: ['This field may not be blank.'] });
});

test('an entry is signed by who makes it, whoever changes it later', async () => {
  const [, model] = namedModels(hasFeatures)[0];
  const store = new ModelStore(journalEntry as AnyModel, app.dataSource as DataSource, new ModelList(models));
  const author = (name: string) => ({ name, requestId: '00000000-0000-4000-8000-000000000000' });
  const { id } = await app.rowOf(model, 5);
  const entry = await store.create(
    { ...assigned(model, id), comments: 'x', created_by: 'eve' },
    author('ann'),
  );
  expect(entry.createdBy).toBe('ann');
  expect((await store.update(entry.id, { comments: 'y' }, 'merge', author('bob'))).createdBy).toBe('ann');
  const { body } = await agent.get(pathOf(objectChange as AnyModel)).query({
    changed_object_type: contentTypeOf(journalEntry as AnyModel),
    changed_object_id: entry.id,
    ordering: 'id',
  });
  expect((body.results as { user_name: string }[]).map((one) => one.user_name)).toEqual(['ann', 'bob']);
});
