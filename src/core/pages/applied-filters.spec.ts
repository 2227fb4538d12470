import { parseListQuery } from '../crud/list-query';
import { ModelList } from '../crud/model-list';
import { type AnyModel, defineModel } from '../model/define-model';
import { bool, choice, int, text } from '../model/kinds';
import { appliedFilters } from './applied-filters';

const box = defineModel({
  name: 'box',
  label: 'Box',
  path: 'boxes',
  fields: {
    name: text(),
    boxColor: choice({ red: 'red', dark_blue: { label: 'Dark blue', color: 'blue' } }),
    open: bool({ default: false }),
    size: int({ default: 1 }),
    hidden: bool({ default: false }),
  },
  list: ['name', 'boxColor', 'open', 'size'],
  display: (row) => row.name,
}) as AnyModel;

const applied = (query: string) => {
  const parameters = new URLSearchParams(query);
  return appliedFilters(box, parseListQuery(box, parameters, new ModelList([box])), '/boxes/', parameters);
};

describe('filters above a list', () => {
  test('are pills in words, each with the way to do without it', () => {
    expect(applied('size__gte=4&box_color=red&box_color=dark_blue&page=3&q=x')).toEqual([
      { label: 'Size ≥', value: '4', withoutHref: '/boxes/?box_color=red&box_color=dark_blue&q=x' },
      { label: 'Box color', value: 'Red, Dark blue', withoutHref: '/boxes/?size__gte=4&q=x' },
    ]);
  });

  test('have no pill for what filters nothing', () => {
    expect(applied('nonsense=1&open=&sort=name')).toEqual([]);
  });

  test('say empty or not', () => {
    expect(applied('name__empty=false')[0]).toMatchObject({ label: 'Name', value: 'not empty' });
  });
});
