import { type House } from '../../src/tools/house';
import { death } from './death';
import { addGuest, machine, MACHINES, MAIN_STAGES, openTestHouse } from './open-house';

const WELL = { status: { value: 'completed' }, failed_count: 0 };

/** A run that carries out its plan, and of which nothing is known afterwards but the plan. */
async function dyingRun(house: House): Promise<void> {
  death.hasCome = true;
  const { id } = await house.run();
  death.hasCome = false;
  await house.serving.program.dataSource.query(
    `UPDATE proxbox_sync_run SET status = 'failed' WHERE id = $1`,
    [id],
  );
}

describe('what a run wrote that died before it could note it', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({
      stages: MAIN_STAGES,
      proxmox: { guests: 8, clusters: 1, standalone: false },
    });
    await house.run();
  });
  afterAll(() => house.close());

  it('is not taken for the work of a person: it follows Proxmox VE, and what people enter stays', async () => {
    house.proxmox.moveGuest('lab-a', 101, 'pve-a1');
    house.proxmox.moveGuest('lab-a', 102, 'pve-a1');
    addGuest(house, 'lab-a', 101, 310, 'fresh');
    await dyingRun(house);
    expect(machine(house, 310).description).toBe('Synced from Proxmox node pve-a1');
    house.netbox.patch(MACHINES, machine(house, 102).id, { description: 'by hand' });

    for (const vmid of [101, 102, 310]) house.proxmox.moveGuest('lab-a', vmid, 'pve-a2');
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed' }, failed_count: 0, created_count: 0 });
    const descriptions = [101, 102, 310].map((vmid) => machine(house, vmid).description);
    expect(descriptions).toEqual([
      'Synced from Proxmox node pve-a2',
      'by hand',
      'Synced from Proxmox node pve-a2',
    ]);
    expect(await house.run()).toMatchObject({ ...WELL, netbox_writes: 0 });
  });
});
