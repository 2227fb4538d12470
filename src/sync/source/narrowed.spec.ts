import { lastValueFrom, toArray } from 'rxjs';
import { aGuest, fakeSource } from '../stages/fake-source';
import { narrowed } from './narrowed';

const source = fakeSource();
const guests = [
  aGuest(source, { vmid: 100, name: 'db' }),
  aGuest(source, { vmid: 101, name: 'web' }),
  aGuest(source, { vmid: 102, name: 'WEB' }),
  aGuest(source, { vmid: 103, name: undefined }),
];
const whole = fakeSource({ guests });
const read = (keys: string[]) =>
  lastValueFrom(
    narrowed(whole, ({ key }) => keys.includes(key))
      .guests()
      .pipe(toArray()),
  );

describe('a source narrowed to some guests', () => {
  test('has these, and those that share their name with one', async () => {
    expect((await read([guests[2].key])).map(({ vmid }) => vmid)).toEqual([101, 102]);
    expect((await read([guests[3].key])).map(({ vmid }) => vmid)).toEqual([103]);
  });

  test('takes no guest for gone, and everything else as before', () => {
    const some = narrowed(whole, ({ key }) => key === guests[0].key);
    expect(some.sees('/vms', 'VM.Audit')).toBe(false);
    expect(some.sees('/storage', 'Datastore.Audit')).toBe(true);
    expect(some.key).toBe(whole.key);
  });
});
