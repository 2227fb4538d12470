import { type Place } from './place';
import { type Role } from './roles';

/** A virtual network card: its line in the config, and what the guest has configured on it. */
export interface Card {
  /** `net0` … */
  key: string;
  line: string;
  /** CIDR, IPv4 before IPv6, without the link-local one. */
  addresses: string[];
}

const NET_OF_CLUSTER = 10;
/** Apart in the second octet: cards of one cluster by this much, clusters by one. */
const NETS_PER_CARD = 30;

interface Extra {
  index: number;
  line: (mac: string) => string;
  hasNoAddress?: boolean;
}

/** More cards of virtual machines, by the guest's position modulo 20: other models, gaps, and what people type by hand. */
const QEMU_EXTRAS: Record<number, Extra[]> = {
  1: [{ index: 1, line: (mac) => `virtio=${mac},bridge=vmbr1,mtu=9000` }],
  3: [{ index: 1, line: (mac) => `e1000=${mac},bridge=vmbr0,tag=50` }],
  5: [
    {
      index: 2,
      line: (mac) => `virtio=${mac},bridge=vmbr1,trunks=10;20;30-40`,
      hasNoAddress: true,
    },
  ],
  7: [
    { index: 1, line: (mac) => `model=virtio,macaddr=${mac},bridge=vnet10` },
    { index: 3, line: (mac) => `rtl8139=${mac},bridge=vmbr0` },
  ],
  10: [
    {
      index: 1,
      line: (mac) => `virtio=${mac},bridge=vmbr1,link_down=1,queues=4,rate=12.5`,
      hasNoAddress: true,
    },
  ],
  11: [{ index: 1, line: (mac) => `virtio=${mac},bridge=vmbr1,mtu=9000` }],
  13: [{ index: 1, line: () => 'virtio,bridge=vmbr1', hasNoAddress: true }],
  15: [{ index: 1, line: (mac) => `vmxnet3=${mac}`, hasNoAddress: true }],
  19: [{ index: 1, line: (mac) => `e1000e=${mac},bridge=vmbr0,tag=20` }],
};

/** The cards of a virtual machine: its role's and position's, or exactly as many as the world's sizes say. */
export function qemuCards(position: number, vmid: number, place: Place): Card[] {
  const { nics } = place.sizes;
  const card = (index: number, line: (mac: string) => string, hasNoAddress = false): Card => ({
    key: `net${index}`,
    line: line(macOf(place.cluster, vmid, index)),
    addresses: hasNoAddress ? [] : addressesOf(place.cluster, vmid, index),
  });
  const tag = 30 + (vmid % 3) * 10;
  const first = card(0, (mac) => `virtio=${mac},bridge=vmbr0,firewall=1,tag=${tag}`);
  if (nics === undefined) {
    const extras = QEMU_EXTRAS[position % 20] ?? [];
    return [first, ...extras.map(({ index, line, hasNoAddress }) => card(index, line, hasNoAddress))];
  }
  const more = Array.from({ length: Math.max(0, nics - 1) }, (_, index) =>
    card(index + 1, (mac) => `virtio=${mac},bridge=vmbr1,tag=${100 + index}`),
  );
  return nics > 0 ? [first, ...more] : [];
}

/** The cards of a container; the addresses stand in the config unless DHCP or the container itself sets them. */
export function lxcCards(position: number, vmid: number, role: Role, place: Place): Card[] {
  const { nics } = place.sizes;
  const turn = position % 20;
  const card = (index: number, name: string, bridge: string, rest: (address: string[]) => string): Card => {
    const addresses = addressesOf(place.cluster, vmid, index);
    const mac = macOf(place.cluster, vmid, index);
    return {
      key: `net${index}`,
      line: `name=${name},bridge=${bridge},hwaddr=${mac},${rest(addresses)}`,
      addresses,
    };
  };
  const gateway = `10.${NET_OF_CLUSTER + place.cluster}.0.1`;
  const staticIp4 = ([ip4]: string[]) => `firewall=1,gw=${gateway},ip=${ip4},tag=30,type=veth`;
  const both = ([ip4, ip6]: string[]) => `gw=${gateway},gw6=fe80::1,ip=${ip4},ip6=${ip6},tag=30,type=veth`;
  const dynamic = () => 'ip=dhcp,ip6=auto,type=veth';
  if (nics !== undefined) {
    return Array.from({ length: nics }, (_, index) =>
      card(
        index,
        `eth${index}`,
        index === 0 ? 'vmbr0' : 'vmbr1',
        index === 0 ? staticIp4 : () => 'ip=dhcp,type=veth',
      ),
    );
  }
  const first = card(0, 'eth0', 'vmbr0', turn === 12 ? both : role.name === 'cache' ? dynamic : staticIp4);
  if (turn === 4) return [first, card(1, 'eth1', 'vmbr1', () => 'ip=dhcp,ip6=dhcp,type=veth')];
  if (turn === 8) return [first, card(1, 'eth1', 'vmbr1', () => 'type=veth')];
  if (turn === 14)
    return [first, card(2, 'lan0', 'vmbr1', () => 'ip=manual,link_down=1,mtu=1400,trunks=10;20,type=veth')];
  return [first];
}

/** Upper case, Proxmox's own prefix; different for every cluster, guest and card of one world. */
export function macOf(cluster: number, vmid: number, card: number): string {
  const bytes = [0x11 + (card >> 2), (cluster << 2) | (card & 3), vmid >> 8, vmid & 0xff];
  return ['BC', '24', ...bytes.map(hexByte)].join(':');
}

export function addressesOf(cluster: number, vmid: number, card: number): string[] {
  const net = (NET_OF_CLUSTER + cluster + NETS_PER_CARD * card) & 0xff;
  const ip4 = `10.${net}.${(vmid >> 8) & 0xff}.${vmid & 0xff}/16`;
  return [ip4, `2001:db8:${net.toString(16)}::${vmid.toString(16)}/64`];
}

/** `ip=…,gw=…` of cloud-init for the first card. */
export function cloudInitAddress(cluster: number, vmid: number): string {
  return `ip=${addressesOf(cluster, vmid, 0)[0]},gw=10.${NET_OF_CLUSTER + cluster}.0.1`;
}

function hexByte(value: number): string {
  return (value & 0xff).toString(16).toUpperCase().padStart(2, '0');
}
