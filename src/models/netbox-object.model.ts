import { defineModel, type Row } from '../core/model/define-model';
import { int, text } from '../core/model/kinds';

/** The mirror: how NetBox objects that we refer to are called, so that lists never ask NetBox. */
export const netboxObject = defineModel({
  name: 'netbox-object',
  label: 'NetBox object',
  path: 'netbox-objects',
  actions: ['view'],
  fields: {
    objectType: text({ help: 'Content type in NetBox, e.g. virtualization.cluster.' }),
    objectId: int({ label: 'NetBox ID' }),
    name: text({ label: 'Name', max: 512, blank: true }),
    pageUrl: text({ label: 'URL', max: 1024, blank: true, help: 'Its page in NetBox.' }),
  },
  identity: ['objectType', 'objectId'],
  order: ['objectType', 'name'],
  list: ['name', 'objectType', 'objectId'],
  search: ['name'],
  display: (object) => object.name,
});

export type NetboxObject = Row<typeof netboxObject>;
