import { firstValueFrom, toArray } from 'rxjs';
import { NotFound } from '../../core/errors/errors';
import { refTo } from '../../core/plan/value';
import { Lost } from '../engine/stage';
import { aConfig, aGuest, aNode, type FakeContent, fakeSource } from './fake-source';
import { statusOf, type NamedGuest, virtualMachineRow, virtualMachines } from './virtual-machines.stage';

const source = fakeSource();
const row = (guest: Parameters<typeof aGuest>[1] = {}, config: Parameters<typeof aConfig>[0] = {}) =>
  virtualMachineRow({ source, guest: aGuest(source, guest), config: aConfig(config), name: 'web-01' });

async function read(content: FakeContent): Promise<(NamedGuest | Lost)[]> {
  const guests = virtualMachines.parts.find((part) => part.target.name === 'virtual-machine')!;
  return (await firstValueFrom(guests.read(fakeSource(content)).pipe(toArray()))) as (NamedGuest | Lost)[];
}

describe('the row of a guest', () => {
  it('says what Proxmox says, in the words and units of NetBox', () => {
    expect(row()).toMatchObject({
      key: 'cluster/lab-a/guest/101',
      values: {
        name: 'web-01',
        status: 'active',
        cluster: refTo('cluster', 'cluster/lab-a'),
        device: refTo('device', 'cluster/lab-a/node/pve1'),
        role: refTo('device-role', 'virtual-machine-qemu'),
        vcpus: 4,
        memory: 8192,
        vmid: 101,
        vmType: 'qemu',
        agent: true,
        unprivileged: null,
        link: 'https://192.0.2.11:8006/#v1:0:=qemu/101',
        clusterName: 'lab-a',
      },
    });
  });

  it('never holds a disk size, which NetBox sums up itself', () => {
    expect(Object.keys(row().values)).not.toContain('disk');
  });

  it('takes a stopped template for what it is: an offline machine', () => {
    expect(row({ isTemplate: true, status: 'stopped' }).values.status).toBe('offline');
  });

  it('leaves out what Proxmox does not know just after a restart of its statistics, and asks the configuration of a new one', () => {
    const { values, onCreate } = row(
      { cpus: undefined, memory: undefined, status: 'unknown' },
      { cpus: 2, memory: 512 },
    );
    const unknown = { vcpus: undefined, memory: undefined, status: undefined, proxmoxStatus: undefined };
    expect(values).toMatchObject(unknown);
    expect(onCreate).toMatchObject({ vcpus: 2, memory: 512 });
  });

  it('never sends 0 CPUs or 0 MiB, which NetBox refuses', () => {
    const { values, onCreate } = row({ cpus: 0, memory: 0 }, { cpus: 0, memory: 0 });
    expect(values).toMatchObject({ vcpus: undefined, memory: undefined });
    expect(onCreate).toMatchObject({ vcpus: undefined, memory: undefined });
  });

  it('does not call a new guest active whose state is not known', () => {
    expect(row({ status: 'unknown' }).onCreate).toMatchObject({ status: 'offline' });
  });

  it('carries the SMBIOS UUID as proof of who it is, where there is one', () => {
    expect(row({}, { uuid: '3e0f' }).proof).toBe('SMBIOS 3e0f');
    expect(row().proof).toBeUndefined();
  });

  it('tells containers from machines', () => {
    const { values } = row({ type: 'lxc' }, { isUnprivileged: true, hasAgent: false });
    expect(values).toMatchObject({
      role: refTo('device-role', 'container-lxc'),
      unprivileged: true,
      agent: null,
      link: 'https://192.0.2.11:8006/#v1:0:=lxc/101',
    });
  });
});

test.each([
  ['running', 'active'],
  ['stopped', 'offline'],
  ['paused', 'paused'],
  ['suspended', 'paused'],
  ['unknown', undefined],
  ['something new', undefined],
])('the Proxmox state %s is the NetBox status %s', (status, expected) => {
  expect(statusOf(status)).toBe(expected);
});

describe('reading guests', () => {
  it('gives the same VMID in two clusters two identities', async () => {
    const keys = await Promise.all(
      ['lab-a', 'lab-b'].map(async (name) => {
        const key = `cluster/${name}`;
        const [one] = await read({ key, name, nodes: [aNode({ key })], guests: [aGuest({ key })] });
        return (one as NamedGuest).guest.key;
      }),
    );
    expect(keys).toEqual(['cluster/lab-a/guest/101', 'cluster/lab-b/guest/101']);
  });

  it('works on a host that stands alone', async () => {
    const key = 'node/pve-solo';
    const solo = { mode: 'standalone' as const, name: 'pve-solo' };
    const [one] = await read({ ...solo, nodes: [aNode({ key })], guests: [aGuest({ key })] });
    expect(virtualMachineRow(one as NamedGuest).values.cluster).toEqual(refTo('cluster', key));
  });

  it('loses one guest whose configuration cannot be read, and no other', async () => {
    const guests = [aGuest(source), aGuest(source, { vmid: 102, name: 'db-01' })];
    const all = await read({ nodes: [aNode(source)], guests, configs: { 102: new Error('broken') } });
    const lost = all.filter((one) => one instanceof Lost);
    expect(lost).toMatchObject([{ key: 'cluster/lab-a/guest/102', label: 'db-01', isExpected: false }]);
    expect(all).toHaveLength(2);
  });

  it('tells an offline node once, and leaves its guests as they are', async () => {
    const guests = [aGuest(source, { node: 'pve2', name: undefined, status: 'unknown' })];
    const all = await read({
      nodes: [aNode(source), aNode(source, { name: 'pve2', isOnline: false })],
      guests,
    });
    expect(all).toMatchObject([
      { key: 'cluster/lab-a/node/pve2', isExpected: false },
      { key: 'cluster/lab-a/guest/101', isExpected: true },
    ]);
    expect((all[0] as Lost).error.message).toContain('1 guests were left as they are');
  });

  it('follows a guest that has left its node since it was listed', async () => {
    const content = {
      nodes: [aNode(source), aNode(source, { name: 'pve2' })],
      guests: [aGuest(source)],
      configs: { '101 on pve1': new NotFound('It does not exist.') },
    };
    const guestsLater = [aGuest(source, { node: 'pve2', status: 'unknown' })];
    const [moved] = await read({ ...content, guestsLater });
    expect(moved).toMatchObject({ guest: { vmid: 101, node: 'pve2', status: 'running' } });
    expect(await read({ ...content, guestsLater: [] })).toMatchObject([{ isExpected: true }]);
    expect(await read(content)).toMatchObject([{ isExpected: false }]);
  });

  it('takes the name from the configuration, which statistics may lack or show late', async () => {
    for (const name of [undefined, 'before']) {
      const [one] = await read({
        nodes: [aNode(source)],
        guests: [aGuest(source, { name })],
        configs: { 101: aConfig({ name: 'from-config' }) },
      });
      expect((one as NamedGuest).name).toBe('from-config');
    }
  });

  it('leaves out a template that only its configuration tells, where nobody wants templates', async () => {
    const content = {
      nodes: [aNode(source)],
      guests: [aGuest(source)],
      configs: { 101: aConfig({ isTemplate: true }) },
    };
    expect(await read(content)).toMatchObject([{ guest: { vmid: 101 } }]);
    expect(await read({ ...content, settings: { includeTemplates: false } })).toMatchObject([
      { key: 'cluster/lab-a/guest/101', isExpected: true },
    ]);
  });
});
