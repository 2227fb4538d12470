import { type ROLES } from '../core/access/access-table';
import { defineModel, type Row } from '../core/model/define-model';
import { choice, text } from '../core/model/kinds';
import { audited } from './audited';

/** The group that everybody is in who can sign in. */
export const EVERYBODY = '*';

const COLORS = { viewer: 'gray', operator: 'blue', administrator: 'orange' } as const satisfies Record<
  (typeof ROLES)[number],
  string
>;

/** Which role the members of a group of NetBox have here; the highest of their groups counts. */
export const groupRole = defineModel({
  name: 'group-role',
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
  },
  identity: ['group'],
  order: ['group'],
  list: ['group', 'role'],
  brief: ['group', 'role'],
  nested: ['group'],
  search: ['group'],
  effects: audited('Group role', 'access_changed'),
  display: (row) => `${row.group === EVERYBODY ? 'Everybody' : row.group}: ${row.role}`,
});

export type GroupRole = Row<typeof groupRole>;
