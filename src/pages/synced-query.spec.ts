import { Invalid } from '../core/errors/errors';
import { containers, syncedKinds, virtualDisks } from './synced-kinds';
import { syncedQuery } from './synced-query';

const read = (text: string, kind = containers) => syncedQuery(kind, new URLSearchParams(text));

test('an address says what is wanted; what is empty says nothing', () => {
  expect(read('q=+db+&cluster=&state=missing&status=running&node=pve-1&sort=-memory&page=3')).toEqual({
    q: 'db',
    cluster: undefined,
    state: 'missing',
    status: 'running',
    node: 'pve-1',
    sort: { by: expect.objectContaining({ name: 'memory' }), isDescending: true },
  });
});

test('what is no guest is not narrowed by state or node', () => {
  expect(read('status=running&node=pve-1', virtualDisks)).not.toHaveProperty('status');
  expect(read('node=pve-1', virtualDisks)).not.toHaveProperty('node');
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
