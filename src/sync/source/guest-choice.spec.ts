import { throwError } from 'rxjs';
import { aGuest, fakeSource } from '../stages/fake-source';
import { fits, type GuestChoice, isChoice, unfound } from './guest-choice';

const source = fakeSource();
const db = { ...aGuest(source, { vmid: 100 }), pool: 'prod', tags: ['Debian'] };
const web = { ...aGuest(source, { vmid: 101 }), tags: ['web', 'debian'] };
const choice = (news: Partial<GuestChoice>): GuestChoice => ({ pools: [], tags: [], ...news });
const lab = fakeSource({ guests: [db, web] });

test('a guest fits any of the names in a list, and every list', () => {
  expect(isChoice(choice({}))).toBe(false);
  expect(fits(choice({}), web)).toBe(true);
  expect(fits(choice({ pools: ['test', 'prod'] }), db)).toBe(true);
  expect(fits(choice({ pools: ['Prod'] }), db)).toBe(false);
  expect(fits(choice({ pools: ['prod'] }), web)).toBe(false);
  expect(fits(choice({ tags: ['DEBIAN'] }), web)).toBe(true);
  expect(fits(choice({ tags: ['debian'], pools: ['prod'] }), web)).toBe(false);
  expect(fits(choice({ keys: new Set([web.key]), tags: ['debian'] }), web)).toBe(true);
  expect(fits(choice({ keys: new Set([web.key]), tags: ['debian'] }), db)).toBe(false);
});

test('pools and tags that no guest has are told, where all guests are known', async () => {
  const told = await unfound(choice({ pools: ['prod', 'tset'], tags: ['web', 'wbe'] }), [lab]);
  expect(told.map(({ error }) => error.message)).toEqual([
    'No guest of lab-a is in the pool "tset".',
    'No guest of lab-a has the tag "wbe".',
  ]);
  const broken = Object.assign(Object.create(lab) as typeof lab, {
    guests: () => throwError(() => new Error('no list')),
  });
  expect(await unfound(choice({ pools: ['tset'] }), [lab, broken])).toEqual([]);
  expect(await unfound(choice({ pools: ['tset'] }), [])).toEqual([]);
});
