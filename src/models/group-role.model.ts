import { type ROLES } from '../core/access/access-table';
import { type FieldErrors } from '../core/errors/errors';
import { type AnyRow, defineModel, type Row } from '../core/model/define-model';
import { type Work } from '../core/model/effects';
import { choice, ref, text } from '../core/model/kinds';
import { audited } from './audited';

/** The group that everybody is in who can sign in. */
export const EVERYBODY = '*';

const COLORS = { viewer: 'gray', operator: 'blue', administrator: 'orange' } as const satisfies Record<
  (typeof ROLES)[number],
  string
>;

const NAME = 'group-role';

/**
 * Which role the members of a group of NetBox have here, everywhere or for one Proxmox endpoint with all that belongs to it.
 * What somebody may do where is what any of their groups gives them there.
 */
export const groupRole = defineModel({
  name: NAME,
  label: 'Group role',
  path: 'group-roles',
  menu: 'Admin',
  plain: true,
  logged: true,
  fields: {
    group: text({ max: 150, help: 'Name of a group in NetBox; * is everybody who can sign in.' }),
    role: choice(COLORS, {
      default: 'viewer',
      help: 'Viewers look, operators also run and edit, administrators also manage endpoints, settings and access.',
    }),
    // An endpoint that goes takes its rows along: without it they would be good for all. Called in full, since pynetbox has an
    // `endpoint` of its own on every record.
    proxmoxEndpoint: ref('proxmox-endpoint', {
      label: 'Only for endpoint',
      optional: true,
      onDelete: 'CASCADE',
      help: 'The role is good for this Proxmox endpoint and all that belongs to it; empty for every endpoint. The row of * counts for everybody, too.',
    }),
  },
  identity: ['group', 'proxmoxEndpoint'],
  order: ['group', 'proxmoxEndpoint'],
  list: ['group', 'role', 'proxmoxEndpoint'],
  brief: ['group', 'role'],
  nested: ['group'],
  search: ['group'],
  check: ({ role, proxmoxEndpoint }) =>
    role === 'administrator' && proxmoxEndpoint !== null
      ? {
          proxmox_endpoint: [
            'Administrators manage settings and access for all endpoints. Leave this empty.',
          ],
        }
      : undefined,
  effects: { ...audited('Group role', 'access_changed'), check: refuseSecond },
  displayThrough: ['proxmoxEndpoint'],
  display: ({ group, role, proxmoxEndpoint }, nameOf) =>
    `${group === EVERYBODY ? 'Everybody' : group}: ${role}${proxmoxEndpoint === null ? '' : ` of ${nameOf('proxmoxEndpoint')}`}`,
});

export type GroupRole = Row<typeof groupRole>;

/** To the database, rows without an endpoint are never the same. */
async function refuseSecond(
  { manager }: Work,
  { group, proxmoxEndpoint }: Readonly<Record<string, unknown>>,
  before?: AnyRow,
): Promise<FieldErrors | undefined> {
  if (proxmoxEndpoint !== null) return undefined;
  const rows = await manager.getRepository<AnyRow>(NAME).findBy({ group: String(group) });
  const isThere = rows.some((row) => row.proxmoxEndpoint === null && row.id !== before?.id);
  return isThere
    ? { group: ['This group has a role for every endpoint already. Change that one.'] }
    : undefined;
}
