/** A zone of the software-defined network. */
export interface SimZone {
  zone: string;
  type: 'vlan' | 'simple' | 'evpn';
  /** Keys that only this type has. */
  settings: Record<string, string | number>;
}

export interface SimVnet {
  vnet: string;
  zone: string;
  tag?: number;
  alias?: string;
  subnets: { cidr: string; gateway?: string }[];
}

/** Of every cluster; a standalone host has none. */
export function generateZones(nodeNames: readonly string[]): SimZone[] {
  const vlan = { bridge: 'vmbr0', ipam: 'pve', mtu: 1500, nodes: nodeNames.join(',') };
  return [
    { zone: 'zone1', type: 'vlan', settings: vlan },
    { zone: 'simple1', type: 'simple', settings: { dhcp: 'dnsmasq', ipam: 'pve' } },
    {
      zone: 'evpn1',
      type: 'evpn',
      settings: { controller: 'ctl1', 'vrf-vxlan': 10_000, exitnodes: nodeNames[0] },
    },
  ];
}

export function generateVnets(): SimVnet[] {
  return [
    {
      vnet: 'vnet10',
      zone: 'zone1',
      tag: 10,
      alias: 'servers',
      subnets: [{ cidr: '198.51.100.0/24', gateway: '198.51.100.1' }],
    },
    { vnet: 'dmz', zone: 'simple1', subnets: [] },
  ];
}
