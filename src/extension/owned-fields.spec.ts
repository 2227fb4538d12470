import { device, virtualMachine } from '../sync/resources/inventory';
import { ownedFields, writtenFields } from './owned-fields';

const origin = { run: 1, endpoint: 1, at: '2026-01-01T00:00:00Z' };

test('fields are called as NetBox calls them, custom ones by their own label', () => {
  const origins = { vcpus: origin, role: origin, proxmoxStatus: origin, vmid: origin };
  expect(ownedFields([{ target: 'virtual-machine', origins }], [virtualMachine])).toEqual([
    { name: 'vcpus', label: 'Virtual CPUs', isCustom: false, isKept: true, origin },
    { name: 'role', label: 'Role', isCustom: false, isKept: false, origin },
    { name: 'proxmox_status', label: 'Proxmox Status', isCustom: true, isKept: true, origin },
    { name: 'proxmox_vm_id', label: 'VM ID', isCustom: true, isKept: true, origin },
  ]);
});

test('where two resources fill one field, the newer origin counts', () => {
  const newer = { ...origin, run: 2, at: '2026-01-02T00:00:00Z' };
  const links = [
    { target: 'device', origins: { name: newer } },
    { target: 'device', origins: { name: origin } },
  ];
  expect(ownedFields(links, [device])).toMatchObject([{ name: 'name', origin: newer }]);
});

test('a field that the resource does not have any more is nobody’s', () => {
  expect(ownedFields([{ target: 'device', origins: { colour: origin } }], [device])).toEqual([]);
});

test('what is remembered is told field by field in the order of the resource, with its origin where it has one', () => {
  const written = { vmid: 101, name: 'db-01', colour: 'red' };
  expect(writtenFields({ written, origins: { name: origin } }, virtualMachine)).toMatchObject([
    { field: 'name', label: 'Name', value: 'db-01', isKept: true, origin },
    { field: 'vmid', label: 'VM ID', value: 101, isCustom: true, origin: undefined },
  ]);
});
