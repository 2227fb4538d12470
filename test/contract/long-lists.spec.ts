import supertest from 'supertest';
import { EXACT_TO } from '../../src/core/crud/count-rows';
import { parseListQuery } from '../../src/core/crud/list-query';
import { ModelList } from '../../src/core/crud/model-list';
import { selectRows } from '../../src/core/crud/select-rows';
import { type AnyModel, type AnyRow, defineModel } from '../../src/core/model/define-model';
import { indexesInSql } from '../../src/core/model/entity';
import { externalRef, text } from '../../src/core/model/kinds';
import { models } from '../../src/models';
import { netboxObject } from '../../src/models/netbox-object.model';
import { vmTaskHistory } from '../../src/models/vm-task-history.model';
import { fillTaskHistory } from '../../src/tools/benchmark/task-rows';
import { type RestApp, startRestApp } from './rest-app';

const TASKS = '/api/plugins/proxbox/task-history/';
const TABLE = vmTaskHistory.table;

let rest: RestApp;
let agent: ReturnType<typeof supertest>;
beforeAll(async () => {
  rest = await startRestApp(models);
  agent = supertest(rest.url);
  await fillTaskHistory((rest.dataSource.options as { url: string }).url, EXACT_TO + 40);
}, 120_000);
afterAll(async () => {
  await rest?.close();
});

interface Page {
  count: number;
  count_is_estimate?: boolean;
  next: string | null;
  previous: string | null;
  results: { id: number }[];
}

async function page(query: string): Promise<Page> {
  const { status, body } = await agent.get(`${TASKS}?${query}`);
  expect({ query, status }).toEqual({ query, status: 200 });
  return body as Page;
}
const idsOf = ({ results }: Page) => results.map(({ id }) => id);

test('a count beyond the limit is an estimate and says so; up to it, it is exact', async () => {
  const all = await page('limit=2');
  expect(all).toMatchObject({ count_is_estimate: true, next: expect.any(String) });
  expect(all.count).toBeGreaterThan(EXACT_TO);
  expect(all.count).toBeLessThan(EXACT_TO * 1.1);
  const some = await page(`limit=2&id__lte=${EXACT_TO}`);
  expect([some.count, some.count_is_estimate]).toEqual([EXACT_TO, undefined]);
});

test('next leads to the last row although the count is an estimate', async () => {
  const near = await page(`limit=30&offset=${EXACT_TO - 10}&ordering=id`);
  expect(near.next).not.toBeNull();
  const last = await page(new URL(near.next!).search.slice(1));
  expect(idsOf(last)).toEqual(Array.from({ length: 20 }, (_one, index) => EXACT_TO + 21 + index));
  expect([last.next, last.count, last.count_is_estimate]).toEqual([null, EXACT_TO + 40, undefined]);
  const behind = await page(`limit=30&offset=${EXACT_TO * 2}`);
  expect([behind.count, behind.count_is_estimate, behind.results]).toEqual([EXACT_TO + 40, undefined, []]);
});

test.each(['node', '-node', 'virtual_machine', '-virtual_machine', '-start_time', 'pid,-id', ''])(
  'deep pages by "%s" go on where the page before ends, with whole rows',
  async (ordering) => {
    const whole = await page(`ordering=${ordering}&limit=30&offset=990`);
    const parts = [990, 1000, 1010].map((offset) => page(`ordering=${ordering}&limit=10&offset=${offset}`));
    expect((await Promise.all(parts)).flatMap(({ results }) => results)).toEqual(whole.results);
  },
);

test('rows whose object has no known name are last in either direction, once, whatever the page', async () => {
  const unnamed = (await rest.dataSource.query(
    `UPDATE "${TABLE}" SET virtual_machine_id = 20000 WHERE id IN (7, 8, 9) RETURNING id`,
  )) as [{ id: number }[]];
  expect(unnamed[0]).toHaveLength(3);
  const filter = 'id__lte=30&limit=12';
  for (const [ordering, last] of [['virtual_machine', [7, 8, 9]], ['-virtual_machine', [9, 8, 7]]] as const) {
    const pages = [0, 12, 24].map((offset) => page(`${filter}&ordering=${ordering}&offset=${offset}`));
    const ids = (await Promise.all(pages)).flatMap(idsOf);
    expect([ids.length, new Set(ids).size, ids.slice(-3)]).toEqual([30, 30, last]);
  } // prettier-ignore
});

test('words are found in the row and in the name of what it points at', async () => {
  expect((await page('q=unable+to+read+tail+99000')).count).toBe(1);
  // The names of guests, and no field of the row, have this word.
  const found = await page('q=GUEST-4242');
  expect([found.count, found.count_is_estimate]).toEqual([10, undefined]);
});

test('an index finds them, and what points at a name that is found', async () => {
  const word = indexesInSql(vmTaskHistory as AnyModel).find(({ extension }) => extension === 'pg_trgm')!;
  await rest.dataSource.query(word.up);
  const [there] = await rest.dataSource.query<unknown[]>('SELECT 1 FROM pg_indexes WHERE indexname = $1', [
    word.name,
  ]);
  const [offered] = await rest.dataSource.query<unknown[]>(
    `SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'`,
  );
  // A server without pg_trgm goes without, and says nothing.
  expect(there === undefined).toBe(offered === undefined);
  if (!there) return;
  expect(await planOf('q=tail+3000')).toEqual(
    expect.arrayContaining([word.name, `${TABLE}_virtual_machine_ix`]),
  );
});

test.each([
  ['ordering=-node', `${TABLE}_node_sort`],
  ['ordering=task_type', `${TABLE}_task_type_sort`],
  ['', `${TABLE}_start_time_sort`],
  ['virtual_machine_id=7&ordering=node', `${TABLE}_virtual_machine_ix`],
  ['ordering=-virtual_machine', `${netboxObject.table}_object_type_sort_name_ix`],
])('a page of "%s" comes from %s', async (query, index) => {
  expect(await planOf(query, { onlyNamed: query.includes('ordering=-virtual_machine') })).toContain(index);
});

/** The indexes that the database would read for the first page of a list. */
async function planOf(query: string, options = {}): Promise<string[]> {
  const listed = new ModelList(models);
  const model = vmTaskHistory as AnyModel;
  const parsed = parseListQuery(model, new URLSearchParams(query), listed);
  const repository = rest.dataSource.getRepository<AnyRow>(model.name);
  const [sql, parameters] = selectRows(
    repository,
    model,
    listed,
    parsed,
    [],
    options,
  ).getQueryAndParameters();
  const plan = await rest.dataSource.query<object[]>(`EXPLAIN (FORMAT JSON) ${sql}`, parameters);
  return [...JSON.stringify(plan).matchAll(/"Index Name":"(\w+)"/g)].map(([, name]) => name);
}

test('an index that could not hold its field is refused where it is written', () => {
  const make = (max: number) =>
    defineModel({
      name: 'shelf',
      label: 'Shelf',
      path: 'shelves',
      fields: { name: text({ max }), place: externalRef('dcim.site') },
      sortedBy: ['name'],
      list: ['name'],
      display: () => 'shelf',
    });
  expect(make(255).sortedBy).toEqual(['name']);
  expect(() => make(4096)).toThrow('Model shelf: field "name" may be too long for an index of PostgreSQL.');
});
