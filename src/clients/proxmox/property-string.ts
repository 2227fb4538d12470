/**
 * Takes `virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=30` apart. A first part without `=` gets the name `firstKey`
 * (`local-lvm:vm-101-disk-0,size=40G` with `volume`); other parts without `=` are left out.
 */
export function parseProperties(text: string, firstKey?: string): Record<string, string> {
  const properties: Record<string, string> = {};
  text.split(',').forEach((part, index) => {
    const at = part.indexOf('=');
    if (at > 0) properties[part.slice(0, at).trim()] = part.slice(at + 1).trim();
    else if (index === 0 && firstKey !== undefined && part.trim() !== '') properties[firstKey] = part.trim();
  });
  return properties;
}

const UNIT_BYTES: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Bytes of `40G`, `1.5T`, `528K` or `1048576`; undefined for anything else. */
export function parseSizeBytes(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/i.exec(text?.trim() ?? '');
  return match ? Math.round(Number(match[1]) * UNIT_BYTES[match[2].toUpperCase()]) : undefined;
}

export interface Drive {
  /** `storage:volume`, an absolute path, or `none`. */
  volume: string;
  /** Absent for passed-through devices, often for unused ones. */
  sizeBytes?: number;
  /** True for ISO images, empty drives and cloud-init drives too. */
  isCdrom: boolean;
}

/** `local-lvm:vm-101-disk-0,size=40G`, as `scsi0`, `rootfs` or `mp1` hold it. */
export function parseDrive(text: string): Drive {
  // The volume may also be written `file=…` (QEMU) or `volume=…` (LXC).
  const { volume, file, size, media } = parseProperties(text, 'volume');
  const name = volume ?? file ?? '';
  const sizeBytes = parseSizeBytes(size);
  return {
    volume: name,
    isCdrom: media === 'cdrom' || name === 'cdrom',
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
}

export interface NetworkCard {
  /** `virtio`, `e1000` …; absent in containers, which have `name` instead. */
  model?: string;
  /** `eth0`, in containers. */
  name?: string;
  /** Upper case; may be missing in files edited by hand. */
  mac?: string;
  /** Absent with user networking. */
  bridge?: string;
  /** The VLAN that the guest is in without knowing it. */
  vlan?: number;
  /** VLANs that the guest tags itself: `10;20;30-40`. */
  trunks: number[];
  /** 1 means that of the bridge. */
  mtu?: number;
  /** The cable is pulled. */
  isLinkDown: boolean;
}

const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

/** `virtio=MAC,bridge=vmbr0,tag=30`, `model=virtio,macaddr=MAC` or a container's `name=eth0,hwaddr=MAC,…`. */
export function parseNetworkCard(text: string): NetworkCard {
  const properties = parseProperties(text, 'model');
  const { name, bridge, tag } = properties;
  const byModel = Object.entries(properties).find(
    ([key, value]) => key !== 'hwaddr' && key !== 'macaddr' && MAC.test(value),
  );
  const mac = byModel?.[1] ?? properties.macaddr ?? properties.hwaddr;
  return {
    model: byModel?.[0] ?? properties.model,
    name,
    bridge,
    mac: mac?.toUpperCase(),
    vlan: wholeNumber(tag),
    trunks: parseTrunks(properties.trunks),
    mtu: wholeNumber(properties.mtu),
    isLinkDown: properties.link_down === '1',
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return /^\d+$/.test(text ?? '') ? Number(text) : undefined;
}

/** VLAN ids of `10;20;30-40`, ascending, each once; what is none is left out. */
function parseTrunks(text: string | undefined): number[] {
  const vids = (text ?? '').split(';').flatMap((part) => {
    const [first, last = first] = part.split('-').map((one) => wholeNumber(one.trim()));
    if (first === undefined || last === undefined || first < 1 || last > 4094) return [];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  });
  return [...new Set(vids)].sort((left, right) => left - right);
}

/** Tags in their order, each once: `;` is the separator, `,` and blanks are accepted in files. */
export function parseTags(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(/[;,\s]+/).filter((tag) => tag !== ''))];
}

/** Whether the guest agent is switched on: `1`, `enabled=1,…`; not `0`, not absent. */
export function parseAgentEnabled(text: string | undefined): boolean {
  return text !== undefined && parseProperties(text, 'enabled').enabled === '1';
}

/** The UUID in `smbios1`, lower case. */
export function parseSmbiosUuid(text: string | undefined): string | undefined {
  return text === undefined ? undefined : parseProperties(text).uuid?.toLowerCase();
}
