import { type Mark } from '../../core/plan/mark';
import { by, curated, custom, defineResource, fact, mark, merged, where } from './define-resource';
import { type CustomFieldSpec } from './vocabulary';

export const cluster = defineResource({
  name: 'cluster',
  label: 'cluster',
  path: 'virtualization/clusters',
  objectType: 'virtualization.cluster',
  fields: {
    name: fact<string>(),
    type: curated<number>('reference'),
    status: curated<string>('choice'),
    scopeType: curated<string>(),
    scopeId: curated<number>(),
    tenant: curated<number>('reference'),
    description: curated<string>(),
    tags: merged<number>('references'),
  },
  narrow: by('name'),
  adoptBy: [mark('name')],
});

/** A Proxmox node. A device of the same name is ours only inside our own cluster. */
export const device = defineResource({
  name: 'device',
  label: 'device',
  path: 'dcim/devices',
  objectType: 'dcim.device',
  fields: {
    name: fact<string>(),
    status: fact<string>('choice'),
    cluster: fact<number>('reference'),
    deviceType: curated<number>('reference'),
    role: curated<number>('reference'),
    site: curated<number>('reference'),
    location: curated<number>('reference'),
    tenant: curated<number>('reference'),
    platform: curated<number>('reference'),
    description: curated<string>(),
    tags: merged<number>('references'),
  },
  narrow: by('cluster_id', 'cluster'),
  orElseBy: by('name__ie', 'name'),
  adoptBy: [mark('cluster', 'name')],
  // NetBox wants a name once per site and tenant, whatever its case.
  blockedBy: [oncePerTenant('site', 'name')],
  ifMeant: 'If it is this node, put it into the cluster in NetBox.',
  statusTellsMissing: true,
});

/** What may exist once for each tenant, and once for none. */
function oncePerTenant(...fields: readonly string[]): Mark {
  return (values) => mark('tenant', ...fields)({ ...values, tenant: values.tenant ?? 'none' });
}

/** The custom fields of a virtual machine that the sync writes. */
export const guestCustomFields = {
  proxmox_vm_id: {
    type: 'integer',
    label: 'VM ID',
    description: 'Proxmox Virtual Machine or Container ID',
    visible: 'always',
  },
  proxmox_vm_type: {
    type: 'text',
    label: 'VM Type',
    description: 'Proxmox VM type (qemu or lxc)',
    visible: 'always',
  },
  proxmox_start_at_boot: {
    type: 'boolean',
    label: 'Start at Boot',
    description: 'Proxmox Start at Boot Option',
    visible: 'always',
  },
  proxmox_unprivileged_container: {
    type: 'boolean',
    label: 'Unprivileged Container',
    description: 'Proxmox Unprivileged Container',
    visible: 'if-set',
  },
  proxmox_qemu_agent: {
    type: 'boolean',
    label: 'QEMU Guest Agent',
    description: 'Proxmox QEMU Guest Agent',
    visible: 'if-set',
  },
  proxmox_search_domain: {
    type: 'text',
    label: 'Search Domain',
    description: 'Proxmox Search Domain',
    visible: 'if-set',
  },
  proxmox_link: {
    type: 'url',
    label: 'Proxmox Link',
    description: 'Link to Proxmox web interface',
    visible: 'always',
  },
  proxmox_node: {
    type: 'text',
    label: 'Proxmox Node',
    description: 'Proxmox node hosting this device/VM',
    visible: 'always',
  },
  proxmox_cluster: {
    type: 'text',
    label: 'Proxmox Cluster',
    description: 'Proxmox cluster name',
    visible: 'always',
  },
  proxmox_status: {
    type: 'text',
    label: 'Proxmox Status',
    description: 'Current status in Proxmox',
    visible: 'always',
  },
} as const satisfies Record<string, CustomFieldSpec>;

/** A guest. It is recognised by cluster and VMID; a name alone proves nothing, and is only in the way. */
export const virtualMachine = defineResource({
  name: 'virtual-machine',
  label: 'virtual machine',
  path: 'virtualization/virtual-machines',
  objectType: 'virtualization.virtualmachine',
  fields: {
    name: fact<string>(),
    status: fact<string>('choice'),
    cluster: fact<number>('reference'),
    device: fact<number>('reference'),
    role: curated<number>('reference'),
    virtualMachineType: where('hasVmTypes', curated<number>('reference')),
    tenant: curated<number>('reference'),
    platform: curated<number>('reference'),
    startOnBoot: where('hasStartOnBoot', fact<string>('choice')),
    vcpus: fact<number>(),
    memory: fact<number>(),
    description: curated<string>(),
    comments: curated<string>(),
    tags: merged<number>('references'),
    vmid: custom<number>('proxmox_vm_id'),
    vmType: custom<string>('proxmox_vm_type'),
    startAtBoot: custom<boolean>('proxmox_start_at_boot'),
    unprivileged: custom<boolean | null>('proxmox_unprivileged_container'),
    agent: custom<boolean | null>('proxmox_qemu_agent'),
    searchDomain: custom<string | null>('proxmox_search_domain'),
    link: custom<string>('proxmox_link'),
    node: custom<string>('proxmox_node'),
    clusterName: custom<string>('proxmox_cluster'),
    proxmoxStatus: custom<string>('proxmox_status'),
  },
  narrow: by('cluster_id', 'cluster'),
  adoptBy: [mark('cluster', 'vmid')],
  // NetBox wants a name once per cluster and tenant, whatever its case.
  blockedBy: [oncePerTenant('cluster', 'name')],
  tradesBy: 'name',
  statusTellsMissing: true,
});
