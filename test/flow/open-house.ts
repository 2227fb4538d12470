import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type House, type HouseOptions, openHouse } from '../../src/tools/house';
import { freshDatabase } from '../setup/database';

/** The whole house on a database of its own; `close` removes both. */
export async function openTestHouse(
  options: Omit<HouseOptions, 'databaseUrl' | 'dataDir'> = {},
): Promise<House> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-house-'));
  const house = await openHouse({
    ...options,
    proxmox: { guests: 20, ...options.proxmox },
    config: { logLevel: 'fatal', ...options.config },
    databaseUrl: database.url,
    dataDir,
  });
  return {
    ...house,
    close: async () => {
      await house.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export interface ChangeJson {
  id: number;
  stage: string;
  target: string;
  key: string;
  label: string;
  action: { value: string };
  status: { value: string };
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string;
  error: string;
}

/** The lines of a run's plan, narrowed by more filters. */
export async function changesOf(house: House, run: number, filters = ''): Promise<ChangeJson[]> {
  const { data } = await house.api.get<{ results: ChangeJson[] }>(
    `/api/plugins/proxbox/sync/changes/?run=${run}&limit=1000${filters}`,
  );
  return data.results;
}

/** One virtual machine of the simulated NetBox, by its VMID in the first cluster. */
export function machine(
  house: House,
  vmid: number,
  cluster = 'lab-a',
): Record<string, unknown> & { id: number } {
  const found = house.netbox.rows('virtualization/virtual-machines').find((row) => {
    const fields = row.custom_fields as Record<string, unknown>;
    return fields.proxmox_vm_id === vmid && fields.proxmox_cluster === cluster;
  });
  if (!found) throw new Error(`NetBox has no virtual machine for guest ${vmid} of ${cluster}.`);
  return found as Record<string, unknown> & { id: number };
}

/** The first running virtual machine of a cluster, on one node where told. */
export function someGuest(house: House, cluster: string, node?: string): { vmid: number; node: string } {
  const known = house.proxmox.world.clusters.find(({ name }) => name === cluster);
  const found = [...(known?.guests.values() ?? [])].find(
    (guest) => guest.type === 'qemu' && guest.status === 'running' && (!node || guest.node === node),
  );
  if (!found) throw new Error(`The simulated ${cluster} has no such guest.`);
  return found;
}
