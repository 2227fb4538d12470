import { defineModel, type Row } from '../core/model/define-model';
import { datetime, int, json, ref, text } from '../core/model/kinds';

/** Where the value of a field comes from. */
export interface FieldOrigin {
  readonly run: number;
  /** Id of the Proxmox endpoint; null for what belongs to no cluster, such as a role. */
  readonly endpoint: number | null;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** Ties one object of Proxmox to one object of NetBox, and remembers what was last written there. */
export const syncLink = defineModel({
  name: 'sync-link',
  label: 'Sync link',
  path: 'sync/links',
  actions: ['view'],
  plain: true,
  scope: { below: 'key', key: 'clusterKey' },
  ties: {
    kind: 'target',
    id: 'objectId',
    kinds: {
      'dcim.device': 'device',
      'virtualization.cluster': 'cluster',
      'virtualization.virtualmachine': 'virtual-machine',
    },
  },
  fields: {
    target: text({ help: 'Kind of object.' }),
    key: text({ max: 512, help: 'Identity in Proxmox.' }),
    objectId: int({ label: 'NetBox ID' }),
    written: json<Record<string, unknown>>({ default: {}, help: 'What was last written, by field.' }),
    proof: text({ blank: true, help: 'What else proves the identity, e.g. the SMBIOS UUID of a guest.' }),
    origins: json<Readonly<Record<string, FieldOrigin>>>({
      default: {},
      help: 'Which run set a field last, from which Proxmox endpoint and when, by field.',
    }),
    run: ref('sync-run', { optional: true, help: 'The run that last wrote.' }),
    firstSeen: datetime(),
    lastSeen: datetime(),
    missingSince: datetime({ optional: true }),
    deletedInNetbox: datetime({
      optional: true,
      help: 'When NetBox told that somebody had deleted the object.',
    }),
  },
  identity: ['target', 'key'],
  order: ['target', 'key'],
  list: ['target', 'key', 'objectId', 'lastSeen', 'missingSince'],
  search: ['key'],
  display: (link) => `${link.target} ${link.key}`,
});

export type SyncLink = Row<typeof syncLink>;
