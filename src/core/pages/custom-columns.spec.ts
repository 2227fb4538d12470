import { type CustomField } from '../features/custom-field.model';
import { customCell, customLabel, loadedFor } from './custom-columns';

const field = (type: CustomField['type'], rest: Partial<CustomField> = {}) =>
  ({
    name: 'rack_unit',
    label: '',
    description: 'Where it is',
    choices: [],
    type,
    ...rest,
  }) as unknown as CustomField;

const choices: [string, string][] = [
  ['a', 'Rack A'],
  ['b', 'Rack B'],
];

test.each<[CustomField['type'], unknown, string, string]>([
  ['text', 'left', 'text', 'left'],
  ['longtext', '**left**', 'markdown', '**left**'],
  ['integer', 7, 'number', '7'],
  ['decimal', 0.12345, 'number', '0.123'],
  ['boolean', false, 'checkbox', 'No'],
  ['date', '2026-02-03', 'text', '2026-02-03'],
  ['datetime', '2026-02-03T04:05:06Z', 'datetime', '2026-02-03 04:05:06'],
  ['url', 'https://rack.example/', 'link', 'https://rack.example/'],
  ['url', 'javascript:alert(1)', 'text', 'javascript:alert(1)'],
  ['json', { a: 1 }, 'json', '{\n  "a": 1\n}'],
  ['select', 'a', 'text', 'Rack A'],
  ['multiselect', ['b', 'gone'], 'text', 'Rack B, gone'],
])('a value of type %s is shown by its kind: %p', (type, value, widget, text) => {
  expect(customCell(field(type, { choices }), value)).toMatchObject({ widget, text, isEmpty: false });
});

test.each([null, undefined, '', []])('nothing is shown as nothing: %p', (value) => {
  expect(customCell(field('text'), value)).toMatchObject({ isEmpty: true, text: '' });
});

test('a custom field is called by its label, or by its name in words', () => {
  expect(customLabel(field('text', { label: 'Unit' }))).toBe('Unit');
  expect(customLabel(field('text'))).toBe('Rack unit');
});

test('the definitions are loaded only where a column needs them', () => {
  expect(loadedFor(['name', 'tags'])).toEqual(['name', 'tags']);
  expect(loadedFor(['name', 'cf_rack_unit'])).toEqual(['name', 'cf_rack_unit', 'customFields']);
});
