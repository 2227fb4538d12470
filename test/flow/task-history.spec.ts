import { API, type House } from '../../src/tools/house';
import { changesOf, listed, machine, openTestHouse, someGuest } from './open-house';

const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };
const SILENT = { ...WELL, created_count: 0, updated_count: 0, deleted_count: 0, netbox_writes: 0 };
const PATH = 'task-history/?limit=1000';
const DAY = 86_400;

type Row = Record<string, unknown> & { upid: string };

describe('the task history', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: ['task-history'], proxmox: { guests: 24 } });
    await house.api.patch(`${API}/settings/1/`, { task_history_retention_days: 0 });
  });
  afterAll(() => house.close());

  const tasks = (filters = '') => listed<Row>(house, PATH + filters);
  const one = async (upid: string) => (await tasks(`&upid=${encodeURIComponent(upid)}`))[0];
  const ofGuests = () =>
    house.proxmox.world.clusters.flatMap(({ nodes, guests }) =>
      nodes.flatMap((node) => node.tasks.filter(({ id }) => guests.has(Number(id)))),
    );
  const lists = () =>
    house.proxmox.requests().log.filter(({ path }) => path.endsWith('/tasks') || path.includes('/tasks/'));

  it('of guests is stored once, with one list for each node, and a second run changes nothing', async () => {
    house.proxmox.resetRequests();
    expect(await house.run()).toMatchObject(WELL);
    const nodes = house.proxmox.world.clusters.flatMap((cluster) => cluster.nodes);
    expect(lists()).toHaveLength(nodes.length);
    const stored = await tasks();
    expect(stored.map(({ upid }) => upid).sort()).toEqual(
      ofGuests()
        .map(({ upid }) => upid)
        .sort(),
    );
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('of defect 6: is that of the guest with the VMID, in its own cluster', async () => {
    for (const cluster of ['lab-a', 'lab-b']) {
      const known = house.proxmox.world.clusters.find(({ name }) => name === cluster)!;
      const own = known.nodes.flatMap((node) => node.tasks).filter(({ id }) => id === '101');
      const found = await tasks(`&virtual_machine=${machine(house, 101, cluster).id}`);
      expect(found.map(({ upid }) => upid).sort()).toEqual(own.map(({ upid }) => upid).sort());
    }
  });

  it('begins again where it stopped: few rows are read, and new tasks come in', async () => {
    const { vmid, node } = someGuest(house, 'lab-a');
    const task = house.proxmox.startTask('lab-a', {
      node,
      type: 'qmsnapshot',
      id: String(vmid),
      user: 'a@pve',
    });
    const run = await house.run();
    expect(run).toMatchObject({ ...WELL, created_count: 1, updated_count: 0 });
    expect(run.unchanged_count).toBeLessThan(ofGuests().length);
    expect(await one(task.upid)).toMatchObject({ status: 'running', end_time: null, username: 'a@pve' });
  });

  it('of defect 7: ends a running task later, at the moment that Proxmox VE tells', async () => {
    const { vmid, node } = someGuest(house, 'lab-a');
    const task = house.proxmox.startTask('lab-a', { node, type: 'qmstop', id: String(vmid), user: 'a@pve' });
    await house.run();
    house.proxmox.startTask('lab-a', { node, type: 'qmstart', id: String(vmid), user: 'a@pve' });
    await house.run();
    const { endtime } = house.proxmox.finishTask('lab-a', task.upid, 'WARNINGS: 1');
    expect(await house.run()).toMatchObject({ ...WELL, created_count: 0, updated_count: 1 });
    const row = await one(task.upid);
    expect(row).toMatchObject({ status: 'WARNINGS: 1', exitstatus: 'WARNINGS: 1', task_state: 'stopped' });
    expect(new Date(String(row.end_time)).getTime()).toBe(endtime! * 1000);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('ends a task of which its node knows nothing any more, and keeps what is finished', async () => {
    const { vmid, node } = someGuest(house, 'lab-a');
    const task = house.proxmox.startTask('lab-a', { node, type: 'qmclone', id: String(vmid), user: 'a@pve' });
    await house.run();
    const count = (await tasks()).length;
    house.proxmox.removeTask('lab-a', task.upid);
    const finished = ofGuests().find(({ endtime }) => endtime !== undefined)!;
    house.proxmox.removeTask('lab-a', finished.upid);
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 1, deleted_count: 0 });
    expect(await one(task.upid)).toMatchObject({ status: 'unknown', end_time: null, username: 'a@pve' });
    expect(await tasks()).toHaveLength(count);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('of a guest whose machine could not be made comes in once it is there', async () => {
    const { vmid } = someGuest(house, 'lab-b');
    const { id } = machine(house, vmid, 'lab-b');
    const before = await tasks(`&virtual_machine=${id}`);
    expect(before.length).toBeGreaterThan(0);
    house.netbox.remove('virtualization/virtual-machines', id);
    expect(await house.run()).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    await house.run();
    const again = await tasks(`&virtual_machine=${machine(house, vmid, 'lab-b').id}`);
    expect(again.map(({ upid }) => upid)).toEqual(before.map(({ upid }) => upid));
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('of a node that cannot be read is told, and the others are read', async () => {
    house.proxmox.faults.add({
      path: '/nodes/pve-a1/tasks',
      cluster: 'lab-a',
      status: 500,
      reason: 'no index',
    });
    const { vmid, node } = someGuest(house, 'lab-a', 'pve-a2');
    house.proxmox.startTask('lab-a', { node, type: 'qmreboot', id: String(vmid), user: 'a@pve' });
    const run = await house.run();
    expect(run).toMatchObject({ failed_count: 1, created_count: 1 });
    const [failure] = await changesOf(house, run.id, '&status=failed');
    expect(failure).toMatchObject({ stage: 'task-history', label: 'pve-a1' });
    house.proxmox.faults.clear();
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('forgets what is older than the settings keep, and does not read it again', async () => {
    const age = ({ end_time, start_time, task_state }: Row) =>
      task_state === 'running'
        ? 0
        : (Date.now() - new Date(String(end_time ?? start_time)).getTime()) / (DAY * 1000);
    const ages = (await tasks()).map(age);
    const days = Math.floor(Math.max(...ages) - 10);
    const kept = ages.filter((one) => one <= days);
    expect(kept.length).toBeLessThan(ages.length);
    await house.api.patch(`${API}/settings/1/`, { task_history_retention_days: days });
    expect(await house.run()).toMatchObject({ ...WELL, created_count: 0, updated_count: 0 });
    expect(await tasks()).toHaveLength(kept.length);
    expect(await house.run()).toMatchObject(SILENT);
  });
});
