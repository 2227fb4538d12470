import { API, type Sidecar } from '../../src/tools/house';
import { openBesideNetbox } from './beside-netbox';
import { NetboxApi, type NetboxObject, netboxUnderTest } from './netbox-api';

const MACHINES = 'virtualization/virtual-machines';
const VM_TYPE = 'virtualization.virtualmachine';
/** From the change in NetBox to what Proxbox knows of it; a worker of NetBox begins each delivery with a new process. */
const DELIVERY_LIMIT_MS = 60_000;

jest.setTimeout(240_000);

/** What changes in the real NetBox comes by itself; a NetBox of others has to reach this machine, and to have a worker. */
describe('the events of the real NetBox', () => {
  const netbox = new NetboxApi(netboxUnderTest());
  const closes: (() => Promise<unknown>)[] = [];
  let proxbox: Sidecar;

  const machine = (vmid: number) =>
    netbox.one(MACHINES, { cf_proxmox_vm_id: vmid, cf_proxmox_cluster: 'lab-a' });
  const read = async <Row>(path: string): Promise<Row | undefined> =>
    (await proxbox.api.get<{ results: Row[] }>(`${API}/${path}`)).data.results[0];
  const eventually = async <Value>(look: () => Promise<Value>, isSo: (value: Value) => boolean) => {
    const deadline = Date.now() + DELIVERY_LIMIT_MS;
    for (;;) {
      const value = await look();
      if (isSo(value) || Date.now() > deadline) return value;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  beforeAll(async () => {
    const opened = await openBesideNetbox(netbox, { guests: 4, clusters: 1, nodes: 2 });
    ({ proxbox } = opened);
    closes.push(() => opened.close());
    expect(await proxbox.run()).toMatchObject({ status: { value: 'completed' }, failed_count: 0 });
    const { status } = await proxbox.api.post(`${API}/inside/events/`, { url: proxbox.serving.url });
    expect(status).toBe(200);
    closes.push(() => proxbox.api.delete(`${API}/inside/events/`));
  });
  afterAll(async () => {
    for (const close of closes.reverse()) await close();
  }, 600_000);

  it('bring a new name into the mirror', async () => {
    const { id } = await machine(101);
    await netbox.change(MACHINES, id, { name: 'renamed-by-hand' });
    const path = `netbox-objects/?object_type=${VM_TYPE}&object_id=${id}`;
    const known = await eventually(
      () => read<{ name: string }>(path),
      (row) => row?.name === 'renamed-by-hand',
    );
    expect(known?.name).toBe('renamed-by-hand');
  });

  it('mark the link of what was deleted', async () => {
    const { id } = await machine(102);
    await netbox.remove(MACHINES, id);
    const link = await eventually(
      () => read<{ deleted_in_netbox: string | null }>(`sync/links/?target=virtual-machine&object_id=${id}`),
      (row) => row?.deleted_in_netbox != null,
    );
    expect(link?.deleted_in_netbox).not.toBeNull();
  });

  it('end on request, without a trace in NetBox', async () => {
    const mine = () => netbox.all('extras/event-rules', { name: 'Proxbox' });
    expect(await mine()).toHaveLength(1);
    expect((await proxbox.api.delete(`${API}/inside/events/`)).status).toBe(204);
    expect(await mine()).toEqual([]);
    const hooks: NetboxObject[] = await netbox.all('extras/webhooks', { name: 'Proxbox' });
    expect(hooks).toEqual([]);
  });
});
