export type Json = Record<string, unknown>;
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
/** How many items a recording left out here. */
export const trimmedOf = (value: unknown): number | undefined =>
  isObject(value) && typeof value._trimmed_items === 'number' ? value._trimmed_items : undefined;

/** An answer as it was, or as it should be. */
export interface Reply {
  status: number;
  body: unknown;
}

/** What differs from server to server and run to run: hosts, times, request ids, secrets. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
  if (typeof value !== 'string') return value;
  return value
    .replace(/^https?:\/\/[^/]+/, '<host>')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?/g, '<time>')
    .replace(/[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<uuid>');
}

/** Cuts a list as the recording was cut. */
function cutLike(value: unknown, recorded: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(recorded) || trimmedOf(recorded.at(-1)) === undefined) return value;
  return [...value.slice(0, recorded.length - 1), { _trimmed_items: value.length - recorded.length + 1 }];
}

function cutDeep(value: unknown, recorded: unknown): unknown {
  if (isObject(value) && isObject(recorded))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutDeep(item, recorded[key])]));
  const cut = cutLike(value, recorded);
  return Array.isArray(cut) && Array.isArray(recorded) ? cut.map((item, index) => cutDeep(item, recorded[index])) : cut;
}

/** An error text that lists dependent objects does so in no particular order. */
function sortedDependents(body: unknown): unknown {
  if (!isObject(body) || typeof body.detail !== 'string') return body;
  const [head, list] = body.detail.split(' dependent objects were found: ');
  return list === undefined ? body : { head, list: list.split(', ').sort() };
}

/** All key paths of a value; items of a list share theirs. */
function keyPaths(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.filter((item) => trimmedOf(item) === undefined).flatMap((item) => keyPaths(item, `${at}[]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [`${at}.${key}`, ...keyPaths(item, `${at}.${key}`)]);
}

function onlyIn(a: string[], b: string[]): string[] {
  const other = new Set(b);
  return [...new Set(a)].filter((one) => !other.has(one));
}

/**
 * What differs between two answers, '' when nothing does: status, error bodies, the key set, the first value that
 * differs. `wanted` may be cut as recordings are; `isAny` tells which values are not compared, by their path.
 */
export function differenceOf(wanted: Reply, { status, body }: Reply, isAny: (at: string) => boolean): string {
  if (status !== wanted.status) return `status ${status} instead of ${wanted.status}: ${JSON.stringify(body)?.slice(0, 300)}`;
  if (isObject(wanted.body) && '_text' in wanted.body) return '';
  if (status >= 300) {
    const [got, asked] = [cutLike(body, wanted.body), wanted.body].map((one) => JSON.stringify(sortedKeys(masked(sortedDependents(one)))));
    return got === asked ? '' : `error ${got} instead of ${asked}`;
  }
  const missing = onlyIn(keyPaths(wanted.body), keyPaths(body));
  const surplus = onlyIn(keyPaths(body), keyPaths(wanted.body));
  if (missing.length + surplus.length > 0) return `keys: missing ${missing.join(' ')}; too many ${surplus.join(' ')}`;
  return valueDifference(masked(cutDeep(body, wanted.body)), masked(wanted.body), isAny);
}

/** The first value that differs; secrets are not in the recording. */
function valueDifference(got: unknown, asked: unknown, isAny: (at: string) => boolean, at = ''): string {
  if (isAny(at)) return '';
  if (typeof asked === 'string' && asked.startsWith('<redacted')) return '';
  if (Array.isArray(asked) && Array.isArray(got) && asked.length !== got.length)
    return `${at}: ${got.length} items instead of ${asked.length}`;
  if (typeof asked !== 'object' || asked === null || typeof got !== 'object' || got === null)
    return got === asked ? '' : `${at}: ${JSON.stringify(got)} instead of ${JSON.stringify(asked)}`;
  const [left, right] = [got as Json, asked as Json];
  return Object.keys(right)
    .map((key) => valueDifference(left[key], right[key], isAny, `${at}.${key}`))
    .find((difference) => difference !== '') ?? '';
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortedKeys(value[key])]),
  );
}

