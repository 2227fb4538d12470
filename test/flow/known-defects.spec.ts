import { listRoutes } from '../../src/core/http/list-routes';
import { type StageSummary } from '../../src/models/stage-summary';
import { type House } from '../../src/tools/house';
import { createWeb } from '../../src/web';
import { changesOf, guestCount, machine, machines, type NetboxRow, openTestHouse } from './open-house';

const VLANS = 'ipam/vlans';
const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };

/** What earlier releases of Proxbox did wrong and no other test has for its subject. */
describe('of known defects', () => {
  let house: House;
  const rows = (path: string) => house.netbox.rows(path) as NetboxRow[];
  beforeEach(async () => {
    house = await openTestHouse({ proxmox: { guests: 12, clusters: 1, standalone: false } });
  });
  afterEach(() => house.close());

  it('18: a VLAN of people, in a group or site of theirs, is neither renamed nor taken', async () => {
    const { netbox } = house;
    const site = netbox.create('dcim/sites', { name: 'Elsewhere', slug: 'elsewhere', status: 'active' }).id;
    const group = netbox.create('ipam/vlan-groups', { name: 'Office', slug: 'office' }).id;
    house.proxmox.changeGuest('lab-a', 101, {
      config: { net0: 'virtio=BC:24:11:AA:00:01,bridge=vmbr0,tag=77' },
    });
    const theirs = [{ site }, { group }].map((place) =>
      netbox.create(VLANS, { vid: 77, name: 'Printers', ...place }),
    );
    expect(await house.run()).toMatchObject(WELL);
    for (const { id, last_updated } of theirs) {
      expect(rows(VLANS).find((row) => row.id === id)).toMatchObject({ name: 'Printers', last_updated });
    }
    const nic = rows('virtualization/interfaces').find(
      (row) => (row.virtual_machine as NetboxRow).id === machine(house, 101).id,
    )!;
    const vlan = rows(VLANS).find(({ id }) => id === (nic.untagged_vlan as NetboxRow).id)!;
    expect(vlan).toMatchObject({ vid: 77, group: { slug: 'proxmox-lab-a' } });
    expect(theirs.map(({ id }) => id)).not.toContain(vlan.id);
  });

  it('26: a stage of our own tables counts what it made', async () => {
    const run = await house.run();
    const stages = run.summary as unknown as StageSummary[];
    const storages = stages.find(({ stage }) => stage === 'storage')!;
    expect(storages.created).toBe(house.proxmox.world.clusters[0].storages.length);
  });

  it('28: no route is hidden behind another one that takes anything in its place', async () => {
    const app = await createWeb(house.serving.program);
    await app.init();
    const routes = listRoutes(app);
    const hidden = routes.flatMap((route, position) => {
      const wide = routes.slice(0, position).find((earlier) => {
        const parts = earlier.path.split('/');
        const own = route.path.split('/');
        const isWider = parts.some((part, at) => part.startsWith(':') && !own[at]?.startsWith(':'));
        const takes = (part: string, at: number) => part.startsWith(':') || part === own[at];
        return (
          earlier.method === route.method && parts.length === own.length && isWider && parts.every(takes)
        );
      });
      return wide ? [`${route.method} ${route.path} behind ${wide.path}`] : [];
    });
    await app.close();
    expect(routes.length).toBeGreaterThan(100);
    expect(hidden).toEqual([]);
  });

  it('31, 33: each configuration is read once in a run, and anew in the next one; no schema is', async () => {
    const read = () => {
      const paths = house.proxmox.requests().log.map(({ path }) => path.split('?')[0]);
      house.proxmox.resetRequests();
      return paths.filter((path) => path.endsWith('/config'));
    };
    house.proxmox.resetRequests();
    house.netbox.resetRequests();
    await house.run();
    const first = read();
    expect(first).toHaveLength(guestCount(house));
    expect(new Set(first).size).toBe(first.length);
    expect(house.netbox.requests().log.filter(({ path }) => path.includes('schema'))).toEqual([]);
    await house.run();
    expect(read().sort()).toEqual(first.sort());
  });

  it('34: a custom field that NetBox did not take is left out, its machines are made, and it is filled later', async () => {
    house.netbox.faults.add({ on: 'write', path: 'extras/custom-fields', status: 500 });
    const run = await house.run();
    expect(run.status.value).toBe('completed_with_errors');
    const failed = await changesOf(house, run.id, '&status=failed');
    expect(new Set(failed.map(({ target }) => target))).toEqual(new Set(['custom-field']));
    expect(machines(house)).toHaveLength(guestCount(house));
    house.netbox.faults.clear();
    expect(await house.run()).toMatchObject(WELL);
    expect(machine(house, 101).custom_fields).toMatchObject({ proxmox_vm_id: 101 });
    expect(await house.run()).toMatchObject({ ...WELL, netbox_writes: 0 });
  });
});
