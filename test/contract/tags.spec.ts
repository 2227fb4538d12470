import { tag } from '../../src/core/features/tag.model';
import { type AnyModel } from '../../src/core/model/define-model';
import { type FeaturesApp, hasFeatures, namedModels, pathOf, startFeaturesApp, takes } from './features-app';

const TAGS = pathOf(tag as AnyModel);

let app: FeaturesApp;
let agent: FeaturesApp['agent'];
beforeAll(async () => {
  app = await startFeaturesApp();
  agent = app.agent;
});
afterAll(async () => {
  await app?.close();
});

let made = 0;
async function makeTag(): Promise<{ id: number; name: string; slug: string }> {
  made += 1;
  const { body } = await agent.post(TAGS).send({ name: `Tag ${made}`, slug: `tag-${made}`, color: 'ff5722' });
  return body as { id: number; name: string; slug: string };
}

test('there are models with tags, and models without', () => {
  expect(namedModels(hasFeatures).length).toBeGreaterThan(3);
  expect(namedModels((model) => model.isPlain).length).toBeGreaterThan(3);
});

describe.each(namedModels(hasFeatures, takes('change')))('the tags of a %s', (_name, model) => {
  const tagsOf = (body: { tags: { id: number }[] }) => body.tags.map(({ id }) => id);

  test('are given as ids or attributes, replaced as a whole, taken off and left alone', async () => {
    const path = `${pathOf(model)}${(await app.rowOf(model, 100)).id}/`;
    const [one, two] = [await makeTag(), await makeTag()];
    const first = await agent.patch(path).send({ tags: [{ slug: two.slug }, one.id] });
    expect([first.status, first.body.tags]).toEqual([
      200,
      [one, two].map(({ id, name, slug }) => ({
        id,
        url: `${app.url}${TAGS}${id}/`,
        display_url: `${app.url}/plugins/proxbox/tags/${id}/`,
        display: name,
        name,
        slug,
        color: 'ff5722',
      })),
    ]);
    expect((await agent.get(path)).body).toEqual(first.body);
    expect(tagsOf((await agent.patch(path).send({})).body)).toEqual([one.id, two.id]);
    expect(tagsOf((await agent.patch(path).send({ tags: [two.id] })).body)).toEqual([two.id]);
    expect(tagsOf((await agent.patch(path).send({ add_tags: [one.id] })).body)).toEqual([one.id, two.id]);
    const without = await agent.patch(path).send({ remove_tags: [{ name: two.name }] });
    expect(tagsOf(without.body)).toEqual([one.id]);
    expect(tagsOf((await agent.patch(path).send({ tags: [] })).body)).toEqual([]);
  });

  test('that cannot be found are errors, and change nothing', async () => {
    const path = `${pathOf(model)}${(await app.rowOf(model, 101)).id}/`;
    const known = await makeTag();
    await agent.patch(path).send({ tags: [known.id] });
    const refused = [
      ['red', 'Related objects must be referenced by numeric ID or by dictionary of attributes. Received an unrecognized value: red'],
      [99999, 'Related object not found using the provided numeric ID: 99999'],
      [{ slug: 'nope' }, "Related object not found using the provided attributes: {'slug': 'nope'}"],
      [{ color: 'ff5722' }, "Multiple objects match the provided attributes: {'color': 'ff5722'}"],
    ] as const; // prettier-ignore
    await makeTag();
    for (const [reference, message] of refused) {
      const { status, body } = await agent.patch(path).send({ tags: [known.id, reference] });
      expect([status, body]).toEqual([400, { tags: [message] }]);
    }
    const none = await agent.patch(path).send({ tags: null });
    expect([none.status, none.body]).toEqual([400, { tags: ['This field may not be null.'] }]);
    expect(tagsOf((await agent.get(path)).body)).toEqual([known.id]);
  });

  test('narrow a list: all of them, any, none', async () => {
    if (model.isSingleton) return;
    const [a, b] = [await makeTag(), await makeTag()];
    const rows: number[] = [];
    for (const tags of [[a.id], [a.id, b.id], []]) {
      const row = await app.rowOf(model, 200 + (made += 1));
      await agent.patch(`${pathOf(model)}${row.id}/`).send({ tags });
      rows.push(row.id);
    }
    const found = async (query: string) => {
      const { status, body } = await agent.get(`${pathOf(model)}?limit=1000&${query}`);
      expect({ query, status }).toEqual({ query, status: 200 });
      const ids = (body.results as { id: number }[]).map(({ id }) => id);
      expect(body.count).toBe(ids.length);
      return rows.map((id) => ids.includes(id));
    };
    expect(await found(`tag=${a.slug}`)).toEqual([true, true, false]);
    expect(await found(`tag=${a.slug}&tag=${b.slug}`)).toEqual([false, true, false]);
    expect(await found(`tag_id=${a.id}&tag=${b.slug}`)).toEqual([false, true, false]);
    expect(await found(`tag__any=${a.slug}&tag__any=${b.slug}`)).toEqual([true, true, false]);
    expect(await found(`tag_id__any=${b.id}`)).toEqual([false, true, false]);
    expect(await found(`tag__n=${b.slug}`)).toEqual([true, false, true]);
    expect(await found(`tag_id__n=${a.id}&tag_id__n=${b.id}`)).toEqual([false, false, true]);
    expect(await found('tag=')).toEqual([true, true, true]);
    for (const [key, value] of [['tag', 'nope'], ['tag_id', '99999'], ['tag_id__any', 'x']]) {
      const { status, body } = await agent.get(`${pathOf(model)}?${key}=${value}`);
      const message = `Select a valid choice. ${value} is not one of the available choices.`;
      expect([status, body]).toEqual([400, { [key]: [message] }]);
    } // prettier-ignore
  });

  test('go when the tag is deleted', async () => {
    const path = `${pathOf(model)}${(await app.rowOf(model, 102)).id}/`;
    const [gone, kept] = [await makeTag(), await makeTag()];
    const { body } = await agent.patch(path).send({ tags: [gone.id, kept.id] });
    expect((await agent.delete(`${TAGS}${gone.id}/`)).status).toBe(204);
    const after = await agent.get(path);
    expect([tagsOf(after.body), after.body.last_updated]).toEqual([[kept.id], body.last_updated]);
    const stored = await app.dataSource.query(`SELECT tag_ids FROM "${model.table}" WHERE tag_ids @> $1`, [
      [gone.id],
    ]);
    expect(stored).toEqual([]);
  });
});

describe.each(namedModels(hasFeatures, takes('add')))('a new %s', (_name, model) => {
  test('takes tags, alone and in lists', async () => {
    const known = await makeTag();
    const example = await app.examples.exampleOf(model, 300);
    const created = await agent.post(pathOf(model)).send({ ...example, tags: [{ id: known.id }] });
    expect([created.status, created.body.tags?.[0]?.id]).toEqual([201, known.id]);
    const items = [{ ...(await app.examples.exampleOf(model, 301)), tags: [known.id] }, { ...(await app.examples.exampleOf(model, 302)), tags: [99999] }]; // prettier-ignore
    const refused = await agent.post(pathOf(model)).send(items);
    expect([refused.status, refused.body]).toEqual([
      400,
      [{}, { tags: ['Related object not found using the provided numeric ID: 99999'] }],
    ]);
  });

  test('asks the database no more for the tags of 50 rows than for those of 5', async () => {
    const [one, two] = [await makeTag(), await makeTag()];
    const items = [];
    for (let n = 0; n < 50; n += 1) {
      items.push({ ...(await app.examples.exampleOf(model, 400 + n)), tags: n % 2 ? [one.id] : [one.id, two.id] }); // prettier-ignore
    }
    expect((await agent.post(pathOf(model)).send(items)).status).toBe(201);
    const list = (limit: number) =>
      app.queriesOf(() => agent.get(`${pathOf(model)}?tag=${one.slug}&limit=${limit}`));
    const [few, many] = [await list(5), await list(50)];
    expect(few).toBeGreaterThan(0);
    expect(many).toBeLessThanOrEqual(few);
  });
});

test.each(namedModels((model) => model.isPlain, takes('change')))(
  'a %s has no tags',
  async (_name, model) => {
    const { id } = await app.rowOf(model, 500);
    const path = `${pathOf(model)}${id}/`;
    const { status, body } = await agent.patch(path).send({ tags: [99999] });
    expect([status, Object.hasOwn(body, 'tags')]).toEqual([200, false]);
  },
);

test('a tag has a name and a slug of its own, a colour, and says all that is wrong at once', async () => {
  const { name, slug } = await makeTag();
  const taken = await agent.post(TAGS).send({ name, slug });
  expect([taken.status, taken.body]).toEqual([
    400,
    { name: ['tag with this name already exists.'], slug: ['tag with this slug already exists.'] },
  ]);
  const bad = await agent.post(TAGS).send({ name: 'x', slug: 'bad slug!', color: 'FF5722' });
  expect(bad.body).toEqual({
    slug: ['Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.'],
    color: ['Enter a valid hexadecimal RGB color code.'],
  });
  const twice = await agent.post(TAGS).send([{ name: 'twin', slug: 'twin' }, { name: 'twin 2', slug: 'twin' }]); // prettier-ignore
  expect([twice.status, twice.body]).toEqual([400, [{}, { slug: ['tag with this slug already exists.'] }]]);
  const plain = await agent.post(TAGS).send({ name: 'plain', slug: 'plain' });
  expect([plain.status, plain.body.color]).toEqual([201, '9e9e9e']);
  const again = await agent.put(`${TAGS}${plain.body.id}/`).send({ name: 'plain', slug: 'plain' });
  expect(again.status).toBe(200);
});
