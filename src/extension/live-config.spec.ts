import { placeOf } from './live-config';

const at = '2026-01-01T00:00:00Z';
const link = {
  target: 'virtual-machine',
  written: { node: 'pve-a1', vmType: 'qemu', vmid: 101 },
  origins: { name: { run: 1, endpoint: 3, at } },
};

test('a guest is looked for where it was last seen', () => {
  expect(placeOf([link])).toEqual({ endpoint: 3, node: 'pve-a1', type: 'qemu', vmid: 101 });
});

test('what is no guest, or was never placed, is looked for nowhere', () => {
  expect(placeOf([{ ...link, target: 'device' }])).toBeUndefined();
  expect(placeOf([{ ...link, written: { vmid: 101 } }])).toBeUndefined();
  expect(placeOf([{ ...link, origins: { name: { run: 1, endpoint: null, at } } }])).toBeUndefined();
});
