import { generateWorld, type WorldOptions } from './world';

const guestsOf = (options: WorldOptions) =>
  generateWorld(options).clusters.map(({ guests }) => [...guests.values()]);

describe('generateWorld', () => {
  it('makes the same world twice from the same options, and another from another seed', () => {
    expect(guestsOf({})).toEqual(guestsOf({}));
    expect(guestsOf({ seed: 2 })).not.toEqual(guestsOf({ seed: 1 }));
  });

  it('spreads five nodes and sixty guests over two clusters and a standalone host', () => {
    const { clusters } = generateWorld();

    expect(clusters.map(({ name, nodes }) => [name, nodes.length])).toEqual([
      ['lab-a', 3],
      ['lab-b', 2],
      ['pve-solo', 1],
    ]);
    expect(clusters.map(({ guests }) => guests.size)).toEqual([29, 28, 3]);
  });

  it('uses the same VMIDs in both clusters, with other identities behind them', () => {
    const [first, second] = generateWorld().clusters;

    const shared = [...first.guests.keys()].filter((vmid) => second.guests.has(vmid));
    expect(shared.length).toBe(28);
    expect(first.guests.get(101)?.config.net0 ?? first.guests.get(101)?.config.rootfs).toBeDefined();
    expect(first.guests.get(101)?.config).not.toEqual(second.guests.get(101)?.config);
  });

  it('gives every cluster a template and both kinds of guests, some stopped', () => {
    for (const guests of guestsOf({ standalone: false })) {
      expect(guests.filter(({ config }) => config.template === 1)).toHaveLength(1);
      expect(new Set(guests.map(({ type }) => type))).toEqual(new Set(['qemu', 'lxc']));
      expect(new Set(guests.map(({ status }) => status))).toEqual(new Set(['running', 'stopped']));
    }
  });

  it('repeats no MAC address, guest UUID or generation id in a thousand guests', () => {
    const configs = guestsOf({ guests: 1000 }).flatMap((guests) => guests.map(({ config }) => config));
    const macs = configs.flatMap(({ net0, net1 }) =>
      [net0, net1].flatMap((net) => /(?:[0-9A-F]{2}:){5}[0-9A-F]{2}/.exec(String(net))?.[0] ?? []),
    );
    const ids = configs
      .flatMap(({ smbios1, vmgenid }) => [smbios1, vmgenid])
      .filter((id) => id !== undefined);

    expect(configs).toHaveLength(1000);
    expect(new Set(macs).size).toBe(macs.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('can name the nodes of different clusters alike', () => {
    const { clusters } = generateWorld({ hasEqualNodeNames: true });

    expect(clusters[0].nodes[0].name).toBe('pve-1');
    expect(clusters[1].nodes[0].name).toBe('pve-1');
  });

  it('puts disks only on storages that the cluster has', () => {
    for (const { guests, storages } of generateWorld({ guests: 1000 }).clusters) {
      const names = storages.map(({ storage }) => storage);
      const used = [...guests.values()].flatMap(({ config }) =>
        Object.entries(config)
          .filter(
            ([key]) => /^(scsi|sata|virtio|rootfs|efidisk|tpmstate|unused|mp0)/.test(key) && key !== 'scsihw',
          )
          // A whole disk of the host is no volume of a storage.
          .filter(([, value]) => !String(value).startsWith('/dev/'))
          .map(([, value]) => String(value).split(':')[0]),
      );
      expect(names).toEqual(expect.arrayContaining([...new Set(used)]));
    }
  });
});

describe('the sizes of a world', () => {
  const options: WorldOptions = { guests: 400, nics: 2, disks: 3, snapshots: 1, backups: 2, agents: 0.8 };
  const world = generateWorld(options);
  const guests = world.clusters.flatMap((cluster) =>
    [...cluster.guests.values()].filter(({ config }) => config.template !== 1),
  );
  const count = (config: object, pattern: RegExp) =>
    Object.keys(config).filter((key) => pattern.test(key)).length;

  it('say how many cards, disks and snapshots each guest but the template has', () => {
    for (const { config, snapshots } of guests) {
      expect(count(config, /^net\d+$/)).toBe(2);
      expect(count(config, /^(scsi\d+|virtio\d+|rootfs|mp\d+)$/)).toBe(3);
      expect(snapshots).toHaveLength(1);
    }
  });

  it('say how many backups of each guest there are', () => {
    for (const { backups, guests: all } of world.clusters) {
      expect([...backups.values()].flat()).toHaveLength(all.size * 2);
      const volids = [...backups.values()].flat().map(({ volid }) => volid);
      expect(new Set(volids).size).toBe(volids.length);
    }
  });

  it('say how many agents answer, about', () => {
    const machines = guests.filter(({ type }) => type === 'qemu');
    const answering = machines.filter(
      ({ agent, config }) => agent === 'answers' && config.agent !== undefined,
    );
    expect(answering.length / machines.length).toBeGreaterThan(0.7);
    expect(answering.length / machines.length).toBeLessThan(0.9);
  });
});

describe('the default world', () => {
  const [first] = generateWorld().clusters;
  const lines = [...first.guests.values()].flatMap(({ config }) => Object.entries(config));
  const some = (key: RegExp, value: RegExp) =>
    lines.some(([name, line]) => key.test(name) && value.test(String(line)));

  it.each([
    ['disks on every bus', /^(ide|sata|scsi|virtio)\d+$/, /size=/],
    ['EFI disks and TPM states', /^(efidisk0|tpmstate0)$/, /size=/],
    ['unused disks', /^unused0$/, /vm-/],
    ['a disk without a size', /^scsi1$/, /^\/dev\/disk/],
    ['an ISO image and a cloud-init drive', /^ide2$/, /iso|cloudinit/],
    ['a linked clone', /^scsi1$/, /base-100-disk-1\.qcow2\/103\//],
    ['another model of card', /^net1$/, /^e1000=/],
    ['a card written the long way', /^net1$/, /^model=virtio,macaddr=/],
    ['a gap in the numbers of cards', /^net2$/, /trunks=/],
    ['a card that is off', /^net1$/, /link_down=1/],
    ['a container with DHCP', /^net0$/, /ip=dhcp/],
    ['a container with an IPv6 address', /^net0$/, /ip6=2001:/],
    ['a bind mount', /^mp1$/, /^\/mnt/],
    ['an agent that is off', /^agent$/, /^0$/],
  ])('has %s', (_what, key, value) => {
    expect(some(key, value)).toBe(true);
  });

  it('has bonds, VLANs and Open vSwitch on its nodes', () => {
    const types = first.nodes.flatMap(({ network }) => network.map(({ type }) => type));
    expect(types).toEqual(
      expect.arrayContaining(['eth', 'bond', 'bridge', 'vlan', 'OVSBridge', 'OVSBond', 'alias']),
    );
  });

  it('has tasks of every end, one still running, and a replication that fails', () => {
    const ends = first.nodes.flatMap(({ tasks }) => tasks.map(({ status }) => status));
    expect(ends).toEqual(expect.arrayContaining(['OK', 'WARNINGS: 1', 'job errors', undefined]));
    expect(first.replications.some(({ failCount }) => failCount > 0)).toBe(true);
  });

  it('names a backup in the local time of its host, while its time is told in UTC', () => {
    const [{ volid, ctime }] = first.backups.get('nas')!;
    const [, hour] = /-(\d\d)_\d\d_\d\d\.vma/.exec(volid)!;
    expect(Number(hour)).toBe(new Date(ctime * 1000).getUTCHours() + 1);
  });
});
