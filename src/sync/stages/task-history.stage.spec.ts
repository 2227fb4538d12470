import { lastValueFrom, toArray } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { Lost } from '../engine/stage';
import { type Task } from '../source/source';
import { aGuest, aNode, type FakeContent, fakeSource } from './fake-source';
import { readTasks, taskRow } from './task-history.stage';

const base = fakeSource();
const node = aNode(base);
const NODE = node.key;
const task = (news: Partial<Task> = {}): Task => ({
  upid: `UPID:pve1:0000092A:001A2B4D:695554C4:${news.type ?? 'qmstart'}:${news.about ?? '101'}:root@pam:`,
  node: 'pve1',
  pid: 2346,
  processStart: 1_715_021,
  startedAt: 1_767_199_940,
  endedAt: 1_767_199_944,
  type: 'qmstart',
  about: '101',
  user: 'root@pam',
  result: 'OK',
  ...news,
});
const running = { endedAt: undefined, result: undefined };
const row = (news: Partial<Task> = {}, guest = aGuest(base)) => taskRow({ node, task: task(news), guest });
const content: FakeContent = {
  nodes: [node],
  guests: [aGuest(base), aGuest(base, { vmid: 201, type: 'lxc' })],
};

async function read(news: FakeContent) {
  const since: number[] = [];
  const onTasks = (_node: string, from: number) => since.push(from);
  const all = await lastValueFrom(readTasks(fakeSource({ ...content, onTasks, ...news })).pipe(toArray()));
  const lost = all.filter((one): one is Lost => one instanceof Lost);
  const rows = all.flatMap((one) => (one instanceof Lost ? [] : [taskRow(one)]));
  return { since, lost, rows };
}

describe('the row of a task', () => {
  it('is that of the guest with the VMID (defect 6), with the end that the list tells (defect 7)', () => {
    expect(row().values).toMatchObject({
      virtualMachine: refTo('virtual-machine', 'cluster/lab-a/guest/101'),
      vmType: 'qemu',
      startTime: new Date('2025-12-31T16:52:20Z'),
      endTime: new Date('2025-12-31T16:52:24Z'),
      status: 'OK',
      taskState: 'stopped',
      exitstatus: 'OK',
      pid: 2346,
      pstart: 1_715_021,
    });
  });

  it('has no end and no result while the task runs', () => {
    expect(row(running).values).toMatchObject({
      endTime: null,
      status: 'running',
      taskState: 'running',
      exitstatus: null,
    });
  });

  it.each([
    ['qmstart', 'QEMU 101 - Start'],
    ['qmdelsnapshot', 'QEMU 101 - Delete snapshot'],
    ['qmsnapshot', 'QEMU 101 - Snapshot'],
    ['qmigrate', 'QEMU 101 - Migrate'],
    ['vzdump', 'QEMU 101 - Vzdump'],
  ])('describes %s as %s', (type, description) => {
    expect(row({ type }).values.description).toBe(description);
  });

  it('describes a container as CT', () => {
    const guest = aGuest(base, { vmid: 201, type: 'lxc' });
    expect(row({ type: 'vzstop', about: '201' }, guest).values.description).toBe('CT 201 - Stop');
  });
});

describe('reading tasks', () => {
  const settled = new Set(content.guests!.map(({ key }) => key));

  it('begins at the mark of each node, or where what is kept begins', async () => {
    const marks = { settled, horizon: 500 };
    expect((await read({ taskMarks: marks })).since).toEqual([500]);
    expect((await read({ taskMarks: { ...marks, since: new Map([[NODE, 1000]]) } })).since).toEqual([1000]);
    // A task that has run for so long.
    expect((await read({ taskMarks: { ...marks, since: new Map([[NODE, 100]]) } })).since).toEqual([100]);
  });

  it('begins anew while the tasks of some guest may lie before the mark', async () => {
    const marks = { settled: new Set<string>(), since: new Map([[NODE, 1000]]), horizon: 500 };
    expect((await read({ taskMarks: marks })).since).toEqual([500]);
  });

  it('leaves out what ended before what is kept', async () => {
    const marks = { settled, since: new Map([[NODE, 100]]), horizon: 1_767_199_950 };
    const { rows } = await read({
      tasks: { pve1: [task(), task({ ...running, type: 'vzdump', about: '201' })] },
      taskMarks: marks,
    });
    expect(rows.map(({ values }) => values.taskState)).toEqual(['running']);
  });

  it('takes the tasks of guests only, and not those of a former guest of another kind', async () => {
    const tasks = [
      task(),
      task({ type: 'vzdump', about: '' }),
      task({ type: 'qmstart', about: '999' }),
      task({ type: 'imgcopy', about: 'local-lvm' }),
      task({ type: 'qmstop', about: '201' }),
      task({ type: 'vzdump', about: '201' }),
    ];
    const { rows } = await read({ tasks: { pve1: tasks } });
    expect(rows.map(({ values }) => values.description)).toEqual(['QEMU 101 - Start', 'CT 201 - Vzdump']);
  });

  it('ends a task that ran and is not known any more, and nothing else of it is touched', async () => {
    const [gone, stays] = [task({ type: 'qmclone' }), task(running)];
    const marks = { settled, running: new Map([[NODE, [gone.upid, stays.upid]]]) };
    const { rows } = await read({ tasks: { pve1: [stays] }, taskMarks: marks });
    expect(rows.map(({ key, values }) => [key, values.status, values.taskState])).toEqual([
      [`${NODE}/task/${stays.upid}`, 'running', 'running'],
      [`${NODE}/task/${gone.upid}`, 'unknown', 'stopped'],
    ]);
    expect(rows[1].values.virtualMachine).toBeUndefined();
  });

  it('of a node that fails is told, and the others are read; one that is down is not asked', async () => {
    const nodes = ['pve1', 'pve2', 'pve3'].map((name) => aNode(base, { name, isOnline: name !== 'pve3' }));
    const { rows, lost, since } = await read({ nodes, tasks: { pve1: new Error('broken'), pve2: [task()] } });
    expect(lost).toMatchObject([{ label: 'pve1', isExpected: false }]);
    expect(rows).toHaveLength(1);
    expect(since).toHaveLength(2);
  });

  it('is said to be partial where the token lacks the right to see the tasks of others', async () => {
    const { lost } = await read({ lacks: ['Sys.Audit on /nodes'] });
    expect(lost[0].error.message).toContain('Sys.Audit on /nodes');
  });
});
