import { type SimVersion } from './world';

/** What a parameter has to look like; one that is not `isRequired` may be left out. */
export interface Parameter {
  type: 'string' | 'integer' | 'boolean';
  isRequired?: boolean;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  /** The allowed values, where they differ by release. */
  enum?: readonly string[] | ((version: SimVersion) => readonly string[]);
  /** A named form, told by name when it does not fit. */
  format?: Format;
  /** Another parameter that has to be there too. */
  requires?: string;
}

export type Parameters = Record<string, Parameter>;
type Format = keyof typeof FORMATS;

const CONTENT = '(?:images|rootdir|iso|vztmpl|backup|snippets|import|none)';
const HOST = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const FORMATS = {
  'pve-node': new RegExp(`^${HOST}$`),
  'pve-storage-id': /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i,
  'pve-storage-content': new RegExp(`^${CONTENT}$`),
  'pve-storage-content-list': new RegExp(`^${CONTENT}(?:[,; ]${CONTENT})*$`),
  'pve-configid': /^[a-z][a-z0-9_-]+$/i,
  'pve-poolid': /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+){0,2}$/,
  'pve-task-status-type-list': /^(?:ok|error|warning|unknown)(?:[,; ](?:ok|error|warning|unknown))*$/,
  'pve-userid': /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+(?:![A-Za-z][A-Za-z0-9.\-_]+)?$/,
  'pve-realm': /^[A-Za-z][A-Za-z0-9.\-_]+$/,
  'pve-priv-list': /^[A-Za-z.]+(?:[,; ][A-Za-z.]+)*$/,
  'pve-sdn-vnet-id': /^[a-z][a-z0-9]{1,7}$/i,
};

const TRUE = /^(?:1|on|yes|true)$/i;
const FALSE = /^(?:0|off|no|false)$/i;

/** What each name in a path has to look like. */
export const PATH_PARAMETERS: Parameters = {
  node: { type: 'string', format: 'pve-node' },
  vmid: { type: 'integer', minimum: 100, maximum: 999_999_999 },
  storage: { type: 'string', format: 'pve-storage-id' },
  poolid: { type: 'string', format: 'pve-poolid' },
  vnet: { type: 'string', format: 'pve-sdn-vnet-id' },
  upid: { type: 'string' },
};

/** The values, booleans as `1` and `0`, or per name what is wrong with it. Unknown names are wrong, as on a real server. */
export function checkParameters(
  known: Parameters,
  given: Iterable<[string, string]>,
  version: SimVersion,
): { values: Record<string, string>; errors: Record<string, string> } {
  const values: Record<string, string> = {};
  const errors: Record<string, string> = {};
  for (const [name, value] of given) {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    const problem = rule
      ? problemOf(rule, value, version)
      : 'property is not defined in schema and the schema does not allow additional properties';
    if (problem !== undefined) errors[name] = problem;
    else values[name] = rule?.type === 'boolean' ? (TRUE.test(value) ? '1' : '0') : value;
  }
  for (const [name, { isRequired, requires }] of Object.entries(known)) {
    const isGiven = name in values || name in errors;
    if (isRequired && !isGiven) errors[name] = 'property is missing and it is not optional';
    if (requires !== undefined && isGiven && !(requires in values)) {
      errors[requires] ??= `missing property - '${name}' requires this property`;
    }
  }
  return { values, errors };
}

function problemOf(rule: Parameter, value: string, version: SimVersion): string | undefined {
  const { type, minimum, maximum, maxLength, format } = rule;
  const typeProblem = `type check ('${type}') failed - got '${value}'`;
  if (type === 'integer') {
    if (!/^[+-]?\d+$/.test(value)) return typeProblem;
    if (minimum !== undefined && Number(value) < minimum)
      return `value must have a minimum value of ${minimum}`;
    if (maximum !== undefined && Number(value) > maximum)
      return `value must have a maximum value of ${maximum}`;
  }
  if (type === 'boolean' && !TRUE.test(value) && !FALSE.test(value)) return typeProblem;
  if (maxLength !== undefined && value.length > maxLength)
    return `value may only be ${maxLength} characters long`;
  const allowed = typeof rule.enum === 'function' ? rule.enum(version) : rule.enum;
  if (allowed && !allowed.includes(value)) {
    return `value '${value}' does not have a value in the enumeration '${allowed.join(', ')}'`;
  }
  if (format && !FORMATS[format].test(value))
    return `invalid format - value does not look like a valid ${format}`;
  return undefined;
}
