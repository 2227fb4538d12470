import { count, lastValueFrom, map, of, timer } from 'rxjs';
import { aConfig, aGuest, aNode, fakeSource } from './fake-source';
import { readGuestParts } from './guest-reading';

test('thousands of guests of which everything is known wait behind slow ones, and all come', async () => {
  const lab = { key: 'cluster/lab-a' };
  const guests = Array.from({ length: 10_000 }, (_, index) => aGuest(lab, { vmid: 100 + index }));
  const configs = Object.fromEntries(guests.map(({ vmid }) => [vmid, aConfig()]));
  const source = fakeSource({ nodes: [aNode(lab)], guests, configs });
  const read = readGuestParts(source, ({ guest: { vmid } }) =>
    vmid < 200 ? timer(1).pipe(map(() => vmid)) : of(vmid),
  );
  expect(await lastValueFrom(read.pipe(count()))).toBe(10_000);
});
