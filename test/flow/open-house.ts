import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API, type House, type HouseOptions, openHouse } from '../../src/tools/house';
import { freshDatabase } from '../setup/database';

export const MACHINES = 'virtualization/virtual-machines';

/** Clusters, nodes, storages and guests, without what hangs on guests: easier to count, where that is not the point. */
export const MAIN_STAGES = ['devices', 'storage', 'virtual-machines'];

type TestOptions = Omit<HouseOptions, 'databaseUrl' | 'dataDir'> & {
  databaseUrl?: string;
  /** Of runs that name none; all unless told. */
  stages?: readonly string[];
};

/** The whole house on a database of its own; `close` removes both. A database that is given stays. */
export async function openTestHouse(options: TestOptions = {}): Promise<House> {
  const database = options.databaseUrl === undefined ? await freshDatabase() : undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-house-'));
  const house = await openHouse({
    ...options,
    proxmox: { guests: 20, ...options.proxmox },
    config: { logLevel: 'fatal', ...options.config },
    databaseUrl: options.databaseUrl ?? database!.url,
    dataDir,
  });
  if (options.stages) chooseStages(house, options.stages);
  // Repeats are waited for as patiently as on a real NetBox otherwise.
  await house.api.patch(`${API}/settings/1/`, { netbox_retry_delay: 0.02 });
  return {
    ...house,
    close: async () => {
      await house.close();
      await database?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function chooseStages({ api }: House, stages: readonly string[]): void {
  api.interceptors.request.use((request) => {
    const isStart = request.method === 'post' && request.url?.endsWith('/sync/runs/');
    if (isStart) request.data = { stages, ...(request.data as object) };
    return request;
  });
}

interface Choice {
  value: string;
}

export interface ChangeJson {
  id: number;
  stage: string;
  target: string;
  key: string;
  label: string;
  action: Choice;
  status: Choice;
  object_id: number | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  conflicts: { field: string; kept: string }[];
  reason: string;
  error: string;
}

export interface LinkJson {
  id: number;
  target: string;
  key: string;
  object_id: number;
  missing_since: string | null;
  origins: Record<string, { run: number; endpoint: number | null; at: string }>;
}

export interface EndpointJson {
  id: number;
  name: string;
  port: number;
  cluster_key: string | null;
}

/** The rows of a list of ours: `snapshots/?vmid=101`. */
export async function listed<T>(house: Pick<House, 'api'>, path: string): Promise<T[]> {
  const { status, data } = await house.api.get<{ results: T[] }>(`${API}/${path}`);
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(data)}`);
  return data.results;
}

/** The lines of a run's plan, narrowed by more filters. */
export function changesOf(house: Pick<House, 'api'>, run: number, filters = ''): Promise<ChangeJson[]> {
  return listed(house, `sync/changes/?run=${run}&limit=1000${filters}`);
}

/** What is remembered of the objects of Proxmox, narrowed by filters. */
export function linksOf(house: Pick<House, 'api'>, filters: string): Promise<LinkJson[]> {
  return listed(house, `sync/links/?limit=1000&${filters}`);
}

/** The Proxmox endpoint of a name. */
export async function endpointNamed(house: House, name: string): Promise<EndpointJson> {
  const [found] = await listed<EndpointJson>(house, `endpoints/proxmox/?name=${name}`);
  if (!found) throw new Error(`There is no endpoint ${name}.`);
  return found;
}

/** Changes a Proxmox endpoint through REST. */
export async function changeEndpoint(house: House, name: string, news: object): Promise<void> {
  const { id } = await endpointNamed(house, name);
  const { status, data } = await house.api.patch<unknown>(`${API}/endpoints/proxmox/${id}/`, news);
  if (status !== 200) throw new Error(`Endpoint ${name} was not changed: ${JSON.stringify(data)}`);
}

export type NetboxRow = Record<string, unknown> & { id: number };

/** The virtual machine of the simulated NetBox that stands for a guest. */
export function machine(house: House, vmid: number, cluster = 'lab-a'): NetboxRow {
  const found = machines(house).find((row) => {
    const fields = row.custom_fields as Record<string, unknown>;
    return fields.proxmox_vm_id === vmid && fields.proxmox_cluster === cluster;
  });
  if (!found) throw new Error(`NetBox has no virtual machine for guest ${vmid} of ${cluster}.`);
  return found;
}

/** All virtual machines of the simulated NetBox. */
export function machines(house: House): NetboxRow[] {
  return house.netbox.rows(MACHINES) as NetboxRow[];
}

/** How many objects of each kind the simulated NetBox has: two equal censuses mean that nothing was made twice. */
export function census(house: House): Record<string, number> {
  const paths = [
    'extras/tags',
    'extras/custom-fields',
    'dcim/sites',
    'dcim/manufacturers',
    'dcim/device-types',
    'dcim/device-roles',
    'dcim/devices',
    'virtualization/cluster-types',
    'virtualization/clusters',
    MACHINES,
  ];
  return Object.fromEntries(paths.map((path) => [path, house.netbox.rows(path).length]));
}

/** How many guests the simulated Proxmox VE has. */
export function guestCount(house: Pick<House, 'proxmox'>): number {
  return house.proxmox.world.clusters.reduce((total, { guests }) => total + guests.size, 0);
}

/** The first running virtual machine of a cluster, on one node where told. */
export function someGuest(
  house: Pick<House, 'proxmox'>,
  cluster: string,
  node?: string,
): { vmid: number; node: string } {
  const known = house.proxmox.world.clusters.find(({ name }) => name === cluster);
  const found = [...(known?.guests.values() ?? [])].find(
    (guest) => guest.type === 'qemu' && guest.status === 'running' && (!node || guest.node === node),
  );
  if (!found) throw new Error(`The simulated ${cluster} has no such guest.`);
  return found;
}

/** A further guest like another one, with a VMID, a name and a UUID of its own, and without network cards: they would be the same. */
export function addGuest(
  house: Pick<House, 'proxmox'>,
  cluster: string,
  like: number,
  vmid: number,
  name: string,
): void {
  const known = house.proxmox.world.clusters.find((one) => one.name === cluster);
  const model = known?.guests.get(like);
  if (!model) throw new Error(`The simulated ${cluster} has no guest ${like}.`);
  const smbios1 = `uuid=00000000-0000-4000-8000-${String(vmid).padStart(12, '0')}`;
  const isVirtual = model.type === 'qemu';
  const hardware = Object.entries(model.config).filter(([key]) => !/^(net|ipconfig)\d+$/.test(key));
  const config = {
    ...Object.fromEntries(hardware),
    [isVirtual ? 'name' : 'hostname']: name,
    ...(isVirtual && { smbios1 }),
  };
  house.proxmox.putGuest(cluster, { ...structuredClone(model), vmid, config, addresses: {} });
}
