import { type Invalid } from '../core/errors/errors';
import { clusterKeysOf } from './cluster-names';

const endpoints = ['cluster/lab', 'cluster/lab@7', 'node/solo', 'node/solo', null].map((clusterKey) => ({
  clusterKey,
}));
const problemsOf = (names: string[], known = endpoints) => {
  try {
    return [...clusterKeysOf(names, known)];
  } catch (error) {
    return (error as Invalid).fields?.proxmox_clusters;
  }
};

test('a cluster or lone host is named by its name or its key', () => {
  expect([...clusterKeysOf(['solo', 'cluster/lab@7'], endpoints)]).toEqual(['node/solo', 'cluster/lab@7']);
});

test('a name that several have, and one that nobody has, are told with what could be meant', () => {
  expect(problemsOf(['lab', 'lba'])).toEqual([
    '"lab" is the name of cluster/lab and cluster/lab@7. Give one of these.',
    'No endpoint has led to a Proxmox cluster "lba" so far. Known are lab, solo.',
  ]);
  expect(problemsOf(['lab'], [])).toEqual([
    'No endpoint has led to a Proxmox cluster "lab" so far. None is known before the first run.',
  ]);
});
