import { conditionOf, type Filter, type FilterValue, type Lookup, lookupsOf } from './lookups';

const condition = (lookup: Lookup, ...values: FilterValue[]) =>
  conditionOf({ name: 'name', lookup, values } satisfies Filter, '"t"."name"', 'text', 'f');

test('several values of one filter are alternatives', () => {
  expect(condition('exact', 'a', 'b')).toEqual({
    sql: '("t"."name" = :f_0 OR "t"."name" = :f_1)',
    parameters: { f_0: 'a', f_1: 'b' },
  });
});

test('many numbers are one list', () => {
  const values = Array.from({ length: 30 }, (_, index) => index);
  expect(condition('exact', ...values)).toEqual({
    sql: '("t"."name" = ANY(CAST(:f AS bigint[])))',
    parameters: { f: values },
  });
  expect(condition('exact', ...values, null).sql).toContain(' OR ');
});

test('a negated filter keeps rows without a value and excludes every value named', () => {
  expect(condition('n', 'a', 'b').sql).toBe('(("t"."name" = :f_0 OR "t"."name" = :f_1) IS NOT TRUE)');
});

test.each<[Lookup, string]>([
  ['ic', '%50\\%\\_a\\\\%'],
  ['isw', '50\\%\\_a\\\\%'],
  ['iew', '%50\\%\\_a\\\\'],
  ['ie', '50\\%\\_a\\\\'],
])('%s takes the wildcards of LIKE as text', (lookup, pattern) => {
  const { sql, parameters } = condition(lookup, '50%_a\\');
  expect(sql).toBe('("t"."name" ILIKE :f_0)');
  expect(parameters).toEqual({ f_0: pattern });
});

test('empty means no value, and for text also no characters', () => {
  expect(condition('empty', true).sql).toBe(`(("t"."name" IS NULL OR "t"."name" = ''))`);
  const number = conditionOf({ name: 'n', lookup: 'empty', values: [false] }, '"t"."n"', 'number', 'f');
  expect(number.sql).toBe('(NOT ("t"."n" IS NULL))');
});

test('null finds rows without a value', () => {
  const reference = conditionOf(
    { name: 'r', lookup: 'n', values: [null, 3] },
    '"t"."r_id"',
    'reference',
    'f',
  );
  expect(reference.sql).toBe('(("t"."r_id" IS NULL OR "t"."r_id" = CAST(:f_1 AS bigint)) IS NOT TRUE)');
  expect(reference.parameters).toEqual({ f_1: 3 });
});

test('a whole number is compared as one, so that an index serves it; a fraction is not', () => {
  const compare = (value: number) =>
    conditionOf({ name: 'n', lookup: 'gte', values: [value] }, '"t"."n"', 'number', 'f').sql;
  expect(compare(2 ** 40)).toBe('("t"."n" >= CAST(:f_0 AS bigint))');
  expect(compare(0.5)).toBe('("t"."n" >= CAST(:f_0 AS double precision))');
});

test('an address is searched without its mask', () => {
  const { sql } = conditionOf({ name: 'a', lookup: 'isw', values: ['10.'] }, '"t"."a"', 'address', 'f');
  expect(sql).toBe('(host("t"."a") ILIKE :f_0)');
});

test('each family offers the lookups that NetBox generates for it', () => {
  expect(lookupsOf.number).toEqual(['exact', 'n', 'lt', 'lte', 'gt', 'gte', 'empty']);
  expect(lookupsOf.text).toHaveLength(13);
  expect(lookupsOf.reference).toEqual(['exact', 'n']);
  expect(lookupsOf.none).toEqual([]);
});
