import { type Resource } from '../resources/define-resource';
import { virtualMachine } from '../resources/inventory';
import { trimmed, valuesOf } from './wire-form';

test('a choice is its bare value, also that of a custom field of NetBox 4.7', () => {
  const values = valuesOf(virtualMachine as Resource, {
    status: { value: 'active', label: 'Active' },
    custom_fields: { proxmox_status: { value: 'running', label: 'Running' }, proxmox_node: 'pve1' },
  });
  expect(values).toMatchObject({ status: 'active', proxmoxStatus: 'running', node: 'pve1' });
});

test('texts are as NetBox keeps them, trimmed; everything else is as it was', () => {
  expect(trimmed({ name: ' web\n', notes: 'a\n  b', vcpus: 2, tags: [1], gone: null })).toEqual({
    name: 'web',
    notes: 'a\n  b',
    vcpus: 2,
    tags: [1],
    gone: null,
  });
});
