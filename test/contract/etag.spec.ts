import { type AnyModel } from '../../src/core/model/define-model';
import { type FeaturesApp, hasFeatures, namedModels, pathOf, startFeaturesApp, takes } from './features-app';

let app: FeaturesApp;
let agent: FeaturesApp['agent'];
beforeAll(async () => {
  app = await startFeaturesApp();
  agent = app.agent;
});
afterAll(async () => {
  await app?.close();
});

const etagOf = (body: { last_updated: string }) => `W/"${body.last_updated.replace('Z', '+00:00')}"`;
const STALE = 'W/"2020-01-01T00:00:00+00:00"';
const failed = { status: 412, body: { detail: 'Precondition failed.' } };
const isListed = (model: AnyModel) => !model.isSingleton;

describe.each(namedModels(takes('change')))('the version of a %s', (_name, model) => {
  test('comes with each answer of the row alone, and guards its writes', async () => {
    const { id } = await app.rowOf(model, 1);
    const path = `${pathOf(model)}${id}/`;
    const read = await agent.get(path);
    expect(read.headers.etag).toBe(etagOf(read.body));
    expect((await agent.get(path).set('If-None-Match', read.headers.etag)).status).toBe(200);

    const stale = await agent.patch(path).set('If-Match', STALE).send({});
    expect(stale).toMatchObject({ ...failed, headers: { etag: read.headers.etag } });
    expect((await agent.get(path)).body).toEqual(read.body);

    const written = await agent.patch(path).set('If-Match', read.headers.etag).send({});
    expect([written.status, written.headers.etag]).toEqual([200, etagOf(written.body)]);
    expect((await agent.patch(path).set('If-Match', '*').send({})).status).toBe(200);
    if (!model.actions.includes('delete')) return;
    // Of some models the last row stays.
    await app.rowOf(model, 10);
    expect(await agent.delete(path).set('If-Match', STALE)).toMatchObject(failed);
    const { etag } = (await agent.get(path)).headers;
    expect((await agent.delete(path).set('If-Match', etag)).status).toBe(204);
  });
});

describe.each(namedModels(takes('add')))('a new %s', (_name, model) => {
  test('is answered with its version, several without', async () => {
    const one = await agent.post(pathOf(model)).send(await app.examples.exampleOf(model, 11));
    expect([one.status, one.headers.etag]).toEqual([201, etagOf(one.body)]);
    const many = await agent.post(pathOf(model)).send([await app.examples.exampleOf(model, 12)]);
    expect([many.status, many.body.length]).toEqual([201, 1]);
    expect(many.headers.etag).not.toBe(etagOf(many.body[0]));
  });
});

describe.each(namedModels(isListed))('a list of %s rows', (_name, model) => {
  test('is read by ids, uncounted, page after page', async () => {
    for (let n = 0; n < 3; n += 1) await app.rowOf(model, 20 + n);
    const all = (await agent.get(`${pathOf(model)}?ordering=id&limit=1000`)).body.results as { id: number }[];
    const seen: number[] = [];
    for (let next: string | null = `${pathOf(model)}?start=0&limit=2&fields=id`; next;) {
      const { status, body } = await agent.get(next.replace(app.url, ''));
      expect([status, body.count, body.previous]).toEqual([200, null, null]);
      seen.push(...(body.results as { id: number }[]).map(({ id }) => id));
      next = body.next as string | null;
      if (next)
        expect(next).toBe(`${app.url}${pathOf(model)}?fields=id&limit=2&start=${Number(seen.at(-1)) + 1}`);
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    const mixed = await agent.get(`${pathOf(model)}?start=1&offset=2`);
    expect([mixed.status, mixed.body]).toEqual([400, ["'start' and 'offset' are mutually exclusive."]]);
    const ordered = await agent.get(`${pathOf(model)}?start=1&ordering=id`);
    expect([ordered.status, ordered.body]).toEqual([
      400,
      ['Ordering cannot be specified in conjunction with cursor-based pagination.'],
    ]);
  });

  test('lends its filters to the row alone', async () => {
    const { id } = await app.rowOf(model, 31);
    const path = `${pathOf(model)}${id}/`;
    expect((await agent.get(`${path}?id=${id}&created__gt=2000-01-01`)).status).toBe(200);
    const { status, body } = await agent.get(`${path}?id__n=${id}`);
    expect([status, body]).toEqual([404, { detail: `No ${model.className} matches the given query.` }]);
    expect((await agent.get(`${path}?id=x`)).status).toBe(400);
  });
});

test('a list is ordered by custom field data where there is any', async () => {
  for (const [, model] of namedModels(hasFeatures)) {
    const { status } = await agent.get(`${pathOf(model)}?ordering=-custom_field_data`);
    expect({ model: model.name, status }).toEqual({ model: model.name, status: 200 });
  }
});

test('other versions and formats are refused', async () => {
  const [, model] = namedModels(hasFeatures)[0];
  const accepting = async (accept: string) => {
    const { status, body } = await agent.get(pathOf(model)).set('Accept', accept);
    return [status, body.detail];
  };
  const wrong = [406, 'Invalid version in "Accept" header.'];
  expect(await accepting('application/json; version=4.6')).toEqual([200, undefined]);
  expect(await accepting('application/json; indent=4')).toEqual([200, undefined]);
  expect(await accepting('application/json; version=3.7')).toEqual(wrong);
  expect(await accepting('text/html, application/json;q=0.9;version="1"')).toEqual(wrong);
  expect(await accepting('image/png')).toEqual([406, 'Could not satisfy the request Accept header.']);
  expect((await agent.get(`${pathOf(model)}?format=json`).set('Accept', 'image/png')).status).toBe(200);
  expect((await agent.get(`${pathOf(model)}?format=xml`)).body).toEqual({ detail: 'Not found.' });
});
