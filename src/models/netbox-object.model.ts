import { defineModel, type Row } from '../core/model/define-model';
import { int, json, text } from '../core/model/kinds';

/** The mirror: how NetBox objects that we refer to are called, so that lists never ask NetBox. */
export const netboxObject = defineModel({
  name: 'netbox-object',
  label: 'NetBox object',
  path: 'netbox-objects',
  actions: ['view'],
  plain: true,
  fields: {
    objectType: text({ help: 'Content type in NetBox, e.g. virtualization.cluster.' }),
    objectId: int({ label: 'NetBox ID' }),
    name: text({ label: 'Name', max: 512, blank: true }),
    pageUrl: text({ label: 'URL', max: 1024, blank: true, help: 'Its page in NetBox.' }),
    sortName: text({ max: 512, blank: true, help: 'The name in a form that sorts as people expect.' }),
    attributes: json<Record<string, unknown>>({ default: {}, help: 'What else NetBox told of it.' }),
  },
  identity: ['objectType', 'objectId'],
  order: ['objectType', 'sortName'],
  indexes: [['objectType', 'sortName']],
  mirror: { type: 'objectType', id: 'objectId', order: 'sortName' },
  list: ['name', 'objectType', 'objectId'],
  search: ['name'],
  display: (object) => object.name,
});

export type NetboxObject = Row<typeof netboxObject>;
