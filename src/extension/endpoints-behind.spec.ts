import { endpointsBehind } from './endpoints-behind';

const endpoints = [
  { id: 3, clusterKey: 'cluster/lab' },
  { id: 4, clusterKey: 'cluster/lab-2' },
  { id: 5, clusterKey: null },
];

test('a cluster, and what is in it, is behind every endpoint of that cluster', () => {
  expect(endpointsBehind([{ key: 'cluster/lab' }], endpoints)).toEqual([3]);
  expect(endpointsBehind([{ key: 'cluster/lab-2/node/pve1' }], endpoints)).toEqual([4]);
  const both = [...endpoints, { id: 6, clusterKey: 'cluster/lab' }];
  expect(endpointsBehind([{ key: 'cluster/lab/qemu/100' }], both)).toEqual([3, 6]);
});

test('what belongs to no cluster is behind none', () => {
  expect(endpointsBehind([{ key: 'device-role/node' }], endpoints)).toEqual([]);
  expect(endpointsBehind([], endpoints)).toEqual([]);
});
