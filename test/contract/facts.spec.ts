import { allKeys, projectionOf } from '../../src/core/crud/projection';
import { parseListQuery } from '../../src/core/crud/list-query';
import { lookupsOf } from '../../src/core/crud/lookups';
import { ModelList } from '../../src/core/crud/model-list';
import { type AnyModel, type Fields } from '../../src/core/model/define-model';
import { type AnyField, isRequired, type LookupFamily } from '../../src/core/model/field';
import { parameterName, snakeCase } from '../../src/core/model/naming';
import { models } from '../../src/models';
import { type Facts, facts } from './facts';

/** What we do differently on purpose: our side of it, and why. */
const differences: Readonly<Record<string, readonly [ours: string, why: string]>> = {
  'proxmox-endpoint.mode': [
    'choice = undefined',
    'its documentation leaves it out, and only the sync knows it',
  ],
  'proxmox-endpoint.verify_ssl': ['bool = true', 'safe unless told'],
  'fastapi-endpoint.token': ['text 255 null secret', 'a key that everybody can read is none'],
  'proxmox-node.ip_address': ['address null', 'a node that is away may have no address'],
  'settings.netbox_max_concurrent': ['number = 2', 'measured'],
  'settings.bulk_batch_size': ['number = 100', 'measured'],
  'settings.bulk_batch_delay_ms': ['number = 0', 'batches need no pause'],
  'settings.encryption_key': ['text 255 secret', 'a key that everybody can read is none'],
  'vm-snapshot unique': ['virtual_machine name', 'two clusters may have the same VMID, node and name'],
  'vm-backup unique': ['virtual_machine storage subtype format volume_id vmid', 'the same fields; the guest comes first, for the index'], // prettier-ignore
  'vm-task-history.status': ['text 4096 required', 'error messages of Proxmox VE are long'],
  'vm-task-history.exitstatus': ['text 4096 null', 'error messages of Proxmox VE are long'],
};

const used = new Set<string>();
function expected(key: string, fact: string): string {
  if (differences[key] === undefined) return fact;
  used.add(key);
  expect(differences[key][0]).not.toBe(fact);
  return differences[key][0];
}

const KINDS: Readonly<Record<string, string>> = {
  text: 'text', 'long-text': 'text', secret: 'text', int: 'number', float: 'number', decimal: 'number', bool: 'bool',
  json: 'json', datetime: 'moment', address: 'address', ref: 'reference', external: 'reference',
}; // prettier-ignore

function described(field: AnyField): string {
  const kind = field.kind === 'choice' ? (field.isPlain ? 'plain-choice' : 'choice') : KINDS[field.kind];
  const length = field.kind === 'secret' ? 255 : field.kind === 'text' && Number(field.column.length);
  const value: unknown = field.default;
  return [
    kind,
    length,
    field.isOptional && 'null',
    isRequired(field) && 'required',
    field.isSecret && 'secret',
    field.isReadOnly && 'read-only',
    value !== undefined && `= ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** `= 2.00` and `= 2` are one default; an empty text is the default of every text that may be blank. */
function plain(fact: string): string {
  return fact.replace(/ = ""$/, '').replace(/\.00$/, '');
}

const FAMILIES: Readonly<Record<keyof Facts['filters'], readonly LookupFamily[]>> = {
  N: ['number'], D: ['date'], C: ['text'], T: ['text', 'address'], X: ['choice'], F: ['reference'], B: ['boolean'],
}; // prettier-ignore
const LOOKUPS: Readonly<Record<keyof Facts['filters'], string>> = {
  N: 'n lt lte gt gte empty',
  D: 'n lt lte gt gte empty',
  C: 'n ic nic isw nisw iew niew ie nie empty regex iregex',
  T: 'n ic nic isw nisw iew niew ie nie regex iregex',
  X: 'n ic nic isw nisw iew niew ie nie empty regex iregex',
  F: 'n',
  B: '',
};

const words = (text: string) => text.split(' ').filter(Boolean);
const list = new ModelList(models);

describe.each(Object.entries(facts))('%s is as clients of netbox-proxbox know it:', (name, fact) => {
  const model = models.find((one) => one.name === name) as AnyModel;
  const fields = Object.fromEntries(
    Object.entries(model.fields as Fields).map(([key, field]) => [snakeCase(key), field]),
  );

  test('its path and its fields, with their lengths, defaults, and what may be left out', () => {
    expect(model.path).toBe(fact.path);
    const ours = Object.keys(fact.fields).map((key) => [key, fields[key] && described(fields[key])]);
    const theirs = Object.entries(fact.fields).map(([key, one]) => [
      key,
      expected(`${name}.${key}`, plain(one)),
    ]);
    expect(ours).toEqual(theirs);
  });

  test('the order of its keys; ours come after theirs', () => {
    const theirs = words(fact.keys).filter((key) => !fields[key]?.isSecret);
    const sent = allKeys(model).map(snakeCase);
    expect(sent.filter((key) => theirs.includes(key))).toEqual(theirs);
    const own = Object.keys(fact.fields).filter((key) => sent.includes(key));
    const extras = sent.filter((key) => !theirs.includes(key));
    for (const extra of extras)
      expect(sent.indexOf(extra)).toBeGreaterThan(sent.indexOf(own[own.length - 1]));
  });

  test('its brief form', () => {
    const brief = projectionOf(model, new URLSearchParams({ brief: 'true' })).map(snakeCase);
    if (fact.brief !== '') expect(brief.sort()).toEqual(words(fact.brief).sort());
    else expect(brief).toEqual(allKeys(model).map(snakeCase));
  });

  test('its filters, by the kind of each; every other field that can be compared is one too', () => {
    for (const [kind, keys] of Object.entries(fact.filters) as [keyof Facts['filters'], string][]) {
      for (const key of words(keys)) {
        const family = fields[key]?.lookups ?? 'text';
        expect({ key, kind, fits: FAMILIES[kind].includes(family) }).toEqual({ key, kind, fits: true });
        expect(lookupsOf[family]).toEqual(expect.arrayContaining(words(LOOKUPS[kind])));
        const value = { number: '1', date: '2026-01-01', choice: Object.keys(fields[key]?.choices ?? {})[0], reference: '1', boolean: 'true', address: '10.0.0.1' } as Record<string, string>; // prettier-ignore
        const query = parseListQuery(model, new URLSearchParams({ [key]: value[family] ?? 'x' }), list);
        expect(query.filters.map((filter) => parameterName(filter.name))).toEqual([key]);
      }
    }
  });

  test('where it looks for words', () => {
    expect(model.search.map(parameterName)).toEqual(words(fact.search));
  });

  test('what it can be ordered by, and its own order', () => {
    for (const key of words(fact.ordering)) {
      const isShown = !fields[key]?.isSecret;
      const { ordering } = parseListQuery(model, new URLSearchParams({ ordering: key }), list);
      expect({ key, count: ordering.length }).toEqual({ key, count: isShown ? 1 : 0 });
    }
    const own = model.order.map((key) =>
      key.startsWith('-') ? `-${snakeCase(key.slice(1))}` : snakeCase(key),
    );
    expect(own).toEqual(words(fact.order));
  });

  test('what is unique', () => {
    expect(model.identity.map(snakeCase).join(' ')).toBe(expected(`${name} unique`, fact.unique));
  });
});

test('every difference that is named is one', () => {
  const stale = Object.keys(differences).filter((key) => !used.has(key));
  expect(stale).toEqual([]);
});
