import { Unreachable } from '../../core/errors/errors';
import { jitteredPause, pauseBeforeRepeat, retryAfterMs } from './back-off';
import { type Exchange } from './exchange';

const backOff = { retries: 3, backoffMs: 100, longestWaitMs: 10_000 };
const reply = (status: number, retryAfter?: number): Exchange => ({
  kind: 'reply',
  status,
  body: undefined,
  retryAfterMs: retryAfter,
});
const none = (arrived: 'no' | 'unclear', isPassing = true): Exchange => ({
  kind: 'none',
  arrived,
  isPassing,
  error: new Unreachable('gone'),
});

describe('pauseBeforeRepeat', () => {
  it.each([429, 502, 503, 504])('repeats safe work after %d', (status) => {
    expect(pauseBeforeRepeat(reply(status), true, 0, backOff)).toBeDefined();
  });

  it.each([200, 400, 403, 404, 409, 500])('never repeats after %d', (status) => {
    expect(pauseBeforeRepeat(reply(status), true, 0, backOff)).toBeUndefined();
  });

  it('repeats unsafe work only where it certainly was not handled', () => {
    expect(pauseBeforeRepeat(reply(429), false, 0, backOff)).toBeDefined();
    expect(pauseBeforeRepeat(reply(503), false, 0, backOff)).toBeDefined();
    expect(pauseBeforeRepeat(none('no'), false, 0, backOff)).toBeDefined();
    expect(pauseBeforeRepeat(reply(502), false, 0, backOff)).toBeUndefined();
    expect(pauseBeforeRepeat(reply(504), false, 0, backOff)).toBeUndefined();
    expect(pauseBeforeRepeat(none('unclear'), false, 0, backOff)).toBeUndefined();
  });

  it('repeats safe work after a dropped connection, but not what will not pass', () => {
    expect(pauseBeforeRepeat(none('unclear'), true, 0, backOff)).toBeDefined();
    expect(pauseBeforeRepeat(none('unclear', false), true, 0, backOff)).toBeUndefined();
    expect(pauseBeforeRepeat(none('no', false), true, 0, backOff)).toBeUndefined();
  });

  it('gives up when the tries are used up', () => {
    expect(pauseBeforeRepeat(reply(503), true, 2, backOff)).toBeDefined();
    expect(pauseBeforeRepeat(reply(503), true, 3, backOff)).toBeUndefined();
  });

  it('waits at least as long as Retry-After asks, and gives up when that is too long', () => {
    expect(pauseBeforeRepeat(reply(429, 5000), true, 0, backOff)).toBe(5000);
    expect(pauseBeforeRepeat(reply(429, 10_001), true, 0, backOff)).toBeUndefined();
  });
});

describe('jitteredPause', () => {
  it('doubles each time, is half chance, and has a ceiling', () => {
    expect([0, 1, 2].map((tries) => jitteredPause(100, tries, () => 1))).toEqual([100, 200, 400]);
    expect(jitteredPause(100, 2, () => 0)).toBe(200);
    expect(jitteredPause(100, 30, () => 1)).toBe(30_000);
  });
});

describe('retryAfterMs', () => {
  it.each<[unknown, number | undefined]>([
    ['3', 3000],
    ['0', 0],
    ['Mon, 23 Nov 2026 12:00:05 GMT', 5000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (header, ms) => {
    expect(retryAfterMs(header, Date.parse('2026-11-23T12:00:00Z'))).toBe(ms);
  });
});
