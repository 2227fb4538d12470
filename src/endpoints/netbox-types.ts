/** What we know of a type of NetBox object that our rows point at. */
interface NetboxType {
  /** Its list in NetBox's REST API. */
  readonly path: string;
  /** The keys of its nested form besides `id`, `url` and `display`, in NetBox's order. */
  readonly keys: readonly string[];
}

/** By content type. `display_url`, `family` and so on are where netbox-proxbox 0.0.11 sends them. */
const TYPES: Readonly<Record<string, NetboxType>> = {
  'dcim.device': { path: 'dcim/devices', keys: ['name'] },
  'dcim.devicerole': { path: 'dcim/device-roles', keys: ['name', 'slug'] },
  'dcim.site': { path: 'dcim/sites', keys: ['name', 'slug'] },
  'ipam.ipaddress': { path: 'ipam/ip-addresses', keys: ['family', 'address'] },
  'tenancy.tenant': { path: 'tenancy/tenants', keys: ['name', 'slug'] },
  'users.token': { path: 'users/tokens', keys: ['key'] },
  'virtualization.cluster': { path: 'virtualization/clusters', keys: ['name', 'description'] },
  'virtualization.virtualmachine': { path: 'virtualization/virtual-machines', keys: ['name'] },
};

/** The nested forms of these come from serializers that name no page. */
const WITHOUT_PAGE = ['users.token', 'virtualization.cluster'];

/** What the mirror keeps of any object that passes by. */
const KEPT = [...new Set(Object.values(TYPES).flatMap(({ keys }) => keys))];

/** The list of a type in NetBox's REST API; undefined for one that is not known here. */
export function listPathOfType(objectType: string): string | undefined {
  return TYPES[objectType]?.path;
}

/** The attributes of an object as NetBox sent it that its nested form may need. */
export function keptAttributes(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = KEPT.filter((key) => isPlain(bare(row[key]))).map((key) => [key, bare(row[key])]);
  return {
    ...(Object.fromEntries(kept) as Record<string, unknown>),
    ...(row.url !== undefined && { url: row.url }),
  };
}

/** An object as NetBox nests it in others; what is not known is null. */
export function nestedForm(
  objectType: string,
  object: {
    id: number;
    display: string;
    pageUrl: string | null;
    attributes: Readonly<Record<string, unknown>>;
  },
): Record<string, unknown> {
  const { id, display, pageUrl, attributes } = object;
  const isNamed = !Object.hasOwn(TYPES, objectType) || TYPES[objectType].keys.includes('name');
  const known: Readonly<Record<string, unknown>> = {
    ...(isNamed && pageUrl !== null && { name: display }),
    ...(objectType === 'ipam.ipaddress' && pageUrl !== null && addressOf(display)),
    ...attributes,
  };
  const keys = TYPES[objectType]?.keys ?? ['name'];
  return {
    id,
    url: attributes.url ?? null,
    ...(!WITHOUT_PAGE.includes(objectType) && { display_url: pageUrl }),
    display,
    ...Object.fromEntries(keys.map((key) => [key, known[key] ?? null])),
  };
}

function addressOf(display: string): Record<string, unknown> {
  return { address: display, family: display.includes(':') ? 6 : 4 };
}

/** `{ value: 4, label: 'IPv4' }` -> 4 */
function bare(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
