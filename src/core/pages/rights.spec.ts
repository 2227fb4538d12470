import { type KnownIdentity } from '../access/identity';
import { type AnyModel, defineModel } from '../model/define-model';
import { text } from '../model/kinds';
import { withOpenTabs } from './rights';

const box = defineModel({
  name: 'box',
  label: 'Box',
  path: 'boxes',
  fields: { name: text() },
  list: ['name'],
  display: (row) => row.name,
}) as AnyModel;

test('a tab whose rows a person may not see is not shown', () => {
  const tabs = [
    { label: 'Shelf', href: '/', isCurrent: true },
    { label: 'Boxes', href: '/boxes/', isCurrent: false, count: 2, listModel: box },
  ];
  const labelsFor = (...permissions: string[]) => {
    const identity = { may: (wanted: string) => permissions.includes(wanted) } as unknown as KnownIdentity;
    return withOpenTabs({ title: 'Shelf', tabs }, identity).tabs.map(({ label }) => label);
  };
  expect(labelsFor('view box')).toEqual(['Shelf', 'Boxes']);
  expect(labelsFor('view shelf')).toEqual(['Shelf']);
});
