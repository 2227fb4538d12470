import { bytesText, jsonText, numberText } from './value-text';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [-2048, '-2.0 KiB'],
  [2 ** 52, '4.0 PiB'],
])('%d bytes are shown as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

test('fractions lose what nobody reads', () => {
  expect([numberText(0.123456), numberText(2), numberText(0.5)]).toEqual(['0.123', '2', '0.5']);
});

test('a list of plain values is one line, anything deeper is indented', () => {
  expect(jsonText(['a', 1, null])).toBe('a, 1, null');
  expect(jsonText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}');
});
