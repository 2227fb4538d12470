import {
  type AccessTable,
  checkTable,
  isAllowed,
  plainTable,
  type Standing,
  type Grant,
  highestRole,
  sightFor,
} from './access-table';
import { type Need } from './needs';

const table: AccessTable = {
  ...plainTable,
  models: { safe: { view: 'administrator', change: 'administrator' } },
};
const whole = ['view', 'edit', 'run', 'administer'] as const;
const viewer: Standing = { role: 'viewer', scopes: whole };
const operator: Standing = { role: 'operator', scopes: whole };
const administrator: Standing = { role: 'administrator', scopes: whole };
const nobody: Standing = { role: undefined, scopes: whole };

test.each<[Need | undefined, boolean, boolean, boolean, boolean]>([
  ['sign in', true, true, true, true],
  ['view book', false, true, true, true],
  ['change book', false, false, true, true],
  ['view safe', false, false, false, true],
  ['change safe', false, false, false, true],
  ['add safe', false, false, true, true],
  ['run', false, false, true, true],
  ['read metrics', false, true, true, true],
  ['export secrets', false, false, false, true],
  [undefined, false, false, false, true],
  ['fly away' as Need, false, false, false, true],
])('%s is for nobody %j, viewers %j, operators %j, administrators %j', (need, ...expected) => {
  const standings = [nobody, viewer, operator, administrator];
  expect(standings.map((standing) => isAllowed(table, standing, need))).toEqual(expected);
});

test('a credential that may only view does nothing else, whoever owns it', () => {
  const reading: Standing = { role: 'administrator', scopes: ['view'] };
  const needs: (Need | undefined)[] = ['view safe', 'change book', 'run', 'export secrets', undefined];
  expect(needs.map((need) => isAllowed(table, reading, need))).toEqual([true, false, false, false, false]);
});

test('a table that speaks of an unknown model is refused', () => {
  expect(() => checkTable(table, [{ name: 'book' }])).toThrow('names the model "safe"');
  expect(() => checkTable(table, [{ name: 'safe' }])).not.toThrow();
});

describe('the sight of somebody', () => {
  const grants: Grant[] = [
    { role: 'viewer', only: 1 },
    { role: 'operator', only: 2 },
    { role: 'operator', only: 2 },
  ];

  test('is where they were given a role that is enough', () => {
    expect(sightFor(plainTable, grants, 'view room')).toEqual([1, 2]);
    expect(sightFor(plainTable, grants, 'run')).toEqual([2]);
    expect(sightFor(plainTable, grants, 'sign in')).toEqual([1, 2]);
    expect(sightFor(plainTable, grants, undefined)).toEqual([]);
  });

  test('is everything where one of their roles has no limit, and nothing without any', () => {
    expect(sightFor(plainTable, [...grants, { role: 'viewer' }], 'view room')).toBeUndefined();
    expect(sightFor(plainTable, [...grants, { role: 'viewer' }], 'run')).toEqual([2]);
    expect(sightFor(plainTable, [], 'view room')).toEqual([]);
  });

  test('goes with the highest role that they have anywhere', () => {
    expect(highestRole(grants)).toBe('operator');
    expect(highestRole([])).toBeUndefined();
  });
});
