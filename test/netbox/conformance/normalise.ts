import { resources } from '../../../src/simulators/netbox/resources';
import { isObject, type Json } from '../../recordings/difference';
import { type Answer, type Side } from './side';
import { type Step } from './step';

const byContentType = new Map(resources.map((one) => [one.contentType, one]));
const byPath = new Map(resources.map((one) => [one.path, one]));
const listPath = /^\/api\/([a-z-]+\/[a-z-]+)\//;
const address = /^https?:\/\/[^/]+\/api\/([a-z-]+\/[a-z-]+)\/(\d+)\/$/;

/** An answer in which every id is the name of the object that it stands for, so that two servers can be compared. */
export function normalised(step: Step, answer: Answer, side: Side): unknown {
  if (answer.status === 500 && isObject(answer.body)) return { exception: answer.body.exception };
  if (answer.status >= 300) return withoutIds(answer.body, answer.named);
  return step.method === 'OPTIONS'
    ? choicesOnly(answer.body)
    : named(answer.body, side, listPath.exec(step.path)?.[1]);
}

/** Of what OPTIONS tells the part that a client reads: which fields there are, and what may be written to them. */
function choicesOnly(body: unknown): unknown {
  if (!isObject(body)) return body;
  const field = ({ required, read_only, choices }: Json): Json => ({ required, read_only, choices });
  const fields = (action: unknown): Json =>
    Object.fromEntries(
      Object.entries(action as Record<string, Json>).map(([name, info]) => [name, field(info)]),
    );
  const { actions = {}, description: _prose, ...head } = body;
  return {
    ...head,
    actions: Object.fromEntries(Object.entries(actions as Json).map(([name, one]) => [name, fields(one)])),
  };
}

/** Ids in sentences: those that the request spoke of, and those in parentheses after an object. */
function withoutIds(value: unknown, ids: Map<number, string>): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutIds(item, ids));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'id' && typeof item === 'number' ? (ids.get(item) ?? item) : withoutIds(item, ids),
      ]),
    );
  if (typeof value !== 'string') return value;
  return value
    .replace(/ \(\d+\)/g, ' (<id>)')
    .replace(/(?<=ID:? |pk "|value: |=\()\d+/g, (digits) =>
      ids.has(Number(digits)) ? `<${String(ids.get(Number(digits)))}>` : digits,
    );
}

function symbol(side: Side, path: string, id: unknown): string {
  return `<${path} ${side.nameOf(path, id) ?? 'other'}>`;
}

/** `path` is the list that an object without an address is from. */
function named(value: unknown, side: Side, path?: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => named(item, side, path));
  if (!isObject(value)) return typeof value === 'string' ? linkWithoutIds(value) : value;
  const parts = typeof value.url === 'string' ? address.exec(value.url) : null;
  const changed = byContentType.get(String(value.changed_object_type));
  const entries = Object.entries(value).map(([key, item]) => {
    if (!parts && path !== undefined && key === 'id') return [key, symbol(side, path, item)];
    if (key === 'custom_fields' && isObject(item)) return [key, ownFields(item, side)];
    // NetBox lists them in whatever order PostgreSQL finds them.
    if (key === 'object_types' && Array.isArray(item)) return [key, [...(item as string[])].sort()];
    if (key === 'results') return [key, named(item, side, path)];
    if (parts && key === 'id') return [key, symbol(side, parts[1], item)];
    if (parts && key === 'url') return [key, symbol(side, parts[1], parts[2])];
    if ((key === 'display' || key === 'object_repr') && typeof item === 'string')
      return [key, item.replace(/ \(\d+\)/g, ' (<id>)')];
    if (key === 'display_url' && typeof item === 'string') return [key, item.replace(/\/\d+\/$/, '/<id>/')];
    if (changed && (key === 'prechange_data' || key === 'postchange_data') && isObject(item))
      return [key, snapshotNamed(changed.path, item, side)];
    const type = key.endsWith('_id') ? value[`${key.slice(0, -3)}_type`] : undefined;
    const target = byContentType.get(String(type));
    if (target && typeof item === 'number') return [key, symbol(side, target.path, item)];
    if (key === 'created_by' && typeof item === 'number') return [key, symbol(side, 'users/users', item)];
    return [key, named(item, side)];
  });
  return Object.fromEntries(entries) as Json;
}

/** Other custom fields belong to the server that the suite was led to. */
function ownFields(values: Json, side: Side): Json {
  return Object.fromEntries(Object.entries(values).filter(([name]) => side.isOwn(name)));
}

/** Columns of the change log that hold object types, as numbers. */
const contentTypes = /(^|_)object_types?$|^scope_type$/;

/** Before and after in the change log are bare columns, references as ids. */
function snapshotNamed(path: string, data: Json, side: Side): Json {
  const fields = byPath.get(path)?.fields ?? [];
  return Object.fromEntries(
    Object.entries(data).map(([key, item]) => {
      if (key === 'custom_fields' && isObject(item)) return [key, ownFields(item, side)];
      const target = fields.find((field) => field.name === key)?.target;
      const type = key.endsWith('_id') ? data[`${key.slice(0, -3)}_type`] : undefined;
      if (target && typeof item === 'number') return [key, symbol(side, target, item)];
      if (target && Array.isArray(item)) return [key, item.map((id) => symbol(side, target, id))];
      if (type != null && typeof item === 'number') return [key, '<id>'];
      if (contentTypes.test(key))
        return [
          key,
          Array.isArray(item) ? item.map(() => '<type>') : typeof item === 'number' ? '<type>' : item,
        ];
      return [key, item];
    }),
  );
}

const linkWithoutIds = (text: string): string =>
  /^https?:.*\?/.test(text) ? text.replace(/((?:^|[?&])(?:id|start|\w+_id)=)\d+/g, '$1<id>') : text;
