import { lastValueFrom, of, throwError, toArray } from 'rxjs';
import { Invalid, NotAllowed, type ProxboxError, Unreachable } from '../../core/errors/errors';
import { type CreateOptions } from './create';
import { NetboxClient } from './netbox-client';
import { type SeenRequest, startStub, type StubAnswer, type StubServer } from './stub-server';
import { type NetboxTarget } from './target';

type Guest = { name: string; vm?: number };
type Answer = (request: SeenRequest, stub: StubServer) => StubAnswer;
const PATH = 'virtualization/virtual-machines';
let stub: StubServer;
afterEach(() => stub.stop());

async function clientOf(answer: Answer, target: Partial<NetboxTarget> = {}) {
  stub = await startStub(answer);
  return new NetboxClient({
    url: stub.url,
    token: 'nbt_k.s',
    backoffMs: 1,
    retries: 2,
    batchSize: 10,
    ...target,
  });
}
const guests = (count: number): Guest[] => Array.from({ length: count }, (_, n) => ({ name: `vm${n}` }));
const rowsIn = ({ body }: SeenRequest) => body as Guest[];
const idOf = (row: object) => Number((row as Guest).name.slice(2)) + 1;
const created = (request: SeenRequest): StubAnswer => ({
  status: 201,
  json: rowsIn(request).map((row) => ({ id: idOf(row), ...row })),
});
const sizesSent = () => stub.seen.map((request) => rowsIn(request).length);

/** Runs a create to its end; the outcomes in the order of the rows. */
async function endsOf(client: NetboxClient, rows: readonly object[], options?: CreateOptions) {
  const outcomes = await lastValueFrom(client.createMany(PATH, rows, options).pipe(toArray()));
  outcomes.sort((a, b) => a.index - b.index);
  const failed: { index: number; error: ProxboxError }[] = [];
  const done: number[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'done') done.push(outcome.row.id);
    else failed.push({ index: outcome.index, error: outcome.error });
  }
  return { indexes: outcomes.map(({ index }) => index), done, failed };
}

describe('createMany', () => {
  it('sends lists and gives one outcome per row with its index', async () => {
    const client = await clientOf(created);
    const { indexes, done } = await endsOf(client, guests(25));
    expect(indexes).toEqual(Array.from({ length: 25 }, (_, n) => n));
    expect(done).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
    expect(sizesSent().sort((a, b) => a - b)).toEqual([5, 10, 10]);
    expect(stub.seen[0]).toMatchObject({
      path: `/api/${PATH}/`,
      headers: { authorization: 'Bearer nbt_k.s' },
    });
  });

  it('sends a single row as a list too, and nothing for no rows', async () => {
    const client = await clientOf(created);
    await endsOf(client, guests(1));
    expect(stub.seen.map(rowsIn)).toEqual([[{ name: 'vm0' }]]);
    expect((await endsOf(client, [])).indexes).toEqual([]);
    expect(client.counts).toEqual({ reads: 0, writes: 1 });
  });

  it('never sends rows of one parent in two requests at once', async () => {
    const travelling = new Map<number, number>();
    let mostOfOne = 0;
    const client = await clientOf(
      (request) => {
        const parents = new Set(rowsIn(request).map(({ vm }) => vm!));
        for (const vm of parents) {
          travelling.set(vm, (travelling.get(vm) ?? 0) + 1);
          mostOfOne = Math.max(mostOfOne, travelling.get(vm)!);
        }
        void request.left.then(() => parents.forEach((vm) => travelling.set(vm, travelling.get(vm)! - 1)));
        return created(request);
      },
      { maxInFlight: 4, maxWritesInFlight: 4 },
    );
    const rows = guests(90).map((row, n) => ({ ...row, vm: n < 35 ? 0 : n % 7 }));
    expect((await endsOf(client, rows, { parentOf: (row) => (row as Guest).vm })).done).toHaveLength(90);
    expect(mostOfOne).toBe(1);
  });
});

describe('createMany, refused', () => {
  const isBad = ({ name }: Guest) => name === 'vm3' || name === 'vm7';
  const refusing = (refusal: (rows: Guest[]) => StubAnswer): Answer => {
    return (request) => (rowsIn(request).some(isBad) ? refusal(rowsIn(request)) : created(request));
  };
  const bad = { name: ['Bad.'] };
  const indexed = (rows: Guest[]) =>
    rows.flatMap((row, index) => (isBad(row) ? [{ index, errors: bad }] : []));
  const shapes: [string, (rows: Guest[]) => StubAnswer, number][] = [
    [
      'by place (4.4 to 4.6)',
      (rows) => ({ status: 400, json: rows.map((row) => (isBad(row) ? bad : {})) }),
      2,
    ],
    ['by index (4.7)', (rows) => ({ status: 400, json: { detail: '2 of 10', errors: indexed(rows) } }), 2],
    ['not at all (devices, 4.6)', () => ({ status: 400, json: bad }), 15],
    ['not at all (raced)', () => ({ status: 500, json: { error: 'Bad.', exception: 'IntegrityError' } }), 15],
  ];

  it.each(shapes)('writes the good rows where the bad ones are named %s', async (_, refusal, mostWrites) => {
    const client = await clientOf(refusing(refusal));
    const { done, failed } = await endsOf(client, guests(10));
    expect(done).toEqual([1, 2, 3, 5, 6, 7, 9, 10]);
    expect(failed.map(({ index }) => index)).toEqual([3, 7]);
    for (const { error } of failed) {
      expect(error).toBeInstanceOf(Invalid);
      expect(error.message).toContain('Bad.');
    }
    expect(client.counts.writes).toBeLessThanOrEqual(mostWrites);
  });

  const forbidden: StubAnswer = {
    status: 403,
    json: { detail: 'You do not have permission to perform this action.' },
  };

  it('writes what a permission with a constraint allows, though the list was refused for one row', async () => {
    const client = await clientOf(refusing(() => forbidden));
    const { done, failed } = await endsOf(client, guests(10));
    expect(done).toHaveLength(8);
    expect(failed.map(({ index }) => index)).toEqual([3, 7]);
    for (const { error } of failed) expect(error).toBeInstanceOf(NotAllowed);
  });

  it('does not ask for each of many rows whether it is forbidden too', async () => {
    const client = await clientOf(() => forbidden, { batchSize: 100 });
    const { failed } = await endsOf(client, guests(300));
    expect(failed).toHaveLength(300);
    for (const { error } of failed) expect(error).toBeInstanceOf(NotAllowed);
    expect(client.counts.writes).toBeLessThan(25);
  });

  it('halves nothing where the reason is not a row', async () => {
    const client = await clientOf(() => ({ status: 500, json: { error: 'NetBox is in maintenance mode.' } }));
    expect((await endsOf(client, guests(10))).failed).toHaveLength(10);
    expect(client.counts.writes).toBe(1);
  });
});

describe('createMany, unanswered', () => {
  const troubles: [string, StubAnswer][] = [
    ['a dropped connection', 'drop'],
    ['502', { status: 502, text: 'Bad Gateway' }],
    ['504', { status: 504 }],
    ['a 500 of the front', { status: 500, text: 'oops' }],
    ['an answer that is none', { status: 201, text: '<title>Sign in</title>' }],
  ];
  /** A NetBox that remembers what it created, and answers as told to the first list. */
  const remembering = (firstAnswer: StubAnswer, isApplied: boolean) => {
    const stored = new Set<string>();
    let lists = 0;
    const answer: Answer = (request) => {
      const isFirst = ++lists === 1;
      if (!isFirst || isApplied) rowsIn(request).forEach(({ name }) => stored.add(name));
      return isFirst ? firstAnswer : created(request);
    };
    const find: CreateOptions['find'] = (row) =>
      of(stored.has((row as Guest).name) ? { id: idOf(row) } : undefined);
    return { answer, find };
  };

  it.each(troubles)(
    'without find never sends again after %s, and says that it is unclear',
    async (_, trouble) => {
      const client = await clientOf(() => trouble);
      const { failed } = await endsOf(client, guests(3));
      expect(failed).toHaveLength(3);
      for (const { error } of failed) {
        expect(error).toBeInstanceOf(Unreachable);
        expect(error.message).toContain('unclear');
      }
      expect(client.counts.writes).toBe(1);
    },
  );

  it.each(troubles)('finds after %s what was created all the same', async (_, trouble) => {
    const { answer, find } = remembering(trouble, true);
    const client = await clientOf(answer);
    expect((await endsOf(client, guests(3), { find })).done).toEqual([1, 2, 3]);
    expect(client.counts.writes).toBe(1);
  });

  it.each(troubles.slice(0, 3))('sends after %s again what is not there', async (_, trouble) => {
    const { answer, find } = remembering(trouble, false);
    const client = await clientOf(answer);
    expect((await endsOf(client, guests(3), { find })).done).toEqual([1, 2, 3]);
    expect(client.counts.writes).toBe(2);
  });

  it('finds the bad row behind an exception of NetBox that may come after the work (4.4: KeyError of a bad address)', async () => {
    const isBad = ({ name }: Guest) => name === 'vm1';
    const client = await clientOf((request) =>
      rowsIn(request).some(isBad)
        ? { status: 500, json: { error: "'data'", exception: 'KeyError' } }
        : created(request),
    );
    const { done, failed } = await endsOf(client, guests(4), { find: () => of(undefined) });
    expect(done).toEqual([1, 3, 4]);
    expect(failed.map(({ index }) => index)).toEqual([1]);
  });

  it('takes a refusal after an unclear end for that of a twin that was written late', async () => {
    let finds = 0;
    const client = await clientOf((_, { seen }) =>
      seen.length === 1 ? 'drop' : { status: 400, json: [{ name: ['Name must be unique.'] }] },
    );
    const find: CreateOptions['find'] = (row) => of(++finds === 1 ? undefined : { id: idOf(row) });
    expect((await endsOf(client, guests(1), { find })).done).toEqual([1]);
    expect(client.counts.writes).toBe(2);
  });

  it('says that it is unclear when it cannot look either', async () => {
    const client = await clientOf(() => 'drop');
    const { failed } = await endsOf(client, guests(3), {
      find: () => throwError(() => new Unreachable('NetBox is gone.')),
    });
    expect(failed).toHaveLength(3);
    expect(failed[2]!.error.message).toMatch(/unclear.*NetBox is gone/);
    expect(client.counts.writes).toBe(1);
  });

  it('gives up after the tries it was allowed', async () => {
    const client = await clientOf(() => 'drop', { retries: 2 });
    const { failed } = await endsOf(client, guests(1), { find: () => of(undefined) });
    expect(failed).toHaveLength(1);
    expect(client.counts.writes).toBe(3);
  });

  it('sends again what was turned away before any work, and what found no server', async () => {
    const client = await clientOf((request, { seen }) =>
      seen.length < 3 ? { status: 503 } : created(request),
    );
    expect((await endsOf(client, guests(3))).done).toEqual([1, 2, 3]);
    expect(client.counts.writes).toBe(3);
    await stub.stop();
    const { failed } = await endsOf(client, guests(1));
    expect(failed[0]!.error.message).not.toContain('unclear');
    expect(client.counts.writes).toBe(6);
    stub = await startStub(created);
  });

  it('starts no further list for one who left', async () => {
    let asked = () => undefined as void;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const client = await clientOf(() => (asked(), 'hang'), { maxWritesInFlight: 1, batchSize: 1 });
    const subscription = client.createMany(PATH, guests(5)).subscribe();
    await isAsked;
    subscription.unsubscribe();
    await stub.seen[0]!.left;
    expect(client.counts.writes).toBe(1);
  });
});
