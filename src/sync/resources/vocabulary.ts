import { by, curated, defineResource, mark, merged } from './define-resource';

/** Slug of the tag that marks what Proxmox VE no longer has. */
export const MISSING_TAG = 'proxbox-missing';

/** NetBox wants both only once: what people have made under the same name and another slug is meant too. */
const bySlugOrName = {
  narrow: by('slug'),
  orElseBy: by('name'),
  adoptBy: [mark('slug'), mark('name')],
};

/** The tag that marks what Proxbox made. */
export const tag = defineResource({
  name: 'tag',
  label: 'tag',
  path: 'extras/tags',
  objectType: 'extras.tag',
  fields: {
    name: curated<string>(),
    slug: curated<string>(),
    color: curated<string>(),
    description: curated<string>(),
  },
  ...bySlugOrName,
});

/** A custom field in which people see what Proxmox says of an object. */
export const customField = defineResource({
  name: 'custom-field',
  label: 'custom field',
  path: 'extras/custom-fields',
  objectType: 'extras.customfield',
  fields: {
    name: curated<string>(),
    type: curated<string>('choice'),
    label: curated<string>(),
    description: curated<string>(),
    groupName: curated<string>(),
    uiVisible: curated<string>('choice'),
    uiEditable: curated<string>('choice'),
    objectTypes: merged<string>('plain'),
  },
  narrow: by('name'),
  adoptBy: [mark('name')],
});

export const clusterType = defineResource({
  name: 'cluster-type',
  label: 'cluster type',
  path: 'virtualization/cluster-types',
  objectType: 'virtualization.clustertype',
  fields: {
    name: curated<string>(),
    slug: curated<string>(),
    description: curated<string>(),
    tags: merged<number>('references'),
  },
  ...bySlugOrName,
});

export const manufacturer = defineResource({
  name: 'manufacturer',
  label: 'manufacturer',
  path: 'dcim/manufacturers',
  objectType: 'dcim.manufacturer',
  fields: { name: curated<string>(), slug: curated<string>(), tags: merged<number>('references') },
  ...bySlugOrName,
});

export const deviceType = defineResource({
  name: 'device-type',
  label: 'device type',
  path: 'dcim/device-types',
  objectType: 'dcim.devicetype',
  fields: {
    manufacturer: curated<number>('reference'),
    model: curated<string>(),
    slug: curated<string>(),
    tags: merged<number>('references'),
  },
  narrow: by('slug'),
  orElseBy: by('model'),
  adoptBy: [mark('manufacturer', 'slug'), mark('manufacturer', 'model')],
});

/** A role of devices or, with `vmRole`, of virtual machines. */
export const deviceRole = defineResource({
  name: 'device-role',
  label: 'device role',
  path: 'dcim/device-roles',
  objectType: 'dcim.devicerole',
  fields: {
    name: curated<string>(),
    slug: curated<string>(),
    color: curated<string>(),
    description: curated<string>(),
    vmRole: curated<boolean>(),
    tags: merged<number>('references'),
  },
  ...bySlugOrName,
});

export const site = defineResource({
  name: 'site',
  label: 'site',
  path: 'dcim/sites',
  objectType: 'dcim.site',
  fields: {
    name: curated<string>(),
    slug: curated<string>(),
    status: curated<string>('choice'),
    tags: merged<number>('references'),
  },
  ...bySlugOrName,
});

/** What a device or machine runs. */
export const platform = defineResource({
  name: 'platform',
  label: 'platform',
  path: 'dcim/platforms',
  objectType: 'dcim.platform',
  fields: { name: curated<string>(), slug: curated<string>(), tags: merged<number>('references') },
  ...bySlugOrName,
});

/** A kind of virtual machine, since NetBox 4.6. */
export const machineType = defineResource({
  name: 'machine-type',
  label: 'virtual machine type',
  path: 'virtualization/virtual-machine-types',
  objectType: 'virtualization.virtualmachinetype',
  needs: 'hasVmTypes',
  fields: { name: curated<string>(), slug: curated<string>(), tags: merged<number>('references') },
  ...bySlugOrName,
});

/** A field of a custom field's type and label, as `customField` rows want it. */
export interface CustomFieldSpec {
  readonly type: 'text' | 'integer' | 'boolean' | 'url';
  readonly label: string;
  readonly description: string;
  readonly visible: 'always' | 'if-set';
}
