import { NotAllowed, Unreachable } from '../errors/errors';
import { IdentityCache } from './identity-cache';
import { type Identity } from './identity';

const ada: Identity = { username: 'ada', displayName: 'Ada', isSuperuser: false, groups: [], canWrite: true };

function setUp(answer: (authorization: string) => Promise<Identity>, limit?: number) {
  const clock = { now: 1_000_000 };
  const ask = jest.fn(answer);
  return { clock, ask, cache: new IdentityCache(ask, () => clock.now, limit) };
}

test('one header is asked about once a minute', async () => {
  const { clock, ask, cache } = setUp(() => Promise.resolve(ada));
  expect(await cache.identify('Token a')).toBe(ada);
  clock.now += 59_999;
  await cache.identify('Token a');
  expect(ask).toHaveBeenCalledTimes(1);
  clock.now += 1;
  await cache.identify('Token a');
  expect(ask).toHaveBeenCalledTimes(2);
});

test('requests at the same time share one question', async () => {
  const { ask, cache } = setUp(() => Promise.resolve(ada));
  await Promise.all([cache.identify('Token a'), cache.identify('Token a'), cache.identify('Token b')]);
  expect(ask.mock.calls).toEqual([['Token a'], ['Token b']]);
});

test('a refusal is remembered for five seconds only', async () => {
  const { clock, ask, cache } = setUp(() => Promise.reject(new NotAllowed('no')));
  await expect(cache.identify('Token a')).rejects.toThrow(NotAllowed);
  clock.now += 4_999;
  await expect(cache.identify('Token a')).rejects.toThrow(NotAllowed);
  expect(ask).toHaveBeenCalledTimes(1);
  clock.now += 1;
  await expect(cache.identify('Token a')).rejects.toThrow(NotAllowed);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('that the provider did not answer is not remembered', async () => {
  const { ask, cache } = setUp(() => Promise.reject(new Unreachable('down')));
  await expect(cache.identify('Token a')).rejects.toThrow(Unreachable);
  ask.mockResolvedValue(ada);
  await expect(cache.identify('Token a')).resolves.toBe(ada);
});

test('the oldest entry makes room for a new one', async () => {
  const { ask, cache } = setUp(() => Promise.resolve(ada), 2);
  for (const header of ['Token a', 'Token b', 'Token c', 'Token b', 'Token a']) await cache.identify(header);
  expect(ask.mock.calls.flat()).toEqual(['Token a', 'Token b', 'Token c', 'Token a']);
});
