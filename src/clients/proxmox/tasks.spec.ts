import { parseUpid, tasksOf } from './tasks';
import { WireRow } from './wire-row';

const FINISHED = 'UPID:pve-a1:00000929:001A2B3C:695546F0:vzdump:101:root@pam:';

describe('parseUpid', () => {
  it('takes the parts out of the hexadecimal numbers, and the user without the token', () => {
    expect(parseUpid('UPID:pve-a1:0000092A:001A2B4D:695554C4:qmstart:101:sync@pve!netbox:')).toEqual({
      node: 'pve-a1',
      pid: 2346,
      processStart: 1_715_021,
      startedAt: 1_767_199_940,
      type: 'qmstart',
      about: '101',
      user: 'sync@pve',
    });
  });

  it('takes an empty id, and a kernel clock of nine digits', () => {
    expect(parseUpid('UPID:pve1:0000004D:1000000A0:695538E0:vzdump::root@pam:')).toMatchObject({
      about: '',
      processStart: 0x1000000a0,
    });
  });

  it.each(['', 'UPID:pve1:4D:10:695538E0:vzdump::root@pam:', 'UPID:pve1', 'vzdump 101'])(
    'does not take %j for one',
    (text) => expect(parseUpid(text)).toBeUndefined(),
  );
});

it('tasksOf tells the end and the result of finished tasks, nothing of running ones, and leaves out what is none', () => {
  const rows = [
    { upid: FINISHED, endtime: 1_767_196_700, status: 'OK' },
    { upid: FINISHED.replace('695546F0', '695546F1'), status: 'RUNNING' },
    { upid: 'nonsense', status: 'OK' },
  ];
  expect(tasksOf(rows.map((raw) => new WireRow(raw, '/tasks')))).toMatchObject([
    { upid: FINISHED, startedAt: 1_767_196_400, endedAt: 1_767_196_700, result: 'OK' },
    { endedAt: undefined, result: undefined },
  ]);
});
