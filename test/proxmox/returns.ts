import { perlPattern, type VendorSchema } from './vendor-schema';

/** Where a reply leaves the schema; `at` has `[]` for rows and `[n]` for indices in keys: `data[].net[n]`. */
export interface Problem {
  at: string;
  kind: 'wrong' | 'extra';
  what: string;
}

const IP4 = '(?:\\d{1,3}\\.){3}\\d{1,3}';
const IP6 = '[0-9a-f:]+';
/** The named forms that matter to a reader of replies. */
const FORMATS: Record<string, RegExp> = {
  ipv4: new RegExp(`^${IP4}$`),
  ipv6: new RegExp(`^${IP6}$`, 'i'),
  ipv4mask: new RegExp(`^(?:${IP4}|\\d{1,2})$`),
  CIDRv4: new RegExp(`^${IP4}/\\d{1,2}$`),
  CIDRv6: new RegExp(`^${IP6}/\\d{1,3}$`, 'i'),
  'mac-addr': /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i,
  'disk-size': /^\d+(?:\.\d+)?[KMGT]?$/,
  'dns-name': /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i,
  'pve-node': /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i,
  'pve-storage-id': /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i,
  'pve-iface': /^[a-z][a-z0-9_]{1,20}(?:[:.]\d+)?$/i,
  'pve-configid': /^[a-z][a-z0-9_-]+$/i,
  'pve-tag-list': /^[a-z0-9_][a-z0-9_+.-]*(?:[;, ][a-z0-9_][a-z0-9_+.-]*)*$/i,
  'pve-volume-id': /^[a-z][a-z0-9\-_.]*[a-z0-9]:.+$/i,
};

/** Everything in which `value` differs from what the vendor says that a call returns. */
export function problemsOf(schema: VendorSchema, value: unknown, at = 'data'): Problem[] {
  const type = typeProblem(schema, value);
  if (type !== undefined) return [{ at, kind: 'wrong', what: `${type} ${JSON.stringify(value)}` }];
  if (Array.isArray(value)) {
    return schema.items ? value.flatMap((item) => problemsOf(schema.items!, item, `${at}[]`)) : [];
  }
  if (isObject(value)) return objectProblems(schema, value, at);
  return scalarProblems(schema, value).map((what) => ({ at, kind: 'wrong', what }));
}

function typeProblem({ type }: VendorSchema, value: unknown): string | undefined {
  const isRight = {
    string: typeof value === 'string',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    boolean: value === 0 || value === 1,
    null: value === null,
    array: Array.isArray(value),
    object: isObject(value),
  };
  return type === undefined || isRight[type] ? undefined : `${type} expected, got`;
}

function objectProblems(schema: VendorSchema, value: Record<string, unknown>, at: string): Problem[] {
  const { properties } = schema;
  if (!properties) return [];
  const problems: Problem[] = [];
  for (const [key, { optional }] of Object.entries(properties)) {
    if (!optional && !(key in value)) problems.push({ at: `${at}.${key}`, kind: 'wrong', what: 'missing' });
  }
  for (const [key, item] of Object.entries(value)) {
    const indexed = key.replace(/\d+$/, '[n]');
    const name = Object.hasOwn(properties, key) ? key : indexed;
    const rule = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!rule) {
      // A schema without any property says nothing about its keys.
      const isClosed = !schema.additionalProperties && Object.keys(properties).length > 0;
      if (isClosed) problems.push({ at: `${at}.${key}`, kind: 'extra', what: 'not in the schema' });
      continue;
    }
    if (rule.requires !== undefined && !(rule.requires in value)) {
      problems.push({ at: `${at}.${rule.requires}`, kind: 'wrong', what: `missing beside ${key}` });
    }
    problems.push(...problemsOf(rule, item, `${at}.${name}`));
  }
  return problems;
}

function scalarProblems(schema: VendorSchema, value: unknown): string[] {
  const { minimum, maximum, minLength, maxLength, pattern, format } = schema;
  const problems: string[] = [];
  const text = String(value);
  if (schema.enum && !schema.enum.includes(text))
    problems.push(`${text} is none of ${schema.enum.join(', ')}`);
  if (minimum !== undefined && Number(value) < minimum) problems.push(`${text} is less than ${minimum}`);
  if (maximum !== undefined && Number(value) > maximum) problems.push(`${text} is more than ${maximum}`);
  if (minLength !== undefined && text.length < minLength) problems.push(`${text} is too short`);
  if (maxLength !== undefined && text.length > maxLength) problems.push(`${text} is too long`);
  if (pattern !== undefined && !perlPattern(pattern).test(text))
    problems.push(`${text} does not match ${pattern}`);
  if (typeof format === 'string' && FORMATS[format]?.test(text) === false)
    problems.push(`${text} is no ${format}`);
  if (typeof format === 'object') problems.push(...propertyStringProblems(format, text));
  return problems;
}

/** `local-lvm:vm-101-disk-0,size=40G`: the first part may leave out its key, others may go under an alias. */
function propertyStringProblems(
  format: Exclude<VendorSchema['format'], string | undefined>,
  text: string,
): string[] {
  const firstKey = Object.entries(format).find(([, { default_key: isFirst }]) => isFirst)?.[0];
  return text.split(',').flatMap((part, index) => {
    const cut = part.indexOf('=');
    const isBare = cut < 0;
    if (isBare && (index > 0 || firstKey === undefined)) return [`${part} in ${text} has no key`];
    const key = isBare ? firstKey! : part.slice(0, cut);
    const rule = Object.hasOwn(format, key) ? format[key] : undefined;
    if (!rule) return [`${key} in ${text} is not known`];
    const meant = rule.alias === undefined ? rule : format[rule.alias];
    return valueProblems(meant, isBare ? part : part.slice(cut + 1)).map((what) => `${what} in ${text}`);
  });
}

/** In a property string every value is a text. */
function valueProblems(rule: VendorSchema, text: string): string[] {
  const forms = { integer: /^-?\d+$/, number: /^-?\d+(?:\.\d+)?$/, boolean: /^(?:0|1|on|off|yes|no)$/ };
  const form = forms[rule.type as keyof typeof forms];
  return form && !form.test(text) ? [`${text} is no ${rule.type}`] : scalarProblems(rule, text);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
