import { placeOf } from './live-config';

const link = {
  target: 'virtual-machine',
  written: { node: 'pve-a1', vmType: 'qemu', vmid: 101 },
};

test('a guest is looked for where it was last seen', () => {
  expect(placeOf([link])).toEqual({ node: 'pve-a1', type: 'qemu', vmid: 101 });
});

test('what is no guest, or was never placed, is looked for nowhere', () => {
  expect(placeOf([{ ...link, target: 'device' }])).toBeUndefined();
  expect(placeOf([{ ...link, written: { vmid: 101 } }])).toBeUndefined();
});
