import { auditorRights } from '../../src/simulators/proxmox/rights';
import { type Resource } from '../../src/sync/resources/define-resource';
import { stages } from '../../src/sync/stages';
import { API, apiOf, type House, type RunJson, runAndWatch } from '../../src/tools/house';
import {
  changeEndpoint,
  changesOf,
  endpointNamed,
  listed,
  machines,
  MAIN_STAGES,
  openTestHouse,
} from './open-house';

interface Check {
  is_reached: boolean;
  version: string | null;
  name: string | null;
  problems: string[];
}

/** Tokens beside that of the house: of a superuser, and of somebody with some permissions. */
const READER = 'a'.repeat(40);
const WRITER = 'b'.repeat(40);

let house: House;
beforeAll(async () => {
  const users = [
    { username: 'admin', password: 'admin', superuser: true },
    { username: 'sync', password: 'sync', superuser: false },
  ];
  const tokens = [
    { username: 'admin', token: READER, writeEnabled: false },
    { username: 'sync', token: WRITER },
  ];
  house = await openTestHouse({
    stages: MAIN_STAGES,
    proxmox: { standalone: false },
    netbox: { users, tokens },
  });
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
    const writing = house.netbox.rows('users/tokens').filter((token) => token.write_enabled === true);
    const setWriting = (write_enabled: boolean) =>
      writing.forEach(({ id }) => house.netbox.patch('users/tokens', Number(id), { write_enabled }));
    setWriting(false);
    const { problems } = await checkOf('netbox/1');
    expect(problems).toContain('This token may neither add nor change a virtual machine.');
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

describe('a run that is going to write to NetBox', () => {
  /** From now on Proxbox writes with that token. */
  async function writeWith(token_secret: string): Promise<void> {
    const news = { token_version: 'v1', token_secret };
    expect((await house.api.patch(`${API}/endpoints/netbox/1/`, news)).status).toBe(200);
  }
  async function linesOf(run: RunJson): Promise<string[]> {
    const { job } = run as RunJson & { job: { id: number } };
    const log = await listed<{ message: string }>(house, `job-log-entries/?job_id=${job.id}&limit=1000`);
    return log.map(({ message }) => message);
  }

  it('is not started by whom a token identifies that may only read', async () => {
    const { status, data } = await apiOf(house.serving.url, READER).post<unknown>(`${API}/sync/runs/`, {});
    expect({ status, data }).toEqual({
      status: 403,
      data: { detail: 'You do not have permission to perform this action.' },
    });
  });

  it('ends before the first write where the token may only read, with a plan that can be carried out later', async () => {
    await writeWith(READER);
    const run = await house.run();
    expect(run).toMatchObject({
      status: { value: 'failed' },
      netbox_writes: 0,
      error: 'The token for NetBox may only read, so nothing of this plan was written.',
    });
    expect(await changesOf(house, run.id, '&status=planned&target=virtual-machine')).not.toEqual([]);
  });

  it('tells before the first write which kinds of objects will be refused, and writes the others', async () => {
    const { id } = house.netbox.rows('users/users').find(({ username }) => username === 'sync')!;
    const machineType = 'virtualization.virtualmachine';
    const all = stages.flatMap(({ parts }) => parts.map(({ target }) => (target as Resource).objectType));
    const others = [...new Set(all)].filter((type) => type && type !== machineType);
    const grant = (name: string, object_types: string[], actions: string[]) =>
      house.netbox.create('users/permissions', { name, object_types, actions, users: [id] });
    grant('everything else', others, ['view', 'add', 'change', 'delete']);
    grant('machines', [machineType], ['view']);
    await writeWith(WRITER);
    const run = await house.run();
    const lines = await linesOf(run);
    const isTold = (line: string) => line.startsWith('The token for NetBox may not');
    expect(lines.filter(isTold)).toEqual([
      expect.stringMatching(/^The token for NetBox may not add a virtual machine; the plan adds \d+\. Give /),
    ]);
    expect(lines.findIndex(isTold)).toBeGreaterThan(lines.indexOf('The plan is stored.'));
    expect(lines.findIndex(isTold)).toBeLessThan(
      lines.findIndex((line) => line.startsWith('Starting stage')),
    );
    expect(run.status.value).toBe('completed_with_errors');
    expect(machines(house)).toEqual([]);
    expect(run.created_count).toBeGreaterThan(0);
  });
});
