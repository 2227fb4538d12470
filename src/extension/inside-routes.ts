import { type RouteDescription } from '../core/openapi/describe';
import { component, listOf, orNull, type Schema } from '../core/openapi/schema';
import { notFound } from '../core/openapi/answers';
import { syncRun } from '../models/sync-run.model';

const text: Schema = { type: 'string' };
const address: Schema = { type: 'string', description: 'Path of a page of Proxbox.' };
const object = (properties: Record<string, Schema>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

/** Shapes of what NetBox's pages are told, by their names in the OpenAPI document. */
export const insideSchemas: Readonly<Record<string, Schema>> = {
  InsideMenu: object({
    username: text,
    csrf_token: orNull({
      ...text,
      description: 'For the X-CSRFToken header; null for callers with a token.',
    }),
    object_types: { ...listOf(text), description: 'Of what the routes below tell something.' },
    sections: listOf(
      object({
        label: text,
        entries: listOf(object({ label: text, href: address })),
      }),
    ),
  }),
  InsideTab: object({
    name: text,
    label: text,
    count: { ...text, description: 'In words, such as "about 120,000"; empty where nothing is counted.' },
    href: orNull(address),
  }),
  InsideObject: object({
    object_type: text,
    id: { type: 'integer' },
    name: text,
    href: address,
    missing_since: orNull({ type: 'string', format: 'date-time' }),
    tabs: listOf(component('InsideTab')),
    owned_fields: listOf(
      object({
        name: text,
        label: { ...text, description: 'What the page of NetBox calls it.' },
        is_custom: { type: 'boolean' },
        is_kept: { type: 'boolean', description: 'It is written again when Proxmox VE changes it.' },
        run: { type: 'integer' },
        at: { type: 'string', format: 'date-time' },
      }),
    ),
    run: orNull(component(syncRun.className)),
    sync: orNull({ type: 'object', description: 'Body of the request that syncs it; null for who may not.' }),
  }),
  InsideTable: object({
    label: text,
    count: text,
    href: orNull(address),
    columns: listOf(text),
    rows: listOf(
      listOf(
        object({ text, href: orNull(address), color: orNull({ ...text, description: 'Of its badge.' }) }),
      ),
    ),
  }),
};

const tag = 'Inside NetBox';

export const readMenu: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_inside_retrieve',
  summary: 'What the menu of NetBox shows of Proxbox',
  answers: { 200: { description: 'What the caller may open.', schema: component('InsideMenu') } },
};

export const readObject: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_inside_object_retrieve',
  summary: 'What Proxbox knows of an object of NetBox',
  description: 'The type is NetBox’s own word, such as virtualization.virtualmachine.',
  answers: {
    200: { description: 'As far as the caller may see it.', schema: component('InsideObject') },
    404: notFound,
  },
};

export const readTab: RouteDescription = {
  tag,
  operationId: 'plugins_proxbox_inside_object_tab_retrieve',
  summary: 'The newest rows of one tab',
  answers: {
    200: { description: 'Rows as the lists of Proxbox show them.', schema: component('InsideTable') },
    404: notFound,
  },
};
