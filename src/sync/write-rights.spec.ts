import { lastValueFrom, of, throwError, toArray } from 'rxjs';
import { NotAllowed, Unreachable } from '../core/errors/errors';
import { virtualMachine } from './resources/inventory';
import { ipAddressAs } from './resources/network';
import { forewarn, type WantedInNetbox } from './write-rights';

const user = { id: 1, username: 'sync', display: null, isActive: null, isStaff: null, groups: null };
const wanted: WantedInNetbox[] = [
  { target: virtualMachine as never, creates: 12, updates: 3 },
  { target: ipAddressAs('ip-address') as never, creates: 0, updates: 1 },
];

function told(
  rights: { isSuperuser: boolean | null; canWrite: boolean | null },
  may: { add: boolean; change: boolean } | Error = { add: false, change: false },
) {
  const asked: string[] = [];
  const netbox = {
    authenticationCheck: () => of(user),
    tokenRights: () => of(rights),
    mayWrite: (path: string) => {
      asked.push(path);
      return may instanceof Error ? throwError(() => may) : of(may);
    },
  };
  const events = lastValueFrom(forewarn(netbox, wanted).pipe(toArray()));
  return events.then((all) => ({ asked, sentences: all.map((one) => 'message' in one && one.message) }));
}

describe('what NetBox will refuse', () => {
  test('is told by kind and deed, of what is wanted alone', async () => {
    expect(await told({ isSuperuser: false, canWrite: true })).toEqual({
      asked: ['virtualization/virtual-machines', 'ipam/ip-addresses'],
      sentences: [
        'The token for NetBox may not add a virtual machine; the plan adds 12.',
        'The token for NetBox may not change a virtual machine; the plan changes 3.',
        'The token for NetBox may not change an IP address; the plan changes 1.',
      ],
    });
    const may = { add: true, change: true };
    expect((await told({ isSuperuser: null, canWrite: null }, may)).sentences).toEqual([]);
  });

  test('is not asked for a superuser', async () => {
    expect(await told({ isSuperuser: true, canWrite: true })).toEqual({ asked: [], sentences: [] });
  });

  test('is everything for a token that may only read', async () => {
    await expect(told({ isSuperuser: true, canWrite: false })).rejects.toThrow(NotAllowed);
  });

  test('is not guessed where NetBox does not answer', async () => {
    const rights = { isSuperuser: false, canWrite: true };
    expect((await told(rights, new Unreachable('away'))).sentences).toEqual([]);
  });
});
