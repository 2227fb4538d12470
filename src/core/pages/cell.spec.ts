import { Links } from '../crud/links';
import { ModelList } from '../crud/model-list';
import { type AnyModel, type AnyRow, defineModel } from '../model/define-model';
import { bool, choice, datetime, externalRef, int, json, ref, text } from '../model/kinds';
import { type Cell, cellOf, labelOfName } from './cell';

const shelf = defineModel({
  name: 'shelf',
  label: 'Shelf',
  path: 'shelves',
  fields: { name: text() },
  list: ['name'],
  display: (row) => row.name,
}) as AnyModel;
const box = defineModel({
  name: 'box',
  label: 'Box',
  path: 'boxes',
  fields: {
    name: text({ label: 'Box name', optional: true }),
    shelf: ref('shelf', { optional: true }),
    owner: externalRef('people.person', { optional: true }),
    color: choice({ red: 'red', dark_blue: { label: 'Dark blue', color: 'blue' } }),
    open: bool({ default: false }),
    size: int({ big: true, unit: 'bytes' }),
    parts: json({ default: [] }),
    packed: datetime(),
  },
  computed: {
    half: { label: 'Half of it', of: (row: { size: number }) => row.size / 2, schema: { type: 'number' } },
  },
  list: ['name'],
  display: (row) => row.name ?? '',
}) as AnyModel;

const models = new ModelList([shelf, box]);
const shelfRow = { id: 3, name: 'Top' } as unknown as AnyRow;
const person = (url: string | null) => new Map([['people.person:9', { id: 9, display: 'Ada', url }]]);

function cell(name: string, value: unknown, url: string | null = 'https://people.example.com/9/'): Cell {
  const links = new Links(new Map([['shelf', new Map([[3, shelfRow]])]]), person(url));
  return cellOf(box, { id: 1, [name]: value } as AnyRow, name, links, models);
}

describe('a value on a page', () => {
  test.each([null, undefined, '', [], {}])('is a dash for %j', (value) => {
    expect(cell('parts', value).isEmpty).toBe(true);
  });

  test.each([
    ['size', 0],
    ['open', false],
  ])('is not a dash for %s %j', (name, value) => {
    expect(cell(name, value).isEmpty).toBe(false);
  });

  test('is named as the model says, computed ones too', () => {
    expect(['name', 'half', 'lastUpdated'].map((name) => labelOfName(box, name))).toEqual([
      'Box name',
      'Half of it',
      'Last updated',
    ]);
  });

  test('shows the label and the colour of a choice', () => {
    expect(cell('color', 'dark_blue')).toMatchObject({ text: 'Dark blue', color: 'blue', widget: 'select' });
  });

  test('shows a choice that the model no longer knows as it is stored', () => {
    expect(cell('color', 'mauve')).toMatchObject({ text: 'mauve', color: 'gray' });
  });

  test('leads from a reference to its page, also when the row is gone', () => {
    expect(cell('shelf', 3)).toMatchObject({ text: 'Top', href: '/plugins/proxbox/shelves/3/' });
    expect(cell('shelf', 4)).toMatchObject({ text: '#4', href: '/plugins/proxbox/shelves/4/' });
  });

  test('leads to an object of another program only through a web address', () => {
    expect(cell('owner', 9)).toMatchObject({ text: 'Ada', href: 'https://people.example.com/9/' });
    for (const url of [null, 'javascript:alert(1)', '//elsewhere.example.com/', 'data:text/html,x']) {
      expect(cell('owner', 9, url).href).toBeUndefined();
    }
  });

  test('rounds bytes, and keeps the exact number for the mouse pointer', () => {
    expect(cell('size', 135_059_873_792)).toMatchObject({ text: '125.8 GiB', title: '135059873792 bytes' });
  });

  test('shows a moment in UTC', () => {
    expect(cell('packed', new Date('2026-03-04T05:06:07.890Z')).text).toBe('2026-03-04 05:06:07');
  });

  test('makes computed values from the row', () => {
    const links = new Links(new Map(), new Map());
    expect(cellOf(box, { id: 1, size: 3 } as unknown as AnyRow, 'half', links, models)).toMatchObject({
      text: '1.5',
      widget: 'number',
    });
  });
});
