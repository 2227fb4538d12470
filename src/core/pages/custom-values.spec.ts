import { type CustomField } from '../features/custom-field.model';
import { customTexts, customValue } from './custom-values';

const ofType = (type: CustomField['type']) => ({ type });

test.each<[CustomField['type'], string[], unknown]>([
  ['text', ['a'], 'a'],
  ['longtext', ['a\r\nb'], 'a\nb'],
  ['integer', ['42'], 42],
  ['decimal', ['-1.5'], -1.5],
  ['boolean', ['False'], false],
  ['date', ['2026-01-02'], '2026-01-02'],
  ['json', ['{"a": 1}'], { a: 1 }],
  ['select', ['', 'a'], 'a'],
  ['multiselect', ['a', 'b'], ['a', 'b']],
])('what is written as %s, %p, is read in its type', (type, texts, value) => {
  expect(customValue(ofType(type), texts)).toEqual(value);
});

test.each<[CustomField['type'], string]>([
  ['integer', 'tall'],
  ['integer', '1e3'],
  ['boolean', 'maybe'],
])('what cannot be a value of type %s stays text for the store to refuse: %s', (type, text) => {
  expect(customValue(ofType(type), [text])).toBe(text);
});

test('nothing written is nothing', () => {
  for (const type of ['text', 'integer', 'boolean', 'json', 'multiselect'] as const) {
    expect(customValue(ofType(type), ['', ' '])).toBeNull();
    expect(customTexts(ofType(type), null)).toEqual([]);
  }
});

test('broken JSON is an error, not a text', () => {
  expect(() => customValue(ofType('json'), ['{a}'])).toThrow(SyntaxError);
});

test('a moment loses the zone that its input does not take', () => {
  expect(customTexts(ofType('datetime'), '2026-01-02T03:04:05.000Z')).toEqual(['2026-01-02T03:04:05']);
});
