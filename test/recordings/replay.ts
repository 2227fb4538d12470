import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type NetboxSimulator } from '../../src/simulators/netbox/simulator';
import { differenceOf, isObject, type Json, trimmedOf } from './difference';

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

/** Values that depend on what else the server has: library versions, random names, ids of the change log. */
const anyValue: { path: RegExp; keys: RegExp }[] = [
  { path: /^\/api\/status\//, keys: /\.installed_apps\./ },
  { path: /^\/api\/users\/tokens\//, keys: /\.display$/ },
  { path: /^\/api\/core\/object-types\//, keys: /\.(id|url|description)$/ },
  { path: /^\/api\/core\/object-changes\//, keys: /^\.results\.\d+\.(id|url|display_url)$/ },
];

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
    const isAny = (at: string): boolean => anyValue.some((one) => one.path.test(target) && one.keys.test(at));
    const got = { status: response.status, body: answer };
    comparisons.push({ recorded, difference: differenceOf(recorded.response, got, isAny) });
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
