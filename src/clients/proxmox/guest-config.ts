import { parseAgentEnabled, parseProperties, parseSmbiosUuid, parseTags } from './property-string';
import { type Raw, type WireRow } from './wire-row';

export type GuestType = 'qemu' | 'lxc';

/** The configuration of one guest: what is set, not what Proxmox VE would assume; all else stays in `raw`. */
export interface GuestConfig {
  type: GuestType;
  /** `name` of a virtual machine, `hostname` of a container. */
  name?: string;
  /** Decoded notes with real newlines, trailing ones removed (containers keep theirs). */
  description?: string;
  tags: string[];
  isTemplate: boolean;
  isOnBoot: boolean;
  cores?: number;
  sockets?: number;
  vcpus?: number;
  /** May be fractional. */
  cpuLimit?: number;
  memoryMib?: number;
  osType?: string;
  searchDomain?: string;
  lock?: string;
  /** Whether the QEMU guest agent is switched on; false for containers. */
  isAgentEnabled: boolean;
  /** Whether a container runs without root; undefined for virtual machines. */
  isUnprivileged?: boolean;
  /** SMBIOS UUID, lower case: stable for the life of a virtual machine, but copied with its config file. */
  smbiosUuid?: string;
  /** VM generation id, lower case; undefined when switched off. */
  vmGenId?: string;
  digest?: string;
  raw: Raw;
}

/** Reads `GET /nodes/{node}/{qemu|lxc}/{vmid}/config`. */
export function guestConfigOf(type: GuestType, row: WireRow): GuestConfig {
  const isLxc = type === 'lxc';
  const vmGenId = row.text('vmgenid')?.toLowerCase();
  return {
    type,
    name: row.text(isLxc ? 'hostname' : 'name'),
    description: row.text('description')?.trimEnd(),
    tags: parseTags(row.text('tags')),
    isTemplate: row.flag('template') ?? false,
    isOnBoot: row.flag('onboot') ?? false,
    cores: row.number('cores'),
    sockets: row.number('sockets'),
    vcpus: row.number('vcpus'),
    cpuLimit: row.number('cpulimit'),
    memoryMib: memoryOf(row),
    osType: row.text('ostype'),
    searchDomain: row.text('searchdomain'),
    lock: row.text('lock'),
    isAgentEnabled: !isLxc && parseAgentEnabled(row.text('agent')),
    isUnprivileged: isLxc ? (row.flag('unprivileged') ?? false) : undefined,
    smbiosUuid: parseSmbiosUuid(row.text('smbios1')),
    vmGenId: vmGenId === '0' ? undefined : vmGenId,
    digest: row.text('digest'),
    raw: row.raw,
  };
}

/** A number before 8.1; since then the text of a property string whose default key is `current`. */
function memoryOf(row: WireRow): number | undefined {
  const text = row.text('memory');
  const mib = text === undefined ? NaN : Number(parseProperties(text, 'current').current);
  return Number.isFinite(mib) ? mib : undefined;
}
