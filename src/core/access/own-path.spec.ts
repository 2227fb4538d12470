import { ownPath } from './own-path';

test.each([
  ['/', '/'],
  ['/plugins/proxbox/vms/?page=2&q=a%20b', '/plugins/proxbox/vms/?page=2&q=a%20b'],
  ['/a/../b', '/b'],
])('the path %s of this program is kept', (wanted, kept) => {
  expect(ownPath(wanted)).toBe(kept);
});

test.each([
  undefined,
  ['/a', '/b'],
  '',
  'page',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  '\n//evil.example/',
  '/.//evil.example/',
  '/a/..//evil.example/',
  'javascript:alert(1)',
  '/sign-in?next=/sign-in',
  '/sign-out',
  '//',
])('%j leads to the first page instead of elsewhere', (wanted) => {
  expect(ownPath(wanted)).toBe('/');
});

test('an address is reduced to its path only on the given origin', () => {
  expect(ownPath('http://here:8800/vms/?page=2#row', 'http://here:8800')).toBe('/vms/?page=2');
  expect(ownPath('http://there:8800/vms/', 'http://here:8800')).toBe('/');
  expect(ownPath('http://here:8800.evil.example/vms/', 'http://here:8800')).toBe('/');
});
