import { randomBytes } from 'node:crypto';
import { type ResourceDefinition, type Row, type WriteContext } from '../definition';
import { computed, datetime, fixed, flag, integer, json, reference, references, text } from '../fields';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const randomText = (length: number): string =>
  [...randomBytes(length)].map((byte) => letters[byte % letters.length]).join('');

/** Django keeps these in its own tables: no change log, no ETag. */
const account = { isUnlogged: true, etagField: null } as const;

export const users: ResourceDefinition = {
  ...account,
  path: 'users/users',
  contentType: 'users.user',
  modelName: 'User',
  label: 'user',
  fields: [
    text('username', 150, { isRequired: true }),
    text('password', 128, { isRequired: true, isWriteOnly: true, isFilterless: true }),
    text('first_name', 150),
    text('last_name', 150),
    text('email', 254),
    flag('is_staff', false, { until: 4 }),
    flag('is_superuser', false, { isHidden: true }),
    flag('is_active', true),
    computed('date_joined', (row) => row.created),
    datetime('last_login', { isReadOnly: true }),
    fixed('groups', []),
    computed('permissions', (row, present) =>
      [...present.db.table('users/permissions').pointingAt('users', row.id)].map((id) =>
        present.nested('users/permissions', id),
      ),
    ),
  ],
  brief: ['id', 'url', 'display', 'username'],
  display: (row) => String(row.username),
  unique: [
    {
      fields: ['username'],
      level: 'field',
      message: 'A user with that username already exists.',
      constraint: 'users_user_username_key',
    },
  ],
  ordering: ['username'],
  search: ['username', 'first_name', 'last_name', 'email'],
};

export const groups: ResourceDefinition = {
  ...account,
  path: 'users/groups',
  contentType: 'users.group',
  modelName: 'Group',
  label: 'group',
  fields: [text('name', 150, { isRequired: true }), text('description', 200)],
  brief: ['id', 'url', 'display', 'name', 'description'],
  display: (row) => String(row.name),
  ordering: ['name'],
};

export const permissions: ResourceDefinition = {
  ...account,
  path: 'users/permissions',
  contentType: 'users.objectpermission',
  modelName: 'ObjectPermission',
  label: 'permission',
  fields: [
    text('name', 100, { isRequired: true }),
    text('description', 200),
    flag('enabled', true),
    { name: 'object_types', kind: 'objectTypes', isRequired: true, isFilterless: true },
    json('actions', { isRequired: true, isNullable: false }),
    json('constraints'),
    references('groups', 'users/groups'),
    references('users', 'users/users', { nestedKeys: ['id', 'url', 'display_url', 'display', 'username'] }),
  ],
  brief: ['id', 'url', 'display', 'name', 'description', 'enabled', 'object_types', 'actions'],
  display: (row) => String(row.name),
  ordering: ['name'],
};

/** Fills in what the server makes itself; since 4.7 a secret that the client chose is ignored. */
function makeSecret(token: Record<string, unknown>, { minor, before }: WriteContext): void {
  if (before) return;
  if (minor === 4) {
    token.token = token.key ?? randomBytes(20).toString('hex');
    token.version = 1;
    return;
  }
  const isOld = token.version === 1;
  const chosen = minor < 7 && typeof token.token === 'string' ? token.token : null;
  token.token = chosen ?? (isOld ? randomBytes(20).toString('hex') : randomText(40));
  token.key = isOld ? null : (token.key ?? randomText(12));
  token.pepper_id = isOld ? null : 1;
}

function maskedToken(row: Row): string {
  return row.version === 2 ? String(row.key) : `${'*'.repeat(34)}${String(row.token).slice(-6)}`;
}

export const tokens: ResourceDefinition = {
  ...account,
  path: 'users/tokens',
  contentType: 'users.token',
  modelName: 'Token',
  label: 'token',
  etagField: 'created',
  fields: [
    integer('version', 1, 2, { since: 5, isNullable: false, default: 2 }),
    text('key', 40, { until: 4, isNullable: true, isWriteOnly: true }),
    text('key', 12, { since: 5, isReadOnly: true, isNullable: true }),
    reference('user', 'users/users', { isRequired: true, onDelete: 'cascade', filterBy: 'username' }),
    text('description', 200),
    { name: 'created', kind: 'datetime', isReadOnly: true },
    datetime('expires'),
    datetime('last_used', { isReadOnly: true }),
    flag('enabled', true, { since: 5 }),
    flag('write_enabled', true),
    integer('pepper_id', 0, 32767, { since: 5, isReadOnly: true }),
    json('allowed_ips', { default: [] }),
    text('token', 40, {
      since: 5,
      isNullable: true,
      isFilterless: true,
      present: (row, present) => (present.revealedToken === row.id ? row.token : null),
    }),
  ],
  brief: ['id', 'url', 'display', 'version', 'key', 'enabled', 'write_enabled', 'description'],
  display: maskedToken,
  ordering: ['-created'],
  validate: (token, { db, before }) =>
    !before && token.expires != null && Date.parse(String(token.expires)) <= Date.now()
      ? {
          expires: [
            `Expiration time must be in the future. Current server time is ${db.now().slice(0, 19).replace('T', ' ')} (UTC).`,
          ],
        }
      : undefined,
  beforeSave: makeSecret,
};
