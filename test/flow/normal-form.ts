import { type NetboxSimulator } from '../../src/simulators/netbox/simulator';
import { type NetboxRow } from './open-house';

/** Kinds that a sync never takes away again: what others point at. More of them may be there than a first sync makes. */
const KEPT = [
  'extras/tags',
  'extras/custom-fields',
  'dcim/sites',
  'dcim/manufacturers',
  'dcim/device-types',
  'dcim/device-roles',
  'virtualization/cluster-types',
  'ipam/vlan-groups',
  'ipam/vlans',
];
const EXACT = [
  'virtualization/clusters',
  'dcim/devices',
  'virtualization/virtual-machines',
  'virtualization/virtual-disks',
  'virtualization/interfaces',
  'dcim/interfaces',
  'dcim/mac-addresses',
  'ipam/ip-addresses',
];

/** Which of its fields tell an object of a kind from the others; the first that there are. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'ipam/vlans': ['group', 'vid'],
  'virtualization/virtual-disks': ['virtual_machine', 'name'],
  'virtualization/interfaces': ['virtual_machine', 'name'],
  'dcim/interfaces': ['device', 'name'],
  'dcim/devices': ['cluster', 'name'],
  'dcim/mac-addresses': ['assigned_object', 'mac_address'],
  'ipam/ip-addresses': ['assigned_object', 'address'],
  'virtualization/virtual-machines': ['cluster', 'name'],
  'extras/custom-fields': ['name'],
  'virtualization/clusters': ['name'],
};
/** Ids, moments and sums. */
const VOLATILE = /^(id|url|display_url|display|created|last_updated|assigned_object_id|natural_slug|tagged_items|utilization|allocated_.*|.*_count|_depth|config_context|local_context_data)$/; // prettier-ignore

export type Normal = Readonly<Record<string, unknown>>;
/** The objects of a NetBox by their kind and what tells them apart, without ids and what changes by itself. */
export type NormalForm = ReadonlyMap<string, Normal>;

export class NormalNetbox {
  private readonly rows = new Map<string, NetboxRow>();
  readonly form: NormalForm;

  constructor(netbox: NetboxSimulator) {
    const all = [...KEPT, ...EXACT].flatMap((path) =>
      (netbox.rows(path) as NetboxRow[]).map((row) => ({ path, row })),
    );
    for (const { path, row } of all) this.rows.set(`${path} ${row.id}`, row);
    const form = new Map<string, Normal>();
    for (const { path, row } of all) {
      const key = this.keyOf(path, row.id)!;
      if (form.has(key)) throw new Error(`NetBox has ${key} twice.`);
      form.set(key, this.plain(row) as Normal);
    }
    this.form = form;
  }

  /** What an object is called in the normal form; undefined where it is gone. */
  keyOf(path: string, id: number): string | undefined {
    const row = this.rows.get(`${path} ${id}`);
    if (!row) return undefined;
    const names = KEYS[path] ?? ['slug'];
    return `${path} ${names.map((name) => JSON.stringify(this.plain(row[name]))).join(' ')}`;
  }

  private plain(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.plain(one)).sort(byText);
    if (typeof value !== 'object' || value === null) return value;
    const { url, id } = value as { url?: string; id?: number };
    const path = typeof url === 'string' ? /\/api\/(.+)\/\d+\/$/.exec(url)?.[1] : undefined;
    const isItself = Object.keys(value).includes('created');
    if (path !== undefined && id !== undefined && !isItself) return this.keyOf(path, id) ?? `${path} gone`;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !VOLATILE.test(name))
        .map(([name, one]) => [name, this.plain(one)]),
    );
  }
}

/** What of a NetBox is not as in one that was filled by a first sync. */
export function differences(grown: NormalForm, fresh: NormalForm): string[] {
  const found: string[] = [];
  for (const [key, wanted] of fresh) {
    const is = grown.get(key);
    if (!is) found.push(`is missing: ${key}`);
    else
      for (const name of Object.keys(wanted)) {
        const [left, right] = [JSON.stringify(is[name]), JSON.stringify(wanted[name])];
        if (left !== right) found.push(`${key} ${name}: is ${left}, a first sync makes ${right}`);
      }
  }
  for (const key of grown.keys()) {
    if (!fresh.has(key) && EXACT.some((path) => key.startsWith(`${path} `)))
      found.push(`is too much: ${key}`);
  }
  return found;
}

function byText(left: unknown, right: unknown): number {
  return JSON.stringify(left).localeCompare(JSON.stringify(right));
}
