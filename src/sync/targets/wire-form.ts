import { snakeCase } from '../../core/model/naming';
import { type Values } from '../../core/plan/value';
import { type Resource, type ResourceField } from '../resources/define-resource';

type WireRow = Readonly<Record<string, unknown>>;

/** The names to ask NetBox for with `fields=`: reading everything costs seven times as much. */
export function selectOf(resource: Resource, lacks: ReadonlySet<string> = new Set()): string {
  const names = Object.entries(resource.fields)
    .filter(([name]) => !lacks.has(name))
    .map(([name, field]) => (field.shape === 'custom' ? 'custom_fields' : wireName(name, field)));
  return [...new Set(['id', 'url', 'display', ...names, ...resource.alsoRead])].join(',');
}

/** The values of an object as NetBox sent it: choices as bare values, references as ids, custom fields by our name. */
export function valuesOf(resource: Resource, row: WireRow): Values {
  const customFields = (row.custom_fields ?? {}) as WireRow;
  const values = Object.fromEntries(
    Object.entries(resource.fields).map(([name, field]) => {
      const wire = wireName(name, field);
      return [name, bare(field, field.shape === 'custom' ? customFields[wire] : row[wire])];
    }),
  );
  const also = resource.alsoRead.map((name) => [name, idOf(row[name])]);
  return { ...values, ...Object.fromEntries(also) };
}

/** The values in the form in which NetBox takes them. */
export function wireOf(resource: Resource, values: Values): WireRow {
  const wire: Record<string, unknown> = {};
  const customFields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = resource.fields[name];
    if (!field || value === undefined) continue;
    if (field.shape === 'custom') customFields[wireName(name, field)] = value;
    else wire[wireName(name, field)] = value;
  }
  return Object.keys(customFields).length > 0 ? { ...wire, custom_fields: customFields } : wire;
}

/** NetBox trims every text (4.4 to 4.7); sent untrimmed it would come back as if a person had changed it. */
export function trimmed(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  );
}

/** The name of a field in NetBox's API. */
export function wireName(name: string, field: ResourceField): string {
  return field.wire ?? snakeCase(name);
}

function bare(field: ResourceField, value: unknown): unknown {
  if (field.shape === 'choice') return isObject(value) ? value.value : value;
  if (field.shape === 'reference') return idOf(value);
  if (field.shape === 'references') return Array.isArray(value) ? value.map(idOf) : [];
  // NetBox 4.7 sends select custom fields as {value,label}, earlier releases the bare value.
  if (field.shape === 'custom') return isObject(value) && 'value' in value ? value.value : value;
  return value;
}

function idOf(value: unknown): unknown {
  return isObject(value) ? value.id : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
