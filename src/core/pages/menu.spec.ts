import { type AnyModel, defineModel } from '../model/define-model';
import { text } from '../model/kinds';
import { menuAt, menuOf } from './menu';

const model = (name: string, path: string, menu?: string) =>
  defineModel({
    name,
    label: name,
    path,
    menu,
    fields: { name: text() },
    list: ['name'],
    display: (row) => row.name,
  }) as AnyModel;
const announced = [
  { label: 'First', icon: 'mdi-one', entries: [{ label: 'Home', href: '/plugins/proxbox/' }] },
  { label: 'Things', icon: 'mdi-two', entries: [] },
  { label: 'Nothing', icon: 'mdi-three', entries: [] },
];
const sections = menuOf(
  [model('thing', 'things', 'Things'), model('part', 'things/parts', 'Things'), model('odd', 'odds', 'Other'), model('hidden', 'hidden')],
  announced,
); // prettier-ignore

test('models go into the sections they name; empty sections are left out, unknown ones come last', () => {
  expect(sections.map(({ label, entries }) => [label, entries.map((entry) => entry.href)])).toEqual([
    ['First', ['/plugins/proxbox/']],
    ['Things', ['/plugins/proxbox/things/', '/plugins/proxbox/things/parts/']],
    ['Other', ['/plugins/proxbox/odds/']],
  ]);
});

test('an entry offers to add and import where the model takes new rows', () => {
  const closed = { ...model('closed', 'closed', 'Things'), actions: ['view'] } as AnyModel;
  const [{ entries }] = menuOf([model('thing', 'things', 'Things'), closed], []);
  expect(entries).toEqual([
    { label: 'things', href: '/plugins/proxbox/things/', needs: 'view thing', addNeeds: 'add thing', addHref: '/plugins/proxbox/things/add/', importHref: '/plugins/proxbox/things/import/' },
    { label: 'closeds', href: '/plugins/proxbox/closed/', needs: 'view closed', addNeeds: 'add closed' },
  ]); // prettier-ignore
});

test('making a menu leaves the announced sections as they were', () => {
  expect(announced[1].entries).toEqual([]);
});

test.each([
  ['/plugins/proxbox/', '/plugins/proxbox/'],
  ['/plugins/proxbox/things/7/', '/plugins/proxbox/things/'],
  ['/plugins/proxbox/things/parts', '/plugins/proxbox/things/parts/'],
  ['/sign-in', undefined],
])('on %s the current entry is %s', (path, expected) => {
  const current = menuAt(sections, path).flatMap(({ entries }) =>
    entries.filter(({ isCurrent }) => isCurrent),
  );
  expect(current.map(({ href }) => href)).toEqual(expected === undefined ? [] : [expected]);
});

test('a person finds only what they may see, and no button for what they may not do', () => {
  const may = (need: string) => need === 'view thing';
  const shown = menuAt(sections, '/', may).map(({ label, entries }) => [
    label,
    entries.map((entry) => [entry.label, entry.addHref]),
  ]);
  expect(shown).toEqual([
    ['First', [['Home', undefined]]],
    ['Things', [['things', undefined]]],
  ]);
});
