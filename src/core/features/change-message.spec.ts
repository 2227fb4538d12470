import { readChangeMessage } from './change-message';

test.each([
  [{}, undefined],
  [{ changelog_message: '  because  ' }, 'because'],
  [{ changelog_message: ' ' }, undefined],
  [{ changelog_message: 'x'.repeat(200) }, 'x'.repeat(200)],
])('%j says why', (given, message) => {
  expect(readChangeMessage(given)).toEqual({ ...(message && { message }), errors: {} });
});

test.each([
  ['x'.repeat(201), 'Ensure this field has no more than 200 characters.'],
  [null, 'This field may not be null.'],
  [7, 'Not a valid string.'],
  ['a\0', 'Null characters are not allowed.'],
])('%j cannot be a message', (value, sentence) => {
  expect(readChangeMessage({ changelog_message: value })).toEqual({
    errors: { changelog_message: [sentence] },
  });
});
