import { lastValueFrom, type Observable, toArray } from 'rxjs';
import {
  Invalid,
  NotAllowed,
  NotFound,
  type ProxboxError,
  Refused,
  Unreachable,
} from '../../core/errors/errors';
import { type WriteOutcome } from './bulk-write';
import { type Changes } from './change';
import { NetboxClient } from './netbox-client';
import { type SeenRequest, startStub, type StubAnswer, type StubServer } from './stub-server';

const PATH = 'virtualization/virtual-machines';
let stub: StubServer;
afterEach(() => stub.stop());

async function clientOf(answer: (request: SeenRequest, stub: StubServer) => StubAnswer) {
  stub = await startStub(answer);
  return new NetboxClient({ url: stub.url, token: 'nbt_k.s', backoffMs: 1, retries: 2, batchSize: 10 });
}
const rowsIn = ({ body }: SeenRequest) => body as Changes[];
const changes = (count: number): Changes[] =>
  Array.from({ length: count }, (_, n) => ({ id: n + 1, comments: 'c' }));
const ids = (count: number) => changes(count).map(({ id }) => id);
const list = (rows: unknown[]): StubAnswer => ({
  json: { count: rows.length, next: null, previous: null, results: rows },
});

/** Runs a write to its end; the outcomes in the order of the rows. */
async function endsOf<T extends { id: number }>(write: Observable<WriteOutcome<T>>) {
  const outcomes = await lastValueFrom(write.pipe(toArray()));
  outcomes.sort((a, b) => a.index - b.index);
  const failed: { index: number; error: ProxboxError }[] = [];
  const done: number[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'done') done.push(outcome.row.id);
    else failed.push({ index: outcome.index, error: outcome.error });
  }
  return { done, failed };
}

describe('updateMany', () => {
  it('matches the answer by id, since it does not come in the order of the request', async () => {
    const client = await clientOf((request) => ({ json: rowsIn(request).toReversed() }));
    expect((await endsOf(client.updateMany(PATH, changes(25)))).done).toEqual(ids(25));
    expect(client.counts).toEqual({ reads: 0, writes: 3 });
  });

  it('says of an id that is left out of the answer (up to 4.6) that it is not there', async () => {
    const client = await clientOf((request) => ({ json: rowsIn(request).filter(({ id }) => id !== 2) }));
    const { done, failed } = await endsOf(client.updateMany(PATH, changes(3)));
    expect(done).toEqual([1, 3]);
    expect(failed).toMatchObject([{ index: 1, error: expect.any(NotFound) }]);
  });

  it('says of an id that the list was refused for (4.7) that it is not there, and changes the others', async () => {
    const refusal = {
      detail: '1 of 3',
      errors: [{ id: 2, errors: { id: ['Object with ID 2 does not exist'] } }],
    };
    const client = await clientOf((request) =>
      rowsIn(request).some(({ id }) => id === 2) ? { status: 400, json: refusal } : { json: rowsIn(request) },
    );
    const { done, failed } = await endsOf(client.updateMany(PATH, changes(3)));
    expect(done).toEqual([1, 3]);
    expect(failed).toMatchObject([{ index: 1, error: expect.any(NotFound) }]);
    expect(client.counts.writes).toBe(2);
  });

  it.each<[string, unknown]>([
    ['without a name for the bad row (up to 4.6)', { status: ['nope is not a valid choice.'] }],
    [
      'by id (4.7)',
      { detail: 'no', errors: [{ id: 3, errors: { status: ['nope is not a valid choice.'] } }] },
    ],
  ])('changes the good rows of a list refused %s', async (_, refusal) => {
    const client = await clientOf((request) =>
      rowsIn(request).some(({ id }) => id === 3) ? { status: 400, json: refusal } : { json: rowsIn(request) },
    );
    const { done, failed } = await endsOf(client.updateMany(PATH, changes(10)));
    expect(done).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10]);
    expect(failed).toMatchObject([
      { index: 2, error: { fields: { status: ['nope is not a valid choice.'] } } },
    ]);
    expect(failed[0]!.error).toBeInstanceOf(Invalid);
  });

  it('sends two changes of one object in two lists, in their order', async () => {
    const client = await clientOf((request) => ({ json: rowsIn(request) }));
    await endsOf(
      client.updateMany(PATH, [
        { id: 1, name: 'a' },
        { id: 1, vcpus: 2 },
      ]),
    );
    expect(stub.seen.map(rowsIn)).toEqual([[{ id: 1, name: 'a' }], [{ id: 1, vcpus: 2 }]]);
  });

  it.each<[string, StubAnswer]>([
    ['a dropped connection', 'drop'],
    ['502', { status: 502, text: 'Bad Gateway' }],
    ['503', { status: 503 }],
    [
      'a deadlock of two writers',
      { status: 500, json: { error: 'deadlock detected', exception: 'OperationalError' } },
    ],
  ])('sends the same again after %s', async (_, trouble) => {
    const client = await clientOf((request, { seen }) =>
      seen.length === 1 ? trouble : { json: rowsIn(request) },
    );
    expect((await endsOf(client.updateMany(PATH, changes(2)))).done).toEqual([1, 2]);
    expect(stub.seen.map(rowsIn)).toEqual([changes(2), changes(2)]);
  });

  it('does not call a change done whose answer is no list', async () => {
    const client = await clientOf(() => ({ text: '<title>Sign in</title>' }));
    const { failed } = await endsOf(client.updateMany(PATH, changes(2)));
    expect(failed).toMatchObject([{ error: expect.any(Refused) }, { error: expect.any(Refused) }]);
  });

  it('says that it is unclear when no answer came at all', async () => {
    const client = await clientOf(() => 'drop');
    const { failed } = await endsOf(client.updateMany(PATH, changes(1)));
    expect(failed[0]!.error).toBeInstanceOf(Unreachable);
    expect(failed[0]!.error.message).toContain('unclear');
  });
});

describe('deleteMany', () => {
  /** A NetBox that deletes what is neither protected nor hidden, and can be read afterwards. */
  const deleting = (kept: { protected?: number; hidden?: number }) => {
    const left = new Set(ids(10));
    return (request: SeenRequest): StubAnswer => {
      if (request.method === 'GET') {
        return list(
          request.search
            .getAll('id')
            .map(Number)
            .filter((id) => left.has(id))
            .map((id) => ({ id })),
        );
      }
      const asked = rowsIn(request).map(({ id }) => id);
      if (asked.includes(kept.protected ?? 0)) {
        return {
          status: 409,
          json: { detail: 'Unable to delete object. 1 dependent objects were found: vm1 (1)' },
        };
      }
      asked.filter((id) => id !== kept.hidden).forEach((id) => left.delete(id));
      return { status: 204 };
    };
  };

  it('deletes in lists and looks whether all is gone', async () => {
    const client = await clientOf(deleting({}));
    expect((await endsOf(client.deleteMany(PATH, [...ids(10), 99]))).done).toEqual([...ids(10), 99]);
    expect(client.counts).toEqual({ reads: 2, writes: 2 });
  });

  it('deletes the others when one is still needed (409, nothing deleted)', async () => {
    const client = await clientOf(deleting({ protected: 4 }));
    const { done, failed } = await endsOf(client.deleteMany(PATH, ids(10)));
    expect(done).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10]);
    expect(failed).toMatchObject([{ index: 3, error: expect.any(Refused) }]);
    expect(failed[0]!.error.message).toContain('vm1 (1)');
  });

  it('does not call deleted what NetBox passed over without a word (up to 4.6)', async () => {
    const client = await clientOf(deleting({ hidden: 7 }));
    const { done, failed } = await endsOf(client.deleteMany(PATH, ids(10)));
    expect(done).toHaveLength(9);
    expect(failed).toMatchObject([{ index: 6, error: expect.any(NotAllowed) }]);
  });

  it('takes what was gone before for deleted, though the list was refused for it (4.7)', async () => {
    const refusal = {
      detail: '1 of 2',
      errors: [{ id: 2, errors: { id: ['Object with ID 2 does not exist'] } }],
    };
    const client = await clientOf((request) => {
      if (request.method === 'GET') return list([]);
      return rowsIn(request).some(({ id }) => id === 2) ? { status: 400, json: refusal } : { status: 204 };
    });
    expect((await endsOf(client.deleteMany(PATH, [1, 2]))).done).toEqual([1, 2]);
  });
});
