import { type AxiosInstance } from 'axios';
import { journalEntry } from '../../src/core/features/journal-entry.model';
import { objectChange } from '../../src/core/features/object-change.model';
import { jobLogEntry } from '../../src/core/jobs/job-log-entry.model';
import { job } from '../../src/core/jobs/job.model';
import { type AnyModel } from '../../src/core/model/define-model';
import { models } from '../../src/models';
import { proxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { syncRun } from '../../src/models/sync-run.model';
import { syncedKinds } from '../../src/pages/synced-kinds';
import { webhookDelivery } from '../../src/models/webhook-delivery.model';
import { API, type House, type RunJson } from '../../src/tools/house';
import { MACHINES } from '../flow/open-house';
import {
  belongsOf,
  idIn,
  type Json,
  type LimitedPeople,
  named,
  openLimitedPeople,
  rowsOf,
} from './limited-people';

const PAGES = '/plugins/proxbox';
interface Answer<T> {
  status: number;
  data: T;
}

let people: LimitedPeople;
let house: House;
let own: number;
let other: number;
let limited: AxiosInstance;
let mixed: AxiosInstance;

beforeAll(async () => {
  people = await openLimitedPeople();
  ({ house, own, other, limited, mixed } = people);
}, 240_000);
afterAll(() => house?.close());

/** Those that belong to what another row of ours does. */
const INDIRECT: readonly string[] = [jobLogEntry, webhookDelivery, journalEntry, objectChange].map(
  ({ name }) => name,
);
const scoped = models.filter(({ scope, mirror }) => scope !== undefined || mirror);
const direct = scoped.filter(({ name }) => !INDIRECT.includes(name));

test('every model that leads to an endpoint says so', () => {
  const leads = models.filter(({ fields }) =>
    Object.values(fields as AnyModel['fields']).some(
      (field) => scoped.some(({ name }) => name === (field as { reference?: { model: string } }).reference?.model), // prettier-ignore
    ),
  );
  // Who has which role is for administrators, who have no limits.
  expect(leads.filter(({ scope }) => !scope).map(({ name }) => name)).toEqual(['group-role']);
});

test.each(direct.map((model) => [model.name, model] as const))(
  'of %s only what belongs to the own endpoint is listed, counted, shown and exported',
  async (_name, model) => {
    const belongs = belongsOf(people);
    const all = await rowsOf(house.api, model);
    const mine = all.filter((row) => belongs(model, row));
    const hidden = all.filter((row) => !belongs(model, row));
    expect({ mine: mine.length > 0, hidden: hidden.length > 0 }).toEqual({ mine: true, hidden: true });

    expect((await rowsOf(limited, model)).map(({ id }) => id)).toEqual(mine.map(({ id }) => id));
    const counted = await limited.get<{ count: number }>(`${API}/${model.path}/?limit=1`);
    expect(counted.data.count).toBe(mine.length);
    const cursor = await limited.get<{ results: Json[] }>(`${API}/${model.path}/?start=0&limit=1000`);
    expect(cursor.data.results.map(({ id }) => id)).toEqual(mine.map(({ id }) => id).slice(0, 1000));

    const statusOf = async (path: string) => (await limited.get<unknown>(path)).status;
    const paths = (id: number) => [`${API}/${model.path}/${id}/`, `${PAGES}/${model.path}/${id}/`];
    for (const path of paths(mine[0].id)) expect([path, await statusOf(path)]).toEqual([path, 200]);
    for (const path of paths(hidden[0].id)) expect([path, await statusOf(path)]).toEqual([path, 404]);

    const file = await limited.get<Json[]>(`${PAGES}/${model.path}/export/?_format=json`);
    expect(file.data.map(({ id }) => id).sort((a, b) => a - b)).toEqual(mine.map(({ id }) => id));
  },
  60_000,
);

test.each([
  ['journal-entry', journalEntry as AnyModel, 'assigned_object_id'],
  ['object-change', objectChange as AnyModel, 'changed_object_id'],
])('of %s only what is about rows in sight is there', async (_name, model, key) => {
  const type = key.replace('_id', '_type');
  const mine = await rowsOf(limited, model);
  const ofEndpoints = mine.filter((row) => row[type] === 'netbox_proxbox.proxmoxendpoint');
  expect(ofEndpoints.length).toBeGreaterThan(0);
  expect(ofEndpoints.map((row) => row[key])).toEqual(ofEndpoints.map(() => own));
  expect((await rowsOf(house.api, model)).map((row) => row[key])).toContain(other);
});

test('the lines of logs and the messages of webhooks go with their jobs and runs', async () => {
  const jobs = (await rowsOf(limited, job as AnyModel)).map(({ id }) => id);
  const lines = await rowsOf(limited, jobLogEntry as AnyModel);
  expect(lines.length).toBeGreaterThan(0);
  expect([...new Set(lines.map((line) => idIn(line, 'job')))].every((id) => jobs.includes(Number(id)))).toBe(
    true,
  );
  expect(await rowsOf(limited, webhookDelivery as AnyModel)).toEqual([]);
  const newestOf = async (api: AxiosInstance) =>
    /"last":(\d+)/.exec((await api.get<string>(`${PAGES}/logs/stream/?after=0`)).data)?.[1];
  expect(Number(await newestOf(limited))).toBe(Math.max(...lines.map(({ id }) => id)));
  expect(Number(await newestOf(house.api))).toBeGreaterThan(Number(await newestOf(limited)));
});

test('pages name no other endpoint: home, lists, forms, schedules, tabs', async () => {
  const pages = [
    '/',
    '/endpoints/proxmox/',
    `/endpoints/proxmox/${own}/`,
    '/dashboard/',
    '/about/',
    '/clusters/',
    '/nodes/',
    ...syncedKinds.map(({ path }) => `/${path}/`),
    '/nodes/add/',
    '/backup-routines/add/',
    '/sync/runs/',
    '/sync/schedule/',
    '/jobs/',
    '/logs/',
  ];
  for (const page of pages) {
    const { status, data } = await limited.get<string>(PAGES + page);
    const text = String(data);
    expect({ page, status, names: /lab-b|pve-b/.exec(text)?.[0] }).toEqual({ page, status: 200 });
  }
  const { data } = await limited.get<string>(`${PAGES}/nodes/`);
  expect(data).toContain('pve-a1');
});

test('the pages of a guest are there for who sees its cluster, and its rows with them', async () => {
  const machineOf = (cluster: string) =>
    house.netbox.rows(MACHINES).find((row) => (row.custom_fields as Json).proxmox_cluster === cluster)!;
  const [mine, foreign] = ['lab-a', 'lab-b'].map((cluster) => `/virtual-machines/${machineOf(cluster).id}/`);
  const statusOf = async (path: string) => (await limited.get<unknown>(PAGES + path)).status;
  for (const tab of ['', 'disks/', 'interfaces/', 'snapshots/', 'sync-history/']) {
    expect([tab, await statusOf(mine + tab), await statusOf(foreign + tab)]).toEqual([tab, 200, 404]);
  }
});

test('the page of the settings tells of no other endpoint what it has of its own', async () => {
  for (const id of [own, other]) {
    const changed = { settings: { sync_notes: false } };
    expect((await house.api.patch<unknown>(`${API}/endpoints/proxmox/${id}/`, changed)).status).toBe(200);
  }
  const named = async (api: AxiosInstance) => {
    const { data } = await api.get<string>(`${PAGES}/settings/1/`);
    return [...data.matchAll(/endpoints\/proxmox\/(\d+)\/">(lab-.)/g)].map(([, id, name]) => [
      Number(id),
      name,
    ]);
  };
  expect(await named(house.api)).toEqual([[own, 'lab-a'], [other, 'lab-b']]); // prettier-ignore
  expect(await named(limited)).toEqual([[own, 'lab-a']]);
});

describe('what is out of sight', () => {
  test('is refused as a filter and as a reference, as if it was not there', async () => {
    const filtered = await limited.get<unknown>(`${API}/nodes/?endpoint=${other}`);
    expect([filtered.status, filtered.data]).toEqual([
      400,
      { endpoint: [expect.stringContaining('not one of')] },
    ]);
    for (const endpoint of [other, { name: 'lab-b' }]) {
      const made = await limited.post<unknown>(`${API}/clusters/`, {
        endpoint,
        name: 'mine now',
        mode: 'cluster',
      });
      expect([made.status, made.data]).toEqual([400, { endpoint: [expect.stringContaining('not found')] }]);
    }
  });

  test('is neither changed nor deleted, one by one or in lists', async () => {
    const belongs = belongsOf(people);
    for (const model of direct.filter(
      ({ actions, name }) => actions.includes('delete') && name !== proxmoxEndpoint.name,
    )) {
      const hidden = (await rowsOf(house.api, model)).find((row) => !belongs(model, row))!;
      const path = `${API}/${model.path}/`;
      const outcomes = [
        await limited.patch<unknown>(`${path}${hidden.id}/`, {}),
        await limited.delete<unknown>(`${path}${hidden.id}/`),
        await limited.get<unknown>(`${PAGES}/${model.path}/${hidden.id}/edit/`),
        await limited.get<unknown>(`${PAGES}/${model.path}/${hidden.id}/delete/`),
      ].map(({ status }) => status);
      expect([model.name, outcomes]).toEqual([model.name, [404, 404, 404, 404]]);
      const many = await limited.patch<unknown[]>(path, [{ id: hidden.id }]);
      expect([model.name, many.data]).toEqual([model.name, []]);
      await limited.delete<unknown>(path, { data: [{ id: hidden.id }] });
      expect((await house.api.get<unknown>(`${path}${hidden.id}/`)).status).toBe(200);
    }
  }, 60_000);

  test('is not what a row of theirs can be made to belong to', async () => {
    const foreign = house.netbox
      .rows(MACHINES)
      .find((row) => (row.custom_fields as Json).proxmox_cluster === 'lab-b')!;
    const [mine] = await rowsOf(limited, named('vm-snapshot'));
    const moved = await limited.patch<unknown>(`${API}/snapshots/${mine.id}/`, {
      virtual_machine: foreign.id,
    });
    expect([moved.status, moved.data]).toEqual([403, { detail: expect.stringContaining('belongs to') }]);
    const made = await limited.post<unknown>(`${API}/snapshots/`, {
      virtual_machine: foreign.id,
      name: 'planted',
      vmid: 1,
      node: 'pve-b1',
      subtype: 'qemu',
      status: 'active',
    });
    expect(made.status).toBe(403);
    expect(JSON.stringify((await house.api.get<unknown>(`${API}/snapshots/?name=planted`)).data)).toContain('"count":0'); // prettier-ignore
  });

  test('cannot be watched, stopped, followed or repeated, however the address is written', async () => {
    const belongs = belongsOf(people);
    const run = (await rowsOf(house.api, syncRun as AnyModel)).find(
      (row) => !belongs(syncRun as AnyModel, row),
    )!;
    const work = (await rowsOf(house.api, job as AnyModel)).find((row) => !belongs(job as AnyModel, row))!;
    const runs = `${API}/sync/runs/${run.id}`;
    for (const path of [`${runs}/stream/`, `${API}/SYNC/Runs/${run.id}/stream/`]) {
      expect([path, (await limited.get<unknown>(path)).status]).toEqual([path, 404]);
    }
    const posts = [
      `${runs}/cancel/`,
      `${runs}/approve/`,
      `${runs}/resume/`,
      `${runs}/undo/`,
      `${API}/jobs/${work.id}/cancel/`,
      `${API}/jobs/${work.id}/run/`,
    ];
    for (const path of posts)
      expect([path, (await limited.post<unknown>(path, {})).status]).toEqual([path, 404]);
    const schedule = `${API}/sync/schedule/${work.id}/`;
    expect((await limited.patch<unknown>(schedule, { paused: true })).status).toBe(404);
    expect((await limited.delete<unknown>(schedule)).status).toBe(404);
    expect((await limited.get<unknown>(`${PAGES}/sync/schedule/?edit=${work.id}`)).status).toBe(404);
  });

  test('is left out of the drift report', async () => {
    const parts = async (api: AxiosInstance) => {
      const { status, data } = await api.get<{ parts: { endpoint: { id: number } | null }[] }>(`${API}/sync/drift/`); // prettier-ignore
      expect(status).toBe(200);
      return new Set(data.parts.map(({ endpoint }) => endpoint?.id));
    };
    house.proxmox.changeGuest('lab-a', 101, { name: 'drifted' });
    const [{ vmid }] = [
      ...house.proxmox.world.clusters.find(({ name }) => name === 'lab-b')!.guests.values(),
    ];
    house.proxmox.changeGuest('lab-b', vmid, { name: 'drifted-too' });
    await house.run({ mode: 'plan' });
    expect((await parts(house.api)).has(other)).toBe(true);
    expect(await parts(limited)).toEqual(new Set([own]));
  }, 60_000);

  test('is not counted in metrics, which are closed to people with limits', async () => {
    expect((await limited.get<unknown>('/metrics')).status).toBe(403);
    expect((await house.api.get<unknown>('/metrics')).status).toBe(200);
  });
});

describe('a run', () => {
  const start = (api: AxiosInstance, body: object): Promise<Answer<RunJson & { endpoints: number[] }>> =>
    api.post(`${API}/sync/runs/`, { mode: 'plan', ...body });

  test('of another endpoint is refused, and one of all is one of those in sight', async () => {
    const refused = await start(limited, { endpoints: [own, other] });
    expect([refused.status, refused.data]).toEqual([
      400,
      { endpoints: [`There is no Proxmox endpoint with the id ${other}.`] },
    ]);
    const { status, data } = await start(limited, {});
    expect([status, data.endpoints]).toEqual([201, [own]]);
    const stream = await limited.get<string>(`${API}/sync/runs/${data.id}/stream/`);
    expect(stream.data).toContain('event: complete');
    expect(stream.data).not.toMatch(/lab-b|pve-b/);
  }, 60_000);

  test('of picked objects of another endpoint is refused, as if they were not there', async () => {
    const belongs = belongsOf(people);
    const storage = named('proxmox-storage');
    const hidden = (await rowsOf(house.api, storage)).find((row) => !belongs(storage, row))!;
    const rows = await start(limited, { batch_object_type: storage.name, batch_object_ids: [hidden.id] });
    expect([rows.status, rows.data]).toEqual([
      400,
      { batch_object_ids: [`There is no Proxmox Storage with the id ${hidden.id}.`] },
    ]);
    const foreign = house.netbox
      .rows(MACHINES)
      .find((row) => (row.custom_fields as Json).proxmox_cluster === 'lab-b')!;
    for (const body of [
      { netbox_vm_ids: [foreign.id] },
      { batch_object_type: 'virtual-machine', batch_object_ids: [foreign.id] },
    ]) {
      const machines = await start(limited, body);
      expect([machines.status, machines.data]).toEqual([
        400,
        { netbox_vm_ids: [expect.stringContaining('No guest of Proxmox VE is known')] },
      ]);
    }
  });

  test('cannot be scheduled for another endpoint either', async () => {
    const body = { proxmox_endpoint_ids: [other], interval_value: 60, interval_unit: 'minutes' };
    expect((await limited.post<unknown>(`${API}/sync/schedule/`, body)).status).toBe(400);
    const listed = await limited.get<{ count: number }>(`${API}/sync/schedule/`);
    expect(listed.data.count).toBe(1);
  });

  test('needs the role on the endpoint itself: who may look at one and run another sees both and runs one', async () => {
    const names = (await rowsOf(mixed, proxmoxEndpoint as AnyModel)).map(({ name }) => name);
    expect(names.sort()).toEqual(['lab-a', 'lab-b']);
    expect((await start(mixed, { endpoints: [other] })).status).toBe(400);
    const node = (await rowsOf(mixed, named('proxmox-node'))).find((row) => idIn(row, 'endpoint') === other)!; // prettier-ignore
    expect((await mixed.patch<unknown>(`${API}/nodes/${node.id}/`, {})).status).toBe(404);
    expect((await mixed.get<unknown>(`${API}/nodes/${node.id}/`)).status).toBe(200);
  });
});

describe('the mapping', () => {
  const make = (body: object) => house.api.post<Record<string, string[]>>(`${API}/group-roles/`, body);

  test('gives the role of administrators for everything or not at all', async () => {
    const { status, data } = await make({ group: 'x', role: 'administrator', proxmox_endpoint: own });
    expect([status, Object.keys(data)]).toEqual([400, ['proxmox_endpoint']]);
  });

  test('has one row of a group for everything', async () => {
    expect((await make({ group: 'twice', role: 'viewer' })).status).toBe(201);
    const { status, data } = await make({ group: 'twice', role: 'operator' });
    expect([status, data.group]).toEqual([400, [expect.stringContaining('already')]]);
  });
});
