import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { Invalid, NotAllowed, NotFound, Refused, Unreachable } from '../../core/errors/errors';
import { NetboxClient } from './netbox-client';
import { type NetboxQuery } from './read';
import { type SeenRequest, startStub, type StubAnswer, type StubServer } from './stub-server';
import { type NetboxTarget } from './target';

const TOKEN = '0123456789abcdef0123456789abcdef01234567';
let stub: StubServer;
afterEach(() => stub.stop());

async function clientOf(
  answer: (request: SeenRequest, stub: StubServer) => StubAnswer,
  target: Partial<NetboxTarget> = {},
) {
  stub = await startStub(answer);
  return new NetboxClient({
    url: `${stub.url}/sub/`,
    token: TOKEN,
    backoffMs: 1,
    retries: 2,
    pageSize: 2,
    ...target,
  });
}
const all = (client: NetboxClient, query?: NetboxQuery) =>
  lastValueFrom(client.list('dcim/sites', query).pipe(toArray()));

/** A list cut by offset, as NetBox cuts it, whose `next` names a host that leads nowhere. */
function paged({ search }: SeenRequest, ids: readonly number[]): StubAnswer {
  const after = Number(search.get('id__gt') ?? 0);
  const rows = ids.filter((id) => id > after);
  const limit = Number(search.get('limit'));
  const offset = Number(search.get('offset') ?? 0);
  const next = new URLSearchParams(search);
  next.set('offset', String(offset + limit));
  const hasNext = offset + limit < rows.length;
  return {
    json: {
      count: rows.length,
      next: hasNext ? `http://netbox.internal:9/api/dcim/sites/?${next}` : null,
      previous: null,
      results: rows.slice(offset, offset + limit).map((id) => ({ id })),
    },
  };
}

describe('list', () => {
  it('follows next on our own address, with the token and the order of ids', async () => {
    const client = await clientOf((request) => paged(request, [1, 2, 3, 4, 5]));
    expect(await all(client, { status: ['active', 'planned'], fields: 'id' })).toEqual(
      [1, 2, 3, 4, 5].map((id) => ({ id })),
    );
    expect(stub.seen.map(({ search }) => search.get('offset'))).toEqual([null, '2', '4']);
    for (const { path, search, headers } of stub.seen) {
      expect(path).toBe('/sub/api/dcim/sites/');
      expect(search.getAll('status')).toEqual(['active', 'planned']);
      expect(search.get('ordering')).toBe('id');
      expect(headers.authorization).toBe(`Token ${TOKEN}`);
    }
    expect(client.counts).toEqual({ reads: 3, writes: 0 });
  });

  it('sends nothing before it is subscribed to, and everything again for each subscriber', async () => {
    const client = await clientOf((request) => paged(request, [1]));
    const sites = client.list('dcim/sites');
    expect(client.counts.reads).toBe(0);
    await lastValueFrom(sites);
    await lastValueFrom(sites);
    expect(client.counts.reads).toBe(2);
  });

  it('reads no further page for one who left', async () => {
    const client = await clientOf((request) => paged(request, [1, 2, 3, 4, 5]));
    await firstValueFrom(client.list('dcim/sites').pipe(take(1)));
    expect(client.counts.reads).toBe(1);
  });

  it('aborts the request in flight of one who left', async () => {
    let asked = () => undefined as void;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const client = await clientOf(() => (asked(), 'hang'));
    const subscription = client.list('dcim/sites').subscribe();
    await isAsked;
    subscription.unsubscribe();
    await stub.seen[0]!.left;
    expect(client.counts.reads).toBe(1);
  });

  it('misses no row when earlier ones are deleted between two pages', async () => {
    const client = await clientOf((request, { seen }) =>
      paged(request, seen.length === 1 ? [1, 2, 3, 4, 5] : [2, 3, 4, 5]),
    );
    expect((await all(client)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  it('says so when rows may have been missed and the order is not ours', async () => {
    const client = await clientOf((request, { seen }) =>
      paged(request, seen.length === 1 ? [1, 2, 3, 4, 5] : [2, 3, 4, 5]),
    );
    await expect(all(client, { ordering: 'name' })).rejects.toThrow(Unreachable);
  });

  it('does not run in circles with a server that does', async () => {
    const client = await clientOf(({ search }) => ({
      json: { count: 9, next: `http://n/?${search}`, previous: null, results: [{ id: 1 }] },
    }));
    await expect(all(client)).rejects.toThrow(Refused);
    expect(client.counts.reads).toBe(1);
  });

  it.each<[string, StubAnswer, RegExp]>([
    ['a sign-in page', { text: '<html><title>Sign in</title></html>' }, /"Sign in"/],
    ['an address without API', { status: 404, text: '<h1>Not Found</h1>' }, /Not Found/],
    [
      'a redirect',
      { status: 302, text: '', headers: { Location: 'https://elsewhere.example/' } },
      /elsewhere\.example/,
    ],
    ['a broken envelope', { json: { results: 'many' } }, /instead of a page of a list/],
    ['a bare list', { json: [{ id: 1 }] }, /a list of 1 instead of/],
    ['nothing', {}, /nothing instead of/],
  ])('refuses %s and says what came', async (_, answer, message) => {
    const client = await clientOf(() => answer);
    const failure: unknown = await all(client).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Refused);
    expect(failure).toHaveProperty('message', expect.stringMatching(message));
  });

  it('tells a bad token apart from a missing permission, both being 403', async () => {
    const client = await clientOf((_, { seen }) => ({
      status: 403,
      json: {
        detail: seen.length === 1 ? 'Invalid v1 token' : 'You do not have permission to perform this action.',
      },
    }));
    const failures = [await all(client).catch((e: unknown) => e), await all(client).catch((e: unknown) => e)];
    for (const failure of failures) expect(failure).toBeInstanceOf(NotAllowed);
    expect(failures).toMatchObject([{ category: 'authentication' }, { category: 'permission' }]);
  });

  it('gives the fields of a filter that NetBox does not accept', async () => {
    const client = await clientOf(() => ({ status: 400, json: { cluster_id: ['Select a valid choice.'] } }));
    const failure: unknown = await all(client).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Invalid);
    expect(failure).toHaveProperty('fields', { cluster_id: ['Select a valid choice.'] });
  });

  it.each<[string, StubAnswer]>([
    ['429', { status: 429, headers: { 'Retry-After': '0' } }],
    ['502', { status: 502, text: '<h1>Bad Gateway</h1>' }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['a dropped connection', 'drop'],
  ])('asks again after %s', async (_, trouble) => {
    const client = await clientOf((request, { seen }) => (seen.length <= 2 ? trouble : paged(request, [1])));
    expect(await all(client)).toEqual([{ id: 1 }]);
    expect(client.counts.reads).toBe(3);
  });

  it('gives up after the tries it was allowed', async () => {
    const client = await clientOf(() => ({ status: 503 }));
    await expect(all(client)).rejects.toThrow(Unreachable);
    expect(client.counts.reads).toBe(3);
  });

  it('says that NetBox did not answer in time', async () => {
    const client = await clientOf(() => 'hang', { timeoutMs: 20 });
    await expect(all(client)).rejects.toMatchObject({ name: 'Unreachable', category: 'timeout' });
  });

  it('never has more requests in flight than allowed', async () => {
    let running = 0;
    let most = 0;
    const client = await clientOf(
      (request) => {
        most = Math.max(most, ++running);
        void request.left.then(() => running--);
        return paged(request, [1]);
      },
      { maxInFlight: 2 },
    );
    await Promise.all(Array.from({ length: 12 }, () => all(client)));
    expect(most).toBeLessThanOrEqual(2);
    expect(client.counts.reads).toBe(12);
  });
});

describe('get', () => {
  it('reads one object', async () => {
    const client = await clientOf(({ path }) => ({ json: { id: 7, display: path } }));
    expect(await lastValueFrom(client.get('dcim/sites', 7))).toEqual({
      id: 7,
      display: '/sub/api/dcim/sites/7/',
    });
  });

  it('says that an object is not there', async () => {
    const client = await clientOf(() => ({
      status: 404,
      json: { detail: 'No Site matches the given query.' },
    }));
    await expect(lastValueFrom(client.get('dcim/sites', 7))).rejects.toThrow(NotFound);
  });
});

describe('what is told of requests', () => {
  it('is each one, with its status and never with the token', async () => {
    const told: unknown[] = [];
    stub = await startStub((_, { seen }) => (seen.length === 1 ? { status: 503 } : { json: { id: 7 } }));
    const client = new NetboxClient(
      { url: stub.url, token: TOKEN, backoffMs: 1 },
      { onRequest: (request) => told.push(request) },
    );
    await lastValueFrom(client.get('dcim/sites', 7));
    expect(told).toMatchObject([
      { method: 'GET', path: '/api/dcim/sites/7/', status: 503 },
      { method: 'GET', path: '/api/dcim/sites/7/', status: 200 },
    ]);
    expect(JSON.stringify(told)).not.toContain(TOKEN);
  });

  it('does not carry the token into an error', async () => {
    const client = await clientOf(() => 'drop', { retries: 0 });
    const failure = await all(client).catch((error: unknown) => error);
    const { inspect } = await import('node:util');
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(TOKEN);
  });
});
