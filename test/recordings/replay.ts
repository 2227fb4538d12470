import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type NetboxSimulator } from '../../src/simulators/netbox/simulator';

/** One recorded request with its answer; lists longer than four items are cut and end in `{_trimmed_items: n}`. */
export interface Recorded {
  n: number;
  note: string;
  request: {
    method: string;
    path: string;
    body?: unknown;
    raw?: string;
    headers?: Record<string, string>;
    /** Absent: the usual token. Null: none. */
    authorization?: string | null;
  };
  response: { status: number; headers: Record<string, string>; body: unknown };
}

/** How one recorded answer compares: undefined when it was left out, else what differs ('' when nothing does). */
export interface Comparison {
  recorded: Recorded;
  leftOut?: string;
  difference: string;
}

export function readRecording(release: string): Recorded[] {
  return readFileSync(path.join(__dirname, `netbox-${release}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const trimmedOf = (value: unknown): number | undefined =>
  isObject(value) && typeof value._trimmed_items === 'number' ? value._trimmed_items : undefined;

/** Fills a cut list up again: the recorded ones only count on, perf003 after perf002. */
function fillUp(body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  const missing = trimmedOf(body.at(-1));
  if (missing === undefined) return body;
  const items = body.slice(0, -1) as Json[];
  for (let index = 0; index < missing; index++) {
    const last = items[items.length - 1];
    const name = String(last.name).replace(/\d+$/, (digits) => String(Number(digits) + 1).padStart(digits.length, '0'));
    items.push({ ...last, name });
  }
  return items;
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

function differenceOf(recorded: Recorded, status: number, body: unknown): string {
  const wanted = recorded.response;
  if (status !== wanted.status) return `status ${status} instead of ${wanted.status}: ${JSON.stringify(body)?.slice(0, 300)}`;
  if (isObject(wanted.body) && '_text' in wanted.body) return '';
  if (status >= 300) {
    const [got, asked] = [cutLike(body, wanted.body), wanted.body].map((one) => JSON.stringify(sortedKeys(masked(sortedDependents(one)))));
    return got === asked ? '' : `error ${got} instead of ${asked}`;
  }
  const missing = onlyIn(keyPaths(wanted.body), keyPaths(body));
  const surplus = onlyIn(keyPaths(body), keyPaths(wanted.body));
  if (missing.length + surplus.length > 0) return `keys: missing ${missing.join(' ')}; too many ${surplus.join(' ')}`;
  return valueDifference(masked(cutDeep(body, wanted.body)), masked(wanted.body), recorded.request.path);
}

/** Values that depend on what else the server has: library versions, random names, ids of the change log. */
const anyValue: { path: RegExp; keys: RegExp }[] = [
  { path: /^\/api\/status\//, keys: /\.installed_apps\./ },
  { path: /^\/api\/users\/tokens\//, keys: /\.display$/ },
  { path: /^\/api\/core\/object-changes\//, keys: /^\.results\.\d+\.(id|url|display_url)$/ },
];

/** The first value that differs; secrets are not in the recording. */
function valueDifference(got: unknown, asked: unknown, path: string, at = ''): string {
  if (anyValue.some((one) => one.path.test(path) && one.keys.test(at))) return '';
  if (typeof asked === 'string' && asked.startsWith('<redacted')) return '';
  if (Array.isArray(asked) && Array.isArray(got) && asked.length !== got.length)
    return `${at}: ${got.length} items instead of ${asked.length}`;
  if (typeof asked !== 'object' || asked === null || typeof got !== 'object' || got === null)
    return got === asked ? '' : `${at}: ${JSON.stringify(got)} instead of ${JSON.stringify(asked)}`;
  const [left, right] = [got as Json, asked as Json];
  return Object.keys(right)
    .map((key) => valueDifference(left[key], right[key], path, `${at}.${key}`))
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

/** Plays a recording on a simulator that nobody has written to yet, in order, and compares every answer. */
export async function replay(
  recording: Recorded[],
  simulator: NetboxSimulator,
  leftOut: (recorded: Recorded) => string | undefined,
): Promise<Comparison[]> {
  /** Secrets are not in the recordings: where one was used, it is the one made last. */
  let lastMade = '';
  const comparisons: Comparison[] = [];
  for (const recorded of recording) {
    const reason = leftOut(recorded);
    if (reason !== undefined) {
      comparisons.push({ recorded, leftOut: reason, difference: '' });
      continue;
    }
    const { method, path: target, body, raw, headers, authorization } = recorded.request;
    const sent: Record<string, string> = { ...headers };
    if (authorization === undefined) sent.Authorization = `Token ${simulator.v1Token}`;
    else if (recorded.note.startsWith('v1 token')) sent.Authorization = `Bearer ${simulator.v1Token}`;
    else if (lastMade !== '' && /<(secret|v1-token)>/.test(authorization ?? '') && !/wrong/.test(recorded.note))
      sent.Authorization = (authorization ?? '').replace(/nbt_<key>\.<secret>|<v1-token>/, lastMade);
    else if (authorization !== null) sent.Authorization = authorization.replace('<v1-token>', 'f'.repeat(40));
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(fillUp(body)));
    if (content !== undefined && !Object.keys(sent).some((name) => name.toLowerCase() === 'content-type'))
      sent['Content-Type'] = 'application/json';
    const etag = sent['If-Match'];
    if (etag?.startsWith('W/') && recorded.response.status < 300) sent['If-Match'] = await currentEtag(simulator, target, sent);
    const response = await fetch(`${simulator.url}${target}`, { method, headers: sent, body: content });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
    const answer = isJson ? (JSON.parse(text) as unknown) : null;
    const isMaking = method === 'POST' && target.startsWith('/api/users/tokens/') && response.status === 201;
    if (isMaking && isObject(answer)) lastMade = secretOf(answer);
    comparisons.push({ recorded, difference: differenceOf(recorded, response.status, answer) });
  }
  return comparisons;
}

function secretOf(token: Json): string {
  if (token.token === undefined) return String(token.key);
  return token.version === 2 ? `nbt_${String(token.key)}.${String(token.token)}` : String(token.token);
}

async function currentEtag(simulator: NetboxSimulator, target: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${simulator.url}${target}`, { headers: { Authorization: headers.Authorization } });
  await response.text();
  return response.headers.get('etag') ?? '';
}
