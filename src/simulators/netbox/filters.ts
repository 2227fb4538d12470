import { changesPath } from './changes';
import { customFieldsOf } from './custom-fields';
import { type Database, type Table } from './database';
import { type Field, type Row, type Values } from './definition';
import { readFlag, readUuid, splitLookup, valueTest, type ValueKind } from './filter-values';
import { FilterProblem, Refusal } from './refusal';

type Match = (row: Row) => boolean;

const notAvailable = (value: string): FilterProblem =>
  new FilterProblem(`Select a valid choice. ${value} is not one of the available choices.`);
const kinds: Partial<Record<Field['kind'], ValueKind>> = {
  text: 'text',
  integer: 'integer',
  decimal: 'decimal',
  datetime: 'datetime',
  contentType: 'text',
};

function choiceMatch(field: Field, lookup: string, values: string[]): Match | undefined {
  if (lookup !== '' && lookup !== 'n') {
    const test = valueTest('text', lookup, values);
    return test && ((row) => test(row[field.name]));
  }
  const wanted = values;
  for (const value of wanted)
    if (value !== 'null' && !Object.hasOwn(field.choices ?? {}, value)) throw notAvailable(value);
  const found: Match = (row) => wanted.includes(String(row[field.name] || 'null'));
  return lookup === 'n' ? (row) => !found(row) : found;
}

/** What hangs below an object of a tree: who asks for a role means its children too. */
function descendants(table: Table, id: number): number[] {
  const parent = table.fields.find(
    (field) => field.name === 'parent' && field.target === table.definition.path,
  );
  if (!parent || !table.definition.compare) return [];
  return [...table.pointingAt('parent', id)].flatMap((child) => [child, ...descendants(table, child)]);
}

/** `site_id=1`, `site_id=null`, `site=dc1`, each with `__n`; a target that does not exist is an error, not an empty list. */
function referenceMatch(
  field: Field,
  byId: boolean,
  lookup: string,
  values: string[],
  db: Database,
): Match | undefined {
  if (lookup !== '' && lookup !== 'n') return undefined;
  const target = db.find(field.target ?? '');
  const wanted = values;
  if (!target) return () => true;
  const attribute = field.filterBy ?? (target.fields.some((one) => one.name === 'slug') ? 'slug' : 'name');
  const ids = new Set<unknown>();
  for (const value of wanted) {
    if (value === 'null') {
      ids.add(null);
      continue;
    }
    if (byId && !/^\d+$/.test(value)) throw new FilterProblem(`“${value}” is not a valid value.`);
    const found = byId
      ? [target.rows.get(Number(value))].filter((row) => row !== undefined)
      : [...target.rows.values()].filter((row) => String(row[attribute]) === value);
    if (found.length === 0) throw notAvailable(value);
    for (const row of found) for (const id of [row.id, ...descendants(target, row.id)]) ids.add(id);
  }
  const matches: Match = (row) => {
    const value = row[field.name];
    if (Array.isArray(value)) return value.length === 0 ? ids.has(null) : value.some((id) => ids.has(id));
    return ids.has(value ?? null);
  };
  return lookup === 'n' ? (row) => !matches(row) : matches;
}

/** Several tags mean all of them; `tag__n` none of them. */
function tagMatch(byId: boolean, lookup: string, values: string[], db: Database): Match | undefined {
  if (!['', 'n', 'any'].includes(lookup)) return undefined;
  const all = [...db.table('extras/tags').rows.values()];
  const ids = values
    .filter((value) => value !== '')
    .map((value) => {
      if (value === 'null') return null;
      const tag = all.find((one) => String(byId ? one.id : one.slug) === value);
      if (!tag) throw notAvailable(value);
      return tag.id;
    });
  const has = (row: Row, id: number | null): boolean => {
    const tags = (row.tags as number[] | undefined) ?? [];
    return id === null ? tags.length === 0 : tags.includes(id);
  };
  if (lookup === 'n') return (row) => !ids.some((id) => has(row, id));
  if (lookup === 'any') return (row) => ids.length === 0 || ids.some((id) => has(row, id));
  return (row) => ids.every((id) => has(row, id));
}

function customFieldMatch(
  table: Table,
  name: string,
  lookup: string,
  values: string[],
  db: Database,
): Match | undefined {
  const field = customFieldsOf(db, table.definition.contentType).find((one) => one.name === name);
  if (!field || field.filter_logic === 'disabled') return undefined;
  const read: (row: Row) => unknown = (row) => (row.custom_fields as Values | undefined)?.[name];
  const type = String(field.type);
  if (type === 'boolean') return (row) => String(read(row) ?? 'null') === values[0].toLowerCase();
  if (type === 'json') return undefined;
  const kind: ValueKind =
    type === 'integer' || type === 'object'
      ? 'integer'
      : type === 'decimal'
        ? 'decimal'
        : type === 'datetime'
          ? 'datetime'
          : 'text';
  const isLoose =
    kind === 'text' && lookup === '' && field.filter_logic === 'loose' && !type.includes('select');
  // A loose filter is no plain one, so it has no further lookups.
  if (kind === 'text' && lookup !== '' && field.filter_logic === 'loose' && !type.includes('select'))
    return undefined;
  const test = valueTest(kind, isLoose ? 'ic' : lookup, values);
  if (!test) return undefined;
  return (row) => {
    const value = read(row);
    return Array.isArray(value) ? value.some((one) => test(one)) : test(value);
  };
}

const requestFilters: Record<string, string[]> = {
  created_by_request: ['create'],
  updated_by_request: ['update'],
  modified_by_request: ['create', 'update'],
};

function requestMatch(table: Table, name: string, value: string, db: Database): Match {
  const wanted = readUuid(value);
  const ids = new Set(
    [...db.table(changesPath).rows.values()]
      .filter(
        (change) =>
          change.request_id === wanted && change.changed_object_type === table.definition.contentType,
      )
      .filter((change) => requestFilters[name].includes(String(change.action)))
      .map((change) => change.changed_object_id),
  );
  return (row) => ids.has(row.id);
}

function searchMatch(table: Table, wanted: string, db: Database): Match {
  const needle = wanted.trim().toLowerCase();
  const also = table.definition.searchAlso?.(wanted.trim(), db) ?? ((): boolean => false);
  const fields = table.definition.search ?? ['name', 'description'];
  return (row) =>
    needle === '' ||
    also(row) ||
    fields.some((field) =>
      String(row[field] ?? '')
        .toLowerCase()
        .includes(needle),
    );
}

function matchOf(table: Table, parameter: string, values: string[], db: Database): Match | undefined {
  const extra = table.definition.filters?.find((filter) => filter.names.includes(parameter));
  if (extra) return values.every((value) => value === '') ? undefined : extra.match(values, db);
  if (parameter === 'q') return searchMatch(table, values[0], db);
  if (parameter in requestFilters) return requestMatch(table, parameter, values[0], db);
  const { name, lookup } = splitLookup(parameter);
  if (name.startsWith('cf_')) return customFieldMatch(table, name.slice(3), lookup, values, db);
  if (name === 'id') {
    const test = valueTest('integer', lookup, values);
    return test && ((row) => test(row.id));
  }
  if (name === 'tag' || name === 'tag_id')
    return table.fields.some((field) => field.kind === 'tags')
      ? tagMatch(name === 'tag_id', lookup, values, db)
      : undefined;
  for (const field of table.fields) {
    if (field.isFilterless) continue;
    const known = field.filterName ?? field.name;
    if (field.kind === 'reference' && (name === known || name === `${known}_id`))
      return referenceMatch(field, name !== known, lookup, values, db);
    if (name !== known) continue;
    if (field.kind === 'objectTypes' || field.kind === 'choices') {
      const wanted = values.map((value) => value.toLowerCase());
      return lookup === ''
        ? (row) => (row[field.name] as string[]).some((one) => wanted.includes(one))
        : undefined;
    }
    if (field.kind === 'choice') return choiceMatch(field, lookup, values);
    if (field.kind === 'boolean') {
      const wanted = readFlag(values[0]);
      return wanted === undefined || lookup !== '' ? undefined : (row) => row[field.name] === wanted;
    }
    const kind = kinds[field.kind];
    const test = kind && valueTest(kind, lookup, values);
    return test && ((row) => test(row[field.name]));
  }
  return undefined;
}

/** The one test that a query's parameters add up to; a bad value of a known filter is 400, an unknown name is nothing. */
export function filterOf(table: Table, query: URLSearchParams, db: Database): Match {
  const problems: Record<string, string[]> = {};
  const matches: Match[] = [];
  for (const parameter of new Set(query.keys())) {
    try {
      const match = matchOf(table, parameter, query.getAll(parameter), db);
      if (match) matches.push(match);
    } catch (error) {
      if (!(error instanceof FilterProblem)) throw error;
      problems[parameter] = [error.message];
    }
  }
  if (Object.keys(problems).length > 0) throw new Refusal(400, problems);
  return (row) => matches.every((match) => match(row));
}
