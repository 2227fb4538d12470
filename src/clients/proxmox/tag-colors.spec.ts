import { tagColorsOf } from './tag-colors';
import { WireRow } from './wire-row';

const colorsOf = (data: object) => [...tagColorsOf(WireRow.of(JSON.stringify({ data }), '/cluster/options', 'pve1'))]; // prettier-ignore

test('colours of tags are read from the options of the cluster, in either form, the background only', () => {
  const map = 'prod:FF0000;test:00ff00:ffffff';
  const expected = [
    ['prod', 'ff0000'],
    ['test', '00ff00'],
  ];
  expect(colorsOf({ 'tag-style': { 'color-map': map, ordering: 'alphabetical' } })).toEqual(expected);
  expect(colorsOf({ 'tag-style': `ordering=config,color-map=${map}` })).toEqual(expected);
});

test('there are none where none are set, and what is no colour is left out', () => {
  expect(colorsOf({})).toEqual([]);
  expect(colorsOf({ 'tag-style': { ordering: 'alphabetical' } })).toEqual([]);
  expect(colorsOf({ 'tag-style': { 'color-map': 'prod:red;:ff0000;test' } })).toEqual([]);
});
