import axios from 'axios';
import { type SyncLink, syncLink } from '../../src/models/sync-link.model';
import { createHmac } from 'node:crypto';
import { MoreThanOrEqual } from 'typeorm';
import { API, type House } from '../../src/tools/house';
import { Visitor } from '../pages/visitor';
import { linksOf, listed, machine, MACHINES, MAIN_STAGES, openTestHouse } from './open-house';

const PUBLIC_URL = 'https://netbox.example.com';
const LINKS = 'extras/custom-links';
const WEBHOOKS = 'extras/webhooks';
const RULES = 'extras/event-rules';

interface InsideJson {
  name: string;
  href: string;
  tabs: { name: string; count: string }[];
  owned_fields: { name: string; is_kept: boolean; run: number }[];
  run: { id: number } | null;
  sync: Record<string, number[]> | null;
}

describe('what NetBox’s pages are told', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse();
    await house.run();
  });
  afterAll(() => house?.close());

  const inside = async (path: string) => house.api.get<InsideJson>(`${API}/inside/${path}/`);

  it('of a machine: counts, fields, the latest run, and how it is synced', async () => {
    const { id } = machine(house, 101);
    const { data } = await inside(`virtualization.virtualmachine/${id}`);
    const snapshots = await listed(house, `snapshots/?virtual_machine_id=${id}`);
    expect(data).toMatchObject({
      name: machine(house, 101).name,
      href: `/plugins/proxbox/inside/virtualization.virtualmachine/${id}/`,
      run: { id: 1 },
      sync: { netbox_vm_ids: [id] },
    });
    expect(data.tabs).toContainEqual(expect.objectContaining({ name: 'snapshots', count: String(snapshots.length) })); // prettier-ignore
    expect(data.owned_fields).toContainEqual(expect.objectContaining({ name: 'memory', is_kept: true, run: 1 })); // prettier-ignore
    expect(data.owned_fields).toContainEqual(expect.objectContaining({ name: 'role', is_kept: false }));
  });

  it('of every tab: rows as the lists have them', async () => {
    const { id } = machine(house, 101);
    const { data } = await inside(`virtualization.virtualmachine/${id}`);
    for (const { name, count } of data.tabs) {
      const table = await house.api.get<{ columns: string[]; rows: unknown[][] }>(
        `${API}/inside/virtualization.virtualmachine/${id}/${name}/`,
      );
      expect(table.status).toBe(200);
      if (count !== '') expect(table.data.rows).toHaveLength(Math.min(Number(count), 50));
      for (const row of table.data.rows) expect(row).toHaveLength(table.data.columns.length);
    }
  });

  it('of a cluster: what hangs on its guests, and the endpoint that it is synced through', async () => {
    const { cluster } = machine(house, 101) as unknown as { cluster: { id: number } };
    const { data } = await inside(`virtualization.cluster/${cluster.id}`);
    expect(data.tabs.map(({ name }) => name)).toEqual(expect.arrayContaining(['clusters', 'storage', 'snapshots', 'sync-history'])); // prettier-ignore
    expect(data.sync).toEqual({ endpoints: [expect.any(Number)] });
  });

  it('of a cluster with thousands of guests: the same', async () => {
    const { cluster } = machine(house, 101) as unknown as { cluster: { id: number } };
    const path = `virtualization.cluster/${cluster.id}`;
    const { data: before } = await inside(path);
    const links = house.serving.program.dataSource.getRepository<SyncLink>(syncLink.name);
    const one = await links.findOneByOrFail({ target: 'virtual-machine', objectId: machine(house, 101).id });
    const many = Array.from({ length: 3000 }, (_, index) => ({
      ...one,
      id: undefined,
      key: `${one.key}-${index}`,
      objectId: 1_000_000 + index,
    }));
    await links.insert(many as never);
    const { data, status } = await inside(path);
    await links.delete({ objectId: MoreThanOrEqual(1_000_000) });
    expect(status).toBe(200);
    const untied = before.tabs.map(({ name, count }) => expect.objectContaining({ name, count }));
    expect(data.tabs).toEqual(untied);
  });

  it('of a machine that was taken over as it was, without a write: no less', async () => {
    const { id } = machine(house, 101);
    const links = house.serving.program.dataSource.getRepository<SyncLink>(syncLink.name);
    const link = await links.findOneByOrFail({ target: 'virtual-machine', objectId: id });
    await links.update(link.id, { origins: {} });
    const { data } = await inside(`virtualization.virtualmachine/${id}`);
    await links.update(link.id, { origins: link.origins });
    expect(data.tabs.map(({ name }) => name)).toContain('proxmox-config');
    expect(data.sync).toEqual({ netbox_vm_ids: [id] });
  });

  it('of an object that no run has met: nothing', async () => {
    const { data } = await inside('virtualization.virtualmachine/99999');
    expect(data).toMatchObject({ tabs: [], owned_fields: [], run: null, sync: null });
  });

  it.each(['dcim.rack/1', 'virtualization.virtualmachine/x', 'virtualization.virtualmachine/1/nothing'])(
    '%s does not exist',
    async (path) => expect((await inside(path)).status).toBe(404),
  );

  it('in the menu: what the caller may open', async () => {
    const { data } = await house.api.get<{ csrf_token: null; sections: { label: string }[] }>(`${API}/inside/`); // prettier-ignore
    expect(data.csrf_token).toBeNull();
    expect(data.sections.map(({ label }) => label)).toContain('Admin');
  });

  it('makes no links in NetBox while nobody has said where they lead', () => {
    expect(house.netbox.rows(LINKS)).toEqual([]);
  });
});

describe('links from NetBox to Proxbox', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES, config: { publicUrl: PUBLIC_URL } });
  });
  afterAll(() => house?.close());

  it('are made by the first run, not by a plan', async () => {
    await house.run({ mode: 'plan' });
    expect(house.netbox.rows(LINKS)).toEqual([]);
    await house.run();
    const links = house.netbox.rows(LINKS);
    expect(links).toHaveLength(6);
    expect(links).toContainEqual(
      expect.objectContaining({
        object_types: ['virtualization.virtualmachine'],
        link_url: `${PUBLIC_URL}/plugins/proxbox/inside/virtualization.virtualmachine/{{ object.pk }}/`,
      }),
    );
  });

  it('are not asked for again, and stay away when somebody has removed one', async () => {
    house.netbox.remove(LINKS, Number(house.netbox.rows(LINKS)[0].id));
    house.netbox.resetRequests();
    await house.run();
    expect(house.netbox.requests().log.filter(({ path }) => path.includes(LINKS))).toEqual([]);
    expect(house.netbox.rows(LINKS)).toHaveLength(5);
  });

  it('do not keep a run from its work when NetBox refuses them', async () => {
    await house.serving.program.dataSource.query('DELETE FROM proxbox_netbox_registration');
    house.netbox.faults.add({ on: 'any', path: LINKS, status: 500 });
    expect(await house.run()).toMatchObject({ status: { value: 'completed' } });
    house.netbox.faults.clear();
  });
});

describe('events of NetBox', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES });
    await house.run();
  });
  afterAll(() => house?.close());

  const register = () => house.api.post<Record<string, unknown>>(`${API}/inside/events/`, { url: house.serving.url }); // prettier-ignore
  const webhook = () => house.netbox.rows(WEBHOOKS)[0] as { id: number; payload_url: string; secret: string };

  /** What NetBox sends, signed as it does it. */
  const deliver = async (event: string, id: number, { secret, payload_url: url } = webhook()) => {
    const body = JSON.stringify({ event, timestamp: '2026-01-01T00:00:00Z', object_type: 'virtualization.virtualmachine', data: { id, name: 'of old' } }); // prettier-ignore
    const signature = createHmac('sha512', secret).update(body).digest('hex');
    const headers = { 'Content-Type': 'application/json', 'X-Hook-Signature': signature };
    return axios.post<{ detail?: string }>(url, body, { headers, validateStatus: () => true });
  };
  const link = async (vmid: number) =>
    (await linksOf(house, `target=virtual-machine&key=cluster/lab-a/guest/${vmid}`))[0] as unknown as {
      object_id: number;
      deleted_in_netbox: string | null;
    };

  it('need an address that NetBox can reach', async () => {
    const { status, data } = await house.api.post<{ url: string[] }>(`${API}/inside/events/`, {});
    expect(status).toBe(400);
    expect(data.url[0]).toContain('PROXBOX_BASE_URL');
  });

  it('are asked for with a webhook and a rule, once however often', async () => {
    await register();
    const { status, data } = await register();
    expect(status).toBe(200);
    expect(house.netbox.rows(WEBHOOKS)).toHaveLength(1);
    expect(house.netbox.rows(RULES)).toHaveLength(1);
    expect(house.netbox.rows(RULES)[0]).toMatchObject({
      action_object_id: webhook().id,
      object_types: expect.arrayContaining(['dcim.device', 'virtualization.virtualmachine']) as unknown,
    });
    expect(data).toMatchObject({ is_registered: true, objects: { webhook: webhook().id } });
    expect(webhook().payload_url).toBe(`${house.serving.url}${API}/inside/netbox-event/`);
    expect(JSON.stringify(data)).not.toContain(webhook().secret);
  });

  it('bring a new name into the mirror, as NetBox has it and not as the message says', async () => {
    const { id } = machine(house, 101);
    house.netbox.patch(MACHINES, id, { name: 'renamed-by-hand' });
    expect((await deliver('updated', id)).status).toBe(204);
    const [known] = await listed<{ name: string }>(house, `netbox-objects/?object_type=virtualization.virtualmachine&object_id=${id}`); // prettier-ignore
    expect(known.name).toBe('renamed-by-hand');
  });

  it('mark the links of what was deleted, until a run makes it again', async () => {
    const { id } = machine(house, 102);
    house.netbox.remove(MACHINES, id);
    expect((await deliver('deleted', id)).status).toBe(204);
    expect((await link(102)).deleted_in_netbox).not.toBeNull();
    await house.run();
    expect(await link(102)).toMatchObject({ deleted_in_netbox: null });
    expect((await link(102)).object_id).not.toBe(id);
  });

  it('may come twice, late and in a heap', async () => {
    const { id } = machine(house, 103);
    house.netbox.resetRequests();
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver('deleted', id)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
    expect(await link(103)).toMatchObject({ object_id: id, deleted_in_netbox: null });
    expect(house.netbox.requests().reads).toBeLessThan(10);
  });

  it('are refused without the signature of NetBox', async () => {
    const forged = await deliver('deleted', 1, { ...webhook(), secret: 'guessed' });
    expect(forged.status).toBe(403);
    expect(forged.data.detail).toContain('signature');
    const unsigned = await axios.post(webhook().payload_url, {}, { validateStatus: () => true });
    expect(unsigned.status).toBe(403);
  });

  it('are refused under the secret of before', async () => {
    const before = webhook();
    await register();
    expect((await deliver('updated', 1, before)).status).toBe(403);
    expect((await deliver('updated', 1)).status).toBe(204);
  });

  it('say when NetBox does not answer, so that it tries again', async () => {
    house.netbox.faults.add({ on: 'read', path: MACHINES, status: 500 });
    expect((await deliver('updated', 1)).status).toBeGreaterThanOrEqual(400);
    house.netbox.faults.clear();
  });

  it('are asked for on a page as well, in words where that fails', async () => {
    const visitor = new Visitor(house.serving.url as never);
    await visitor.signIn('admin', 'admin');
    const page = '/plugins/proxbox/inside/';
    expect((await visitor.get(page)).text).toContain(webhook().payload_url);
    await visitor.post(page, page, { wanted: 'remove' });
    expect((await visitor.get(page)).text).toContain('NetBox does not tell Proxbox');
    await visitor.post(page, page, { wanted: 'register', url: 'ftp://proxbox' });
    expect((await visitor.get(page)).text).toContain('Enter an address such as http://proxbox:8800');
    await visitor.post(page, page, { wanted: 'register', url: house.serving.url });
    expect((await visitor.get(page)).text).toContain(webhook().payload_url);
  });

  it('end on request, in NetBox too', async () => {
    const last = webhook();
    await deliver('updated', 1);
    const state = await house.api.get<{ last_event: string }>(`${API}/inside/events/`);
    expect(state.data.last_event).not.toBeNull();
    expect((await house.api.delete(`${API}/inside/events/`)).status).toBe(204);
    expect([...house.netbox.rows(WEBHOOKS), ...house.netbox.rows(RULES)]).toEqual([]);
    expect((await deliver('updated', 1, last)).status).toBe(403);
    expect((await house.api.delete(`${API}/inside/events/`)).status).toBe(404);
  });
});
