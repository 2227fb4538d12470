import { type Fate, type GoneInput, type GoneObject, type GonePolicy, limitOf, planGone } from './plan-gone';

const HOUR = 3_600_000;
const now = new Date('2026-03-10T12:00:00Z');
const agoHours = (hours: number) => new Date(now.getTime() - hours * HOUR);

const deleting: GonePolicy = { action: 'delete', graceMs: 24 * HOUR, most: 50, share: 0.1 };

function gone(key: string, hours: number | null, news: Partial<GoneObject['actual']> = {}): GoneObject {
  return {
    memory: {
      key,
      id: 1,
      written: { status: 'active', tags: [7] },
      proof: '',
      missingSince: hours === null ? null : agoHours(hours),
    },
    actual: { id: 1, label: key, values: { status: 'active', tags: [7, 9] }, ...news },
  };
}

function judge(
  objects: readonly GoneObject[],
  policy: Partial<GonePolicy> = {},
  input: Partial<GoneInput> = {},
) {
  return planGone({
    gone: objects,
    placeOf: (key) => ({
      key: key.split('/')[0],
      label: key.split('/')[0],
      policy: { ...deleting, ...policy },
      known: 100,
    }),
    markOf: ({ memory }) => ({ status: 'decommissioning', tags: [...(memory.written.tags as number[]), 8] }),
    rules: { status: 'ours', tags: 'union' },
    fates: new Map(),
    approved: new Set(),
    now,
    ...input,
  });
}

test('what people want to keep stays without a word', () => {
  expect(judge([gone('a/1', 1000)], { action: 'keep' }).changes).toEqual([]);
});

test('in its grace period an object stays, and the plan says until when', () => {
  const { changes } = judge([gone('a/1', 1), gone('a/2', null)]);
  expect(changes).toMatchObject([
    {
      action: 'keep',
      after: null,
      reason:
        'The source no longer has it, since 2026-03-10 11:00 UTC. ' +
        'It is deleted when it is still gone at 2026-03-11 11:00 UTC.',
    },
    { action: 'keep', reason: expect.stringContaining('2026-03-11 12:00 UTC') },
  ]);
});

test('after its grace period it is deleted, with what it was and why', () => {
  expect(judge([gone('a/1', 24)]).changes).toMatchObject([
    { action: 'delete', id: 1, before: { status: 'active' }, reason: expect.stringContaining('2026-03-09') },
  ]);
  expect(judge([gone('a/1', null)], { graceMs: 0 }).changes).toMatchObject([{ action: 'delete' }]);
});

test('or it is marked, once, beside what others put there', () => {
  const policy = { action: 'mark' } as const;
  const [change] = judge([gone('a/1', 25)], policy).changes;
  expect(change).toMatchObject({
    action: 'update',
    isGone: true,
    after: { status: 'decommissioning', tags: [7, 9, 8] },
    written: { status: 'decommissioning', tags: [7, 8] },
  });
  const marked = gone('a/1', 25, { values: { status: 'decommissioning', tags: [7, 9, 8] } });
  const memory = { ...marked.memory, written: change.written };
  expect(judge([{ ...marked, memory }], policy).changes).toEqual([]);
});

test('a status that somebody gave it stays, before and after it is marked', () => {
  const policy = { action: 'mark' } as const;
  const failed = gone('a/1', 25, { values: { status: 'failed', tags: [7] } });
  expect(judge([failed], policy).changes).toMatchObject([{ after: { tags: [7, 8] } }]);
  const memory = { ...failed.memory, written: { status: 'decommissioning', tags: [7, 8] } };
  const revived = { memory, actual: { ...failed.actual, values: { status: 'active', tags: [7, 8] } } };
  expect(judge([revived], policy).changes).toEqual([]);
});

test('more than may go at once is left altogether, cluster by cluster, and told', () => {
  const many = Array.from({ length: 11 }, (_, index) => gone(`a/${index}`, 25));
  const { changes, held } = judge([...many, gone('b/1', 25)]);
  expect(held).toMatchObject([{ place: { key: 'a' }, count: 11, limit: 10 }]);
  expect(changes.filter(({ isHeld }) => isHeld)).toHaveLength(11);
  expect(changes[0].reason).toContain('11 are gone at once and only 10 may go without approval');
  expect(changes.filter(({ isHeld }) => !isHeld).map(({ key }) => key)).toEqual(['b/1']);
});

test('what somebody approved of goes, and the rest is counted without it', () => {
  const many = Array.from({ length: 11 }, (_, index) => gone(`a/${index}`, 25));
  const keys = many.map(({ memory }) => memory.key);
  expect(judge(many, {}, { approved: new Set(keys) }).held).toEqual([]);
  const { changes, held } = judge(many, { most: 2 }, { approved: new Set(keys.slice(0, 5)) });
  expect(held).toMatchObject([{ count: 6, limit: 2 }]);
  expect(changes.filter(({ isHeld }) => !isHeld).map(({ key }) => key)).toEqual(keys.slice(0, 5));
});

test.each([
  [100, 50, 0.1, 10],
  [10_000, 50, 0.1, 50],
  [3, 50, 0.1, 1],
  [3, 0, 0.1, 0],
  [3, 50, 0, 1],
])('of %i objects, with %i and a share of %d, %i may go', (known, most, share, limit) => {
  expect(limitOf({ known, policy: { ...deleting, most, share } })).toBe(limit);
});

test('what is below an object that is gone goes with it or stays with it', () => {
  const fates = new Map<string, Fate>([
    ['a/guest/1', 'deleted'],
    ['a/guest/2', 'left'],
  ]);
  const { changes } = judge([gone('a/guest/1/nic/net0', 0), gone('a/guest/2/nic/net0', 1000)], {}, { fates });
  expect(changes).toMatchObject([{ key: 'a/guest/1/nic/net0', action: 'delete' }]);
  expect(judge([gone('a/guest/1', 1000), gone('a/guest/2', 1)]).fates).toEqual(fates);
});
