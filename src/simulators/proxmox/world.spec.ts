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
          .filter(([key]) => /^(scsi|virtio|rootfs|efidisk|tpmstate|mp0)/.test(key) && key !== 'scsihw')
          .map(([, value]) => String(value).split(':')[0]),
      );
      expect(names).toEqual(expect.arrayContaining([...new Set(used)]));
    }
  });
});
