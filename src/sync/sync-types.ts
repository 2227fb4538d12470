import { type Color } from '../core/model/field';
import { Invalid } from '../core/errors/errors';

/** What people tick when they ask for a sync, under the name that netbox-proxbox gave it. */
export interface SyncType {
  readonly slug: string;
  readonly label: string;
  readonly color: Color;
  /** Names of the stages that it stands for. What these need comes along by itself. */
  readonly stages: readonly string[];
}

/** Everything at once, and alone. */
export const ALL = 'all';

/** In the order in which they are done. */
export const syncTypes: readonly SyncType[] = [
  { slug: 'devices', label: 'Devices', color: 'green', stages: ['devices'] },
  { slug: 'storage', label: 'Storage', color: 'teal', stages: ['storage'] },
  { slug: 'virtual-machines', label: 'Virtual Machines', color: 'blue', stages: ['virtual-machines', 'task-history'] }, // prettier-ignore
  { slug: 'vm-disks', label: 'VM Disks', color: 'orange', stages: ['virtual-disks'] },
  { slug: 'vm-backups', label: 'Virtual Machines Backups', color: 'purple', stages: ['backups'] },
  { slug: 'vm-snapshots', label: 'VM Snapshots', color: 'cyan', stages: ['snapshots'] },
  { slug: 'network-interfaces', label: 'Network Interfaces', color: 'indigo', stages: ['node-interfaces', 'vm-interfaces'] }, // prettier-ignore
  { slug: 'vm-interfaces', label: 'VM Interfaces', color: 'indigo', stages: ['vm-interfaces'] },
  { slug: 'ip-addresses', label: 'IP Addresses', color: 'purple', stages: ['vm-ip-addresses', 'primary-ips'] }, // prettier-ignore
  { slug: 'replications', label: 'Replications', color: 'teal', stages: ['replications'] },
  { slug: 'backup-routines', label: 'Backup Routines', color: 'yellow', stages: ['backup-routines'] },
];

const ORDER = [...syncTypes.map(({ slug }) => slug), ALL];

/** The slugs in their order, each once; `all` is alone, and is what nothing means. Throws Invalid. */
export function chosenTypes(slugs: readonly string[]): string[] {
  const wanted = [...new Set(slugs.map((slug) => slug.trim()))];
  const unknown = wanted.filter((slug) => !ORDER.includes(slug));
  if (unknown.length > 0) {
    throw Invalid.of({
      sync_types: unknown.map((slug) => `"${slug}" is not a valid choice. Choose from ${ORDER.join(', ')}.`),
    });
  }
  if (wanted.includes(ALL) && wanted.length > 1) {
    throw Invalid.of({ sync_types: ['"all" is everything already: choose it alone, or leave it out.'] });
  }
  return wanted.length === 0 ? [ALL] : ORDER.filter((slug) => wanted.includes(slug));
}

/** The stages behind the slugs, of those that there are; none for everything. */
export function stagesOf(slugs: readonly string[], known: readonly string[]): string[] {
  if (slugs.includes(ALL)) return [];
  const stages = syncTypes.filter(({ slug }) => slugs.includes(slug)).flatMap((type) => type.stages);
  return known.filter((name) => stages.includes(name));
}

/** The slug under which old clients look for a stage. */
export function typeOf(stage: string): string {
  return syncTypes.find(({ stages }) => stages.includes(stage))?.slug ?? stage;
}
