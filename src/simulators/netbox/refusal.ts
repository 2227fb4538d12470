/** An HTTP answer that ends a request and rolls its transaction back; the body is what NetBox would send. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(`${status} ${JSON.stringify(body)}`);
  }
}

/** A value of a field that is refused, with NetBox's sentences about it. */
export class FieldProblem extends Error {
  constructor(readonly messages: unknown) {
    super(JSON.stringify(messages));
  }
}

/** A filter value that is refused. */
export class FilterProblem extends Error {}

/** What PostgreSQL refuses although NetBox let it through; becomes NetBox's 500 answer. */
export class DatabaseProblem extends Error {
  constructor(
    readonly exception:
      | 'IntegrityError'
      | 'DataError'
      | 'KeyError'
      | 'AttributeError'
      | 'ValidationError'
      | 'NotImplementedError',
    message: string,
  ) {
    super(message);
  }
}

export const detail = (status: number, text: string, headers: Record<string, string> = {}): Refusal =>
  new Refusal(status, { detail: text }, headers);

/** A value as Python prints it, because NetBox's sentences quote values so. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string')
    return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`)
      .join(', ')}}`;
  return String(value);
}

/** A value as Python's str() shows it: like the repr, but text without quotes. */
export const pythonText = (value: unknown): string => (typeof value === 'string' ? value : pythonRepr(value));

/** The name of a value's type in Python. */
export function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool', object: 'dict' }[typeof value as string] ?? typeof value;
}
