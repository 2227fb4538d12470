import { colorOf, inkOn } from './tag-badge';

test('a colour is six hexadecimal digits, and anything else is grey', () => {
  expect(['FF5722', 'red', '', null, '12345"'].map(colorOf)).toEqual([
    '#ff5722',
    '#9e9e9e',
    '#9e9e9e',
    '#9e9e9e',
    '#9e9e9e',
  ]);
});

test('the ink on a colour is the one that can be read', () => {
  expect(inkOn('#ffffff')).toBe('dark');
  expect(inkOn('#ffeb3b')).toBe('dark');
  expect(inkOn('#000000')).toBe('light');
  expect(inkOn('#aa1409')).toBe('light');
  expect(inkOn('#2f6a31')).toBe('light');
});
