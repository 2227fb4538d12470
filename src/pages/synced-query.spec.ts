import { Invalid } from '../core/errors/errors';
import { containers, syncedKinds, virtualDisks } from './synced-kinds';
import { syncedQuery } from './synced-query';

const read = (text: string, kind = containers) => syncedQuery(kind, new URLSearchParams(text));

test('an address says what is wanted; what is empty says nothing', () => {
  expect(read('q=+db+&cluster=&state=missing&status=running&sort=-memory&page=3')).toEqual({
    q: 'db',
    cluster: undefined,
    state: 'missing',
    status: 'running',
    sort: { by: expect.objectContaining({ name: 'memory' }), isDescending: true },
  });
});

test('what has no state in Proxmox VE is not narrowed by one', () => {
  expect(read('status=running', virtualDisks).status).toBeUndefined();
});

test.each([
  ['state=lost', '"lost" is no state; there are present, missing, deleted.'],
  ['sort=colour', 'The list cannot be sorted by "colour".'],
  ['sort=state', 'The list cannot be sorted by "state".'],
])('%s is refused in words', (text, sentence) => {
  expect(() => read(text)).toThrow(Invalid);
  expect(() => read(text)).toThrow(expect.objectContaining({ fields: { [text.split('=')[0]]: [sentence] } }));
});

test('no two lists are at one address', () => {
  const paths = syncedKinds.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});
