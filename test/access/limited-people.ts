import axios, { type AxiosInstance } from 'axios';
import { job } from '../../src/core/jobs/job.model';
import { type AnyModel } from '../../src/core/model/define-model';
import { models } from '../../src/models';
import { netboxObject } from '../../src/models/netbox-object.model';
import { proxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { proxmoxStorage } from '../../src/models/proxmox-storage.model';
import { syncChange } from '../../src/models/sync-change.model';
import { syncLink } from '../../src/models/sync-link.model';
import { syncRun } from '../../src/models/sync-run.model';
import { API, type House } from '../../src/tools/house';
import { endpointNamed, MACHINES, openTestHouse } from '../flow/open-house';

const TOKENS = { limited: 'e'.repeat(40), mixed: 'f'.repeat(40) };

export interface Json extends Record<string, unknown> {
  id: number;
}

export interface LimitedPeople {
  house: House;
  /** Ids of the endpoints of lab-a and lab-b. */
  own: number;
  other: number;
  /** Operator of lab-a alone. */
  limited: AxiosInstance;
  /** Operator of lab-a, viewer of lab-b. */
  mixed: AxiosInstance;
}

const scriptOf = (house: House, token: string) =>
  axios.create({
    baseURL: house.serving.url,
    headers: { Authorization: `Token ${token}` },
    validateStatus: () => true,
    maxRedirects: 0,
  });

/** Two clusters with runs, plans, schedules and journals of each, and people who may do something in one of them. */
export async function openLimitedPeople(): Promise<LimitedPeople> {
  const house = await openTestHouse({
    netbox: {
      users: ['admin', ...Object.keys(TOKENS)].map((username) => ({
        username,
        password: 'Correct-horse-1',
        superuser: username === 'admin',
      })),
      tokens: Object.entries(TOKENS).map(([username, token]) => ({ token, username })),
    },
  });
  const [own, other] = [(await endpointNamed(house, 'lab-a')).id, (await endpointNamed(house, 'lab-b')).id];
  for (const name of Object.keys(TOKENS)) {
    const group = house.netbox.create('users/groups', { name: `${name}-people` });
    const user = house.netbox.rows('users/users').find(({ username }) => username === name);
    house.netbox.patch('users/users', Number(user?.id), { groups: [group.id] });
  }
  const roles = await house.api.get<{ results: Json[] }>(`${API}/group-roles/`);
  for (const { id } of roles.data.results) await house.api.delete(`${API}/group-roles/${id}/`);
  for (const [group, role, endpoint] of [
    ['limited-people', 'operator', own],
    ['mixed-people', 'operator', own],
    ['mixed-people', 'viewer', other],
  ] as const) {
    const { status } = await house.api.post(`${API}/group-roles/`, {
      group,
      role,
      proxmox_endpoint: endpoint,
    });
    expect(status).toBe(201);
  }
  await house.run();
  await house.run({ endpoints: [own], mode: 'plan' });
  await house.run({ endpoints: [other], mode: 'plan' });
  // None of them may begin while a test counts rows.
  const schedule = {
    schedule_at: new Date(Date.now() + 86_400_000),
    interval_value: 60,
    interval_unit: 'minutes',
  };
  for (const endpoints of [[own], [other], []]) {
    const body = { ...schedule, proxmox_endpoint_ids: endpoints };
    expect((await house.api.post<unknown>(`${API}/sync/schedule/`, body)).status).toBe(201);
  }
  for (const id of [own, other]) {
    const about = { assigned_object_type: 'netbox_proxbox.proxmoxendpoint', assigned_object_id: id };
    await house.api.post(`${API}/journal-entries/`, { ...about, comments: `of ${id}` });
  }
  return {
    house,
    own,
    other,
    limited: scriptOf(house, TOKENS.limited),
    mixed: scriptOf(house, TOKENS.mixed),
  };
}

export async function rowsOf(api: AxiosInstance, model: AnyModel, query = ''): Promise<Json[]> {
  const rows: Json[] = [];
  let path = `${API}/${model.path}/?limit=1000&ordering=id${query}`;
  while (path) {
    const { status, data } = await api.get<{ next: string | null; results: Json[] }>(path);
    expect({ path, status }).toEqual({ path, status: 200 });
    rows.push(...data.results);
    path = data.next ?? '';
  }
  return rows;
}

export const named = (name: string) => models.find((model) => model.name === name)!;
export const idIn = (row: Json, name: string) => (row[name] as { id: number } | null)?.id;

/** Whether a row belongs to lab-a, told by what the simulated NetBox says of its objects and by the words of the row. */
export function belongsOf({
  house,
  own,
}: Pick<LimitedPeople, 'house' | 'own'>): (model: AnyModel, row: Json) => boolean {
  const clusters = new Map(
    house.netbox.rows('virtualization/clusters').map((row) => [row.id, String(row.name)]),
  );
  const machines = new Map(
    house.netbox
      .rows(MACHINES)
      .map((row) => [row.id, (row.custom_fields as { proxmox_cluster: string }).proxmox_cluster]),
  );
  const isOwnKey = (key: unknown) => /^cluster\/lab-a(\/|$)/.test(String(key));
  const isOnly = (ids: readonly unknown[]) => ids.length > 0 && ids.every((id) => Number(id) === own);
  const devices = new Set(
    house.netbox.rows('dcim/devices').filter(({ name }) => String(name).startsWith('pve-a')).map(({ id }) => id), // prettier-ignore
  );
  const ofObject: Readonly<Record<string, (id: number) => boolean>> = {
    'virtualization.cluster': (id) => clusters.get(id) === 'lab-a',
    'virtualization.virtualmachine': (id) => machines.get(id) === 'lab-a',
    'dcim.device': (id) => devices.has(id),
  };
  return (model, row) => {
    if (model.name === proxmoxEndpoint.name) return row.id === own;
    if (model.name === netboxObject.name) {
      return ofObject[String(row.object_type)]?.(Number(row.object_id)) ?? false;
    }
    if (model.name === syncRun.name) return isOnly(row.endpoints as number[]);
    if (model.name === syncChange.name || model.name === syncLink.name) return isOwnKey(row.key);
    if (model.name === proxmoxStorage.name) return clusters.get(Number(idIn(row, 'cluster'))) === 'lab-a';
    if (model.name === job.name) {
      const { proxbox_sync: sync } = row.data as {
        proxbox_sync: { params: { proxmox_endpoint_ids: string[] } };
      };
      return isOnly(sync.params.proxmox_endpoint_ids);
    }
    if (row.endpoint) return idIn(row, 'endpoint') === own;
    return machines.get(Number(idIn(row, 'virtual_machine'))) === 'lab-a';
  };
}
