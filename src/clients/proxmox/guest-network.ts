import { isRaw, type Raw, type WireRow } from './wire-row';

/** A network interface as the guest itself sees it. */
export interface SeenInterface {
  name: string;
  /** Upper case. */
  mac?: string;
  /** With their mask where it was told: `192.0.2.5/24`. */
  addresses: string[];
}

/**
 * Reads `agent/network-get-interfaces`. A command that the agent refuses comes with status 200 and `result.error`
 * (qemu-server 9); undefined then, for nothing was told. Old Windows agents say prefix -1.
 */
export function agentInterfacesOf(row: WireRow): SeenInterface[] | undefined {
  const { result } = row.raw;
  return Array.isArray(result) ? result.filter(isRaw).map(interfaceOf) : undefined;
}

/**
 * Reads `/lxc/{vmid}/interfaces`; undefined of a container that has stopped, for which null is sent: nothing was told.
 * Before pve-container 5.2.6 there was neither `hardware-address` nor `ip-addresses`, only `hwaddr` and the last address of
 * each family.
 */
export function containerInterfacesOf(rows: readonly WireRow[] | undefined): SeenInterface[] | undefined {
  return rows?.map(({ raw }) => {
    const seen = interfaceOf(raw);
    if (Array.isArray(raw['ip-addresses'])) return seen;
    return { ...seen, addresses: [raw.inet, raw.inet6].filter((one) => typeof one === 'string') };
  });
}

function interfaceOf(raw: Raw): SeenInterface {
  const mac = raw['hardware-address'] ?? raw.hwaddr;
  const addresses = Array.isArray(raw['ip-addresses']) ? raw['ip-addresses'].filter(isRaw) : [];
  return {
    name: String(raw.name ?? ''),
    ...(typeof mac === 'string' && { mac: mac.toUpperCase() }),
    addresses: addresses.flatMap(addressOf),
  };
}

function addressOf(raw: Raw): string[] {
  const address = raw['ip-address'];
  if (typeof address !== 'string' || address === '') return [];
  const prefix = Number(raw.prefix);
  // A zone (`fe80::1%3`) means something on that machine only.
  const [plain] = address.split('%');
  return [Number.isInteger(prefix) && prefix >= 0 ? `${plain}/${prefix}` : plain];
}
