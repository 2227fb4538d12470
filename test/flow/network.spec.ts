import { type House } from '../../src/tools/house';
import { changesOf, machine, type NetboxRow, openTestHouse } from './open-house';

const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };

describe('disks, interfaces and addresses of guests', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse();
  });
  afterAll(() => house.close());
  const childrenOf = (path: string, vm: number) =>
    house.netbox.rows(path).filter((row) => (row.virtual_machine as NetboxRow | undefined)?.id === vm) as NetboxRow[];

  it('are made once, and written again only when something changes', async () => {
    const run = await house.run();
    console.log(JSON.stringify(run.summary), run.netbox_reads, run.netbox_writes);
    for (const c of await changesOf(house, run.id, '&status=failed')) console.log(c.target, c.key, c.error);
    for (const c of await changesOf(house, run.id, '&action=conflict')) console.log(c.target, c.key, c.reason);
    expect(run).toMatchObject(WELL);
    for (const p of ['virtualization/virtual-disks','virtualization/interfaces','dcim/mac-addresses','ipam/vlans','ipam/ip-addresses']) console.log(p, house.netbox.rows(p).length);
    console.log(JSON.stringify(machine(house, 101), null, 1), JSON.stringify(childrenOf('virtualization/interfaces', machine(house,101).id)), JSON.stringify(house.netbox.rows('ipam/ip-addresses').slice(0,3)));
    const second = await house.run();
    console.log(second.netbox_reads, second.netbox_writes);
    for (const c of await changesOf(house, second.id)) console.log(c.target, c.key, c.action.value, c.reason, JSON.stringify(c.before), JSON.stringify(c.after));
    expect(second).toMatchObject({ ...WELL, netbox_writes: 0 });
  });
});
