import { Refused } from '../../core/errors/errors';
import { guestConfigOf } from './guest-config';
import { clusterStatusOf, nodeStatusOf, permissionsOf, storageRowOf } from './inventory';
import { resourceOf } from './resources';
import { type Raw, WireRow } from './wire-row';

const row = (raw: Raw) => new WireRow(raw, '/somewhere');

describe('a guest configuration', () => {
  it.each([
    ['a number, as before 8.1', 4096],
    ['text, as since then', '4096'],
    ['a property string', 'current=4096'],
  ])('has its memory from %s', (_case, memory) => {
    expect(guestConfigOf('qemu', row({ memory })).memoryMib).toBe(4096);
  });

  it('says of a virtual machine what is set', () => {
    const config = guestConfigOf(
      'qemu',
      row({
        name: 'web-01',
        description: 'Web front end\nowner: team-x',
        tags: 'prod;web',
        sockets: 2,
        cores: '4',
        vcpus: 3,
        onboot: 1,
        agent: 'enabled=1',
        template: 1,
        smbios1: 'uuid=3E0FB7B2-6F1D-4C5E-9A55-0D5B6A1F0001',
        vmgenid: '7A8F1E1C-0000-4000-8000-000000000001',
        searchdomain: 'lab.example',
        hotplug: 'disk,network',
      }),
    );

    expect(config).toMatchObject({
      name: 'web-01',
      description: 'Web front end\nowner: team-x',
      tags: ['prod', 'web'],
      sockets: 2,
      cores: 4,
      vcpus: 3,
      isOnBoot: true,
      isAgentEnabled: true,
      isTemplate: true,
      smbiosUuid: '3e0fb7b2-6f1d-4c5e-9a55-0d5b6a1f0001',
      vmGenId: '7a8f1e1c-0000-4000-8000-000000000001',
      searchDomain: 'lab.example',
    });
    expect(config.isUnprivileged).toBeUndefined();
    expect(config.raw.hotplug).toBe('disk,network');
  });

  it('takes the name of a container from its hostname and drops the newline after its notes', () => {
    const config = guestConfigOf(
      'lxc',
      row({ hostname: 'dns-01', description: 'resolver\n', memory: 512, unprivileged: 1, cpulimit: 0.5 }),
    );

    expect(config).toMatchObject({ name: 'dns-01', description: 'resolver', memoryMib: 512 });
    expect(config).toMatchObject({ isUnprivileged: true, cpuLimit: 0.5, isAgentEnabled: false });
    expect(guestConfigOf('lxc', row({})).isUnprivileged).toBe(false);
  });

  it('of a nearly empty guest is empty, not wrong', () => {
    const config = guestConfigOf('qemu', row({ boot: '', memory: 'lots', vmgenid: '0' }));

    expect(config).toMatchObject({ tags: [], isTemplate: false, isOnBoot: false, isAgentEnabled: false });
    expect([config.name, config.memoryMib, config.cores, config.vmGenId]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a resource', () => {
  it('without statistics has only its identity and what lies in files', () => {
    const guest = resourceOf(
      row({ id: 'qemu/301', vmid: 301, node: 'a3', type: 'qemu', status: 'unknown', tags: 'a' }),
    );

    expect(guest).toMatchObject({ type: 'qemu', vmid: 301, node: 'a3', status: 'unknown', tags: ['a'] });
    expect(guest).toMatchObject({ name: undefined, isTemplate: undefined, memoryBytes: undefined });
  });

  it('keeps the fractional CPUs of a container', () => {
    const guest = resourceOf(
      row({ id: 'lxc/201', vmid: '201', node: 'a', type: 'lxc', maxcpu: '0.5', template: 0 }),
    );

    expect(guest).toMatchObject({ vmid: 201, cpuCount: 0.5, isTemplate: false });
  });

  it('of an unknown kind is kept as other, not refused', () => {
    expect(resourceOf(row({ id: 'sdn/a/z', type: 'sdn' }))).toMatchObject({ type: 'other', kind: 'sdn' });
  });

  it('without its identity is refused, since dropping it would look like a deletion', () => {
    expect(() => resourceOf(row({ id: 'qemu/1', type: 'qemu', node: 'a' }))).toThrow(Refused);
  });

  it('of a storage has its content as a list', () => {
    const storage = resourceOf(
      row({
        id: 'storage/a/nas',
        type: 'storage',
        storage: 'nas',
        node: 'a',
        shared: '1',
        content: 'backup,images',
      }),
    );

    expect(storage).toMatchObject({ isShared: true, content: ['backup', 'images'] });
  });
});

describe('inventory', () => {
  it('reads flags that come as numbers or as text', () => {
    expect(clusterStatusOf(row({ type: 'cluster', name: 'lab', nodes: '3', quorate: '1' }))).toMatchObject({
      nodeCount: 3,
      isQuorate: true,
    });
    expect(clusterStatusOf(row({ type: 'node', name: 'a', nodeid: 0, local: 1, online: 0 }))).toMatchObject({
      nodeId: 0,
      isLocal: true,
      isOnline: false,
    });
  });

  it('takes a storage for enabled and everywhere unless it says otherwise', () => {
    expect(storageRowOf(row({ storage: 'local', type: 'dir' }))).toMatchObject({
      isEnabled: true,
      nodes: undefined,
    });
    expect(storageRowOf(row({ storage: 'x', type: 'dir', disable: 1, nodes: 'a,b' }))).toMatchObject({
      isEnabled: false,
      nodes: ['a', 'b'],
    });
  });

  it('survives a node status without its parts', () => {
    expect(nodeStatusOf(row({ uptime: 5 }))).toMatchObject({ uptimeSeconds: 5, cpuModel: undefined });
  });

  it('reads the reach of each privilege', () => {
    expect(permissionsOf(row({ '/': { 'VM.Audit': 1, 'Sys.Audit': '0' } }))).toEqual({
      '/': { 'VM.Audit': 1, 'Sys.Audit': 0 },
    });
  });
});
