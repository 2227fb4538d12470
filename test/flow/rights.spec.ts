import { auditorRights } from '../../src/simulators/proxmox/rights';
import { API, type House, runAndWatch } from '../../src/tools/house';
import { changeEndpoint, endpointNamed, MAIN_STAGES, openTestHouse } from './open-house';

interface Check {
  is_reached: boolean;
  version: string | null;
  name: string | null;
  problems: string[];
}

let house: House;
beforeAll(async () => {
  house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { standalone: false } });
});
afterAll(() => house.close());
afterEach(() => house.proxmox.faults.restrict('lab-a', null));

async function checkOf(path: string): Promise<Check> {
  const { status, data } = await house.api.post<Check>(`${API}/endpoints/${path}/check/`);
  expect(status).toBe(200);
  return data;
}

describe('the check of a Proxmox endpoint', () => {
  it('tells who is there, and that nothing is missing', async () => {
    const { id } = await endpointNamed(house, 'lab-a');
    expect(await checkOf(`proxmox/${id}`)).toMatchObject({
      is_reached: true,
      name: 'lab-a',
      version: expect.stringMatching(/^\d+\./),
      problems: [],
    });
  });

  it('tells what a plain PVEAuditor does not see, and which privilege it lacks', async () => {
    house.proxmox.faults.restrict('lab-a', auditorRights('9.1'));
    const { id } = await endpointNamed(house, 'lab-a');
    const { problems } = await checkOf(`proxmox/${id}`);
    expect(problems).toContain('This token sees no backups: it lacks Datastore.AllocateSpace on /storage.');
    expect(problems).toContain('This token sees no backups: it lacks VM.Backup on /vms.');
  });

  it('tells why it was not reached', async () => {
    const { id, port } = await endpointNamed(house, 'lab-b');
    await changeEndpoint(house, 'lab-b', { port: 1 });
    const check = await checkOf(`proxmox/${id}`);
    expect(check).toMatchObject({ is_reached: false, version: null, name: null });
    expect(check.problems).toHaveLength(1);
    await changeEndpoint(house, 'lab-b', { port });
    expect((await house.api.post(`${API}/endpoints/proxmox/9999/check/`)).status).toBe(404);
  });
});

describe('the check of the NetBox endpoint', () => {
  it('tells whose token it is, and what it may not add', async () => {
    expect(await checkOf('netbox/1')).toMatchObject({ is_reached: true, problems: [] });
    const setWriting = (write_enabled: boolean) =>
      house.netbox.rows('users/tokens').forEach(({ id }) => {
        house.netbox.patch('users/tokens', id as number, { write_enabled });
      });
    setWriting(false);
    const { problems } = await checkOf('netbox/1');
    expect(problems).toContain('This token may not add a virtual machine.');
    setWriting(true);
    expect(house.netbox.requests().writes).toBe(0);
  });
});

it('a run tells what its stages will not see, and of nothing else', async () => {
  house.proxmox.faults.restrict('lab-a', { '/': ['Sys.Audit', 'VM.Audit'] });
  const problems: string[] = [];
  const run = await runAndWatch(house.api, { stages: ['storage'] }, (event, data) => {
    if (event === 'error_detail') problems.push((data as { message: string }).message);
  });
  expect(problems).toEqual(['lab-a: This token sees no storages: it lacks Datastore.Audit on /storage.']);
  expect(run).toMatchObject({ status: { value: 'completed' }, deleted_count: 0 });
});
