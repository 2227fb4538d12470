import { ownerKeyOf, sourceOf, stateOf } from './synced-row';

test.each([
  ['cluster/lab-a/guest/101/disk/scsi0', 'cluster/lab-a/guest/101'],
  ['cluster/lab-a/guest/101/nic/net0/mac', 'cluster/lab-a/guest/101'],
  ['cluster/lab-a/node/pve-a1/nic/bond0', 'cluster/lab-a/node/pve-a1'],
  ['node/pve-solo/node/pve-solo/ip/192.0.2.9', 'node/pve-solo/node/pve-solo'],
  ['node/pve-solo/guest/101/ip/192.0.2.9', 'node/pve-solo/guest/101'],
  ['cluster/guest/guest/7/disk/scsi0', 'cluster/guest/guest/7'],
])('%s hangs on %s', (key, owner) => expect(ownerKeyOf(key)).toBe(owner));

test.each(['cluster/lab-a/guest/101', 'cluster/lab-a/node/pve-a1', 'cluster/lab-a', 'node/pve-solo'])(
  '%s hangs on no guest or node',
  (key) => expect(ownerKeyOf(key)).toBeUndefined(),
);

test('what was deleted in NetBox is told before what Proxmox VE does not have any more', () => {
  const [then, none] = [new Date(0), null];
  expect(stateOf({ deletedInNetbox: none, missingSince: none })).toBe('present');
  expect(stateOf({ deletedInNetbox: none, missingSince: then })).toBe('missing');
  expect(stateOf({ deletedInNetbox: then, missingSince: then })).toBe('deleted');
});

test('a node is in its cluster, and a lone host in itself', () => {
  expect(sourceOf('cluster/lab-a/node/pve-a1')).toBe('cluster/lab-a');
  expect(sourceOf('node/pve-solo/node/pve-solo')).toBe('node/pve-solo');
});
