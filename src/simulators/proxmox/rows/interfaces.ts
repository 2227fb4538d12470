import { type SimGuest } from '../world/guests';

type Row = Record<string, unknown>;

/** A network interface as the guest has it, before either kind of guest words it in its own way. */
interface InsideInterface {
  name: string;
  /** Lower case; absent where the guest does not tell. */
  mac?: string;
  /** CIDR. */
  addresses: string[];
}

const RUNTIME_MAC = 'ee:ee:ee:ee:ee:ee';
const CONTAINERS_INSIDE = 12;
/** Old agents of Windows do not tell the length of a prefix. */
const UNTOLD_PREFIX = -1;

/** The answer of a guest agent to `network-get-interfaces`. */
export function agentInterfaces(guest: SimGuest): Row[] {
  const isWindows = guest.inside === 'windows';
  const cards = cardsInside(guest).map((card, index) =>
    isWindows ? { ...card, name: index === 0 ? 'Ethernet' : `Ethernet ${index + 1}` } : card,
  );
  if (isWindows) {
    const loopback = { name: 'Loopback Pseudo-Interface 1', addresses: ['::1/128', '127.0.0.1/8'] };
    return [...cards, loopback].map((one) => agentInterface(one, true));
  }
  const loopback = { name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8', '::1/128'] };
  return [loopback, ...cards, ...runtimeInterfaces(guest)].map((one) => agentInterface(one, false));
}

/** The interfaces of a running container; `ip` words the families `inet` and `inet6`. */
export function lxcInterfaces(guest: SimGuest): Row[] {
  const loopback = { name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8', '::1/128'] };
  return [loopback, ...cardsInside(guest), ...runtimeInterfaces(guest)].map(
    ({ name, mac = '', addresses }) => {
      const rows = addresses.map((cidr) => {
        const { address, prefix, isIp6 } = partsOf(cidr);
        return { 'ip-address-type': isIp6 ? 'inet6' : 'inet', 'ip-address': address, prefix };
      });
      // The two short keys hold the last address of each family.
      const last = (isIp6: boolean) => addresses.findLast((cidr) => partsOf(cidr).isIp6 === isIp6);
      return {
        name,
        hwaddr: mac,
        'hardware-address': mac,
        ...(last(false) === undefined ? {} : { inet: last(false) }),
        ...(last(true) === undefined ? {} : { inet6: last(true) }),
        'ip-addresses': rows,
      };
    },
  );
}

/** The guest's cards under the names it gives them, each up with a link-local address. */
function cardsInside(guest: SimGuest): InsideInterface[] {
  return Object.entries(guest.config).flatMap(([key, line]) => {
    const index = /^net(\d+)$/.exec(key)?.[1];
    if (index === undefined) return [];
    const mac = /(?:[0-9A-F]{2}:){5}[0-9A-F]{2}/i.exec(String(line))?.[0].toLowerCase();
    const name = /(?:^|,)name=([^,]+)/.exec(String(line))?.[1] ?? `eth${index}`;
    const isDown = /(?:^|,)link_down=1/.test(String(line));
    const own = guest.addresses[key] ?? [];
    const linkLocal = mac === undefined ? [] : [`${linkLocalOf(mac)}/64`];
    return [{ name, mac, addresses: isDown ? [] : [...own, ...linkLocal] }];
  });
}

/** A container runtime inside the guest: a bridge, many cards of one MAC, and a tunnel that tells none. */
function runtimeInterfaces({ inside, vmid }: SimGuest): InsideInterface[] {
  if (inside !== 'containers') return [];
  const links = Array.from({ length: CONTAINERS_INSIDE }, (_, index) => ({
    name: `cali${(vmid * 4096 + index).toString(16).padStart(11, '0')}`,
    mac: RUNTIME_MAC,
    addresses: ['fe80::ecee:eeff:feee:eeee/64'],
  }));
  return [
    { name: 'docker0', mac: '02:42:ac:11:00:01', addresses: ['172.17.0.1/16'] },
    ...links,
    { name: 'tun0', addresses: ['10.8.0.2/32'] },
  ];
}

function agentInterface({ name, mac, addresses }: InsideInterface, isWindows: boolean): Row {
  const rows = addresses.map((cidr) => {
    const { address, prefix, isIp6 } = partsOf(cidr);
    const isLinkLocal = address.startsWith('fe80:');
    return {
      'ip-address': isWindows && isLinkLocal ? `${address}%3` : address,
      'ip-address-type': isIp6 ? 'ipv6' : 'ipv4',
      prefix: isWindows && (isIp6 || address === '127.0.0.1') ? UNTOLD_PREFIX : prefix,
    };
  });
  const statistics = Object.fromEntries(
    ['rx', 'tx'].flatMap((way) =>
      ['bytes', 'packets', 'errs', 'dropped'].map((kind) => [`${way}-${kind}`, 1]),
    ),
  );
  return {
    name,
    ...(mac === undefined ? {} : { 'hardware-address': mac }),
    ...(rows.length > 0 ? { 'ip-addresses': rows } : {}),
    ...(isWindows ? {} : { statistics }),
  };
}

function partsOf(cidr: string): { address: string; prefix: number; isIp6: boolean } {
  const [address, prefix] = cidr.split('/');
  return { address, prefix: Number(prefix), isIp6: address.includes(':') };
}

/** EUI-64: the first byte's second bit is turned over, ff:fe goes into the middle. */
function linkLocalOf(mac: string): string {
  const bytes = mac.split(':').map((byte) => parseInt(byte, 16));
  const all = [bytes[0] ^ 2, bytes[1], bytes[2], 0xff, 0xfe, bytes[3], bytes[4], bytes[5]];
  const groups = [0, 2, 4, 6].map((at) => ((all[at] << 8) | all[at + 1]).toString(16));
  return `fe80::${groups.join(':')}`;
}
