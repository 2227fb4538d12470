import { type AccessTable, checkTable, isAllowed, plainTable, type Standing } from './access-table';
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
