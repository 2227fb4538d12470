import { API, type House, runAndWatch } from '../../src/tools/house';
import {
  changesOf,
  endpointNamed,
  linksOf,
  machine,
  MACHINES,
  MAIN_STAGES,
  openTestHouse,
} from './open-house';

let house: House;
beforeAll(async () => {
  house = await openTestHouse({ stages: MAIN_STAGES, proxmox: { standalone: false } });
});
afterAll(() => house.close());

async function setPolicies(overwrite_policies: unknown): Promise<void> {
  const { status } = await house.api.patch<unknown>(`${API}/settings/1/`, { overwrite_policies });
  expect(status).toBe(200);
}

const linkOf = async (vmid: number) =>
  (await linksOf(house, `target=virtual-machine&key=cluster/lab-a/guest/${vmid}`))[0];

it('tells of every field which run and endpoint set it last', async () => {
  const first = await house.run();
  const endpoint = (await endpointNamed(house, 'lab-a')).id;
  const before = await linkOf(101);
  expect(before.origins.vcpus).toMatchObject({ run: first.id, endpoint });
  expect(before.origins.name).toMatchObject({ run: first.id, endpoint });

  house.proxmox.changeGuest('lab-a', 101, { cores: 7 });
  const second = await house.run();
  const after = await linkOf(101);
  expect(after.origins.vcpus).toMatchObject({ run: second.id, endpoint });
  expect(after.origins.name).toEqual(before.origins.name);
  const [role] = await linksOf(house, 'target=device-role&key=proxmox-node');
  expect(role.origins.slug).toMatchObject({ run: first.id, endpoint: null });
});

it('writes over what people entered where they want that, and nothing where they do not', async () => {
  const { id } = machine(house, 101);
  await setPolicies({ 'virtual-machine': { vcpus: 'always', name: 'never' } });
  house.netbox.patch(MACHINES, id, { vcpus: 1 });
  house.proxmox.changeGuest('lab-a', 101, { name: 'renamed' });
  expect(await house.run()).toMatchObject({ updated_count: 1, status: { value: 'completed' } });
  const { name, vcpus } = machine(house, 101);
  expect(vcpus).toBe(7);
  expect(name).not.toBe('renamed');
  expect(await house.run()).toMatchObject({ netbox_writes: 0 });

  await setPolicies({});
  await house.run();
  expect(machine(house, 101).name).toBe('renamed');
});

it('lists what both sides changed', async () => {
  const { id } = machine(house, 101);
  house.netbox.patch(MACHINES, id, { vcpus: 2 });
  house.proxmox.changeGuest('lab-a', 101, { cores: 5 });
  const run = await house.run();
  const conflicts = await changesOf(house, run.id, '&conflict_count__gt=0');
  expect(conflicts).toMatchObject([
    {
      key: 'cluster/lab-a/guest/101',
      conflicts: [{ field: 'vcpus', ours: 5, theirs: 2, base: 7, kept: 'ours' }],
    },
  ]);
});

it('tells of policies that can have no effect, and what could be meant', async () => {
  await setPolicies({ vm: { name: 'never' }, 'virtual-machine': { colour: 'never' } });
  const problems: string[] = [];
  await runAndWatch(house.api, { stages: ['devices'] }, (event, data) => {
    if (event === 'error_detail') problems.push((data as { message: string }).message);
  });
  expect(problems.join('\n')).toContain('names the kind "vm", which does not exist');
  expect(problems.join('\n')).toContain('names virtual-machine.colour, which does not exist');
  await setPolicies({});
});

it('refuses a policy that is none', async () => {
  const wrong = { overwrite_policies: { 'virtual-machine': { name: 'sometimes' } } };
  const { status, data } = await house.api.patch<unknown>(`${API}/settings/1/`, wrong);
  expect({ status, data }).toEqual({
    status: 400,
    data: {
      overwrite_policies: [
        '"sometimes" of virtual-machine.name is not a policy. Choose from always, untouched, never.',
      ],
    },
  });
});
