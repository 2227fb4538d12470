import { randomBytes } from 'node:crypto';
import {
  type Field,
  type Problems,
  type ResourceDefinition,
  type Values,
  type Row,
  type WriteContext,
} from '../definition';
import { computed, count, datetime, flag, integer, json, reference, references, text } from '../fields';
import { uniqueNames } from './organization';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const randomText = (length: number): string =>
  [...randomBytes(length)].map((byte) => letters[byte % letters.length]).join('');

/** Django keeps these in its own tables: no change log, no ETag. */
const account = { isUnlogged: true, etagField: null, features: [] } as const;

/** The permissions that name a user or a group. */
const permissionsOf = (column: 'users' | 'groups'): Field =>
  computed('permissions', (row, present) =>
    [...present.db.table('users/permissions').pointingAt(column, row.id)].map((id) =>
      present.nested('users/permissions', id),
    ),
  );

/** NetBox's own rules about passwords, which hold for accounts made over the API since 4.6 at least. */
function passwordProblems(user: Values, { minor, before }: WriteContext): Problems | undefined {
  const password = String(user.password);
  if (minor < 7 || before?.password === user.password) return undefined;
  const problems = [
    ...(password.length < 12 ? ['This password is too short. It must contain at least 12 characters.'] : []),
    ...(/\d/.test(password) ? [] : ['Password must have at least one numeral.']),
    ...(/[A-Z]/.test(password) ? [] : ['Password must have at least one uppercase letter.']),
    ...(/[a-z]/.test(password) ? [] : ['Password must have at least one lowercase letter.']),
  ];
  return problems.length === 0 ? undefined : { __all__: problems.slice(0, 2) };
}

export const users: ResourceDefinition = {
  ...account,
  path: 'users/users',
  contentType: 'users.user',
  modelName: 'User',
  label: 'user',
  fields: [
    text('username', 150, {
      isRequired: true,
      patterns: [
        {
          test: /^[\w.@+-]+$/,
          message:
            'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
        },
      ],
    }),
    text('password', 128, { isRequired: true, isWriteOnly: true, isFilterless: true }),
    text('first_name', 150),
    text('last_name', 150),
    text('email', 254, {
      patterns: [{ test: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, message: 'Enter a valid email address.' }],
    }),
    flag('is_staff', false, { until: 4 }),
    flag('is_superuser', false, { isHidden: true }),
    flag('is_active', true),
    computed('date_joined', (row) => row.created),
    datetime('last_login', { isReadOnly: true }),
    references('groups', 'users/groups', { isIdOnly: true }),
    permissionsOf('users'),
  ],
  brief: ['id', 'url', 'display', 'username'],
  validate: passwordProblems,
  display: (row) => {
    const names = [row.first_name, row.last_name].filter((part) => part !== '' && part != null).join(' ');
    return names === '' ? String(row.username) : `${String(row.username)} (${names})`;
  },
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
  filters: [
    {
      names: ['group_id'],
      match: (values) => (row) =>
        ((row.groups as number[] | undefined) ?? []).some((id) => values.includes(String(id))),
    },
  ],
};

export const groups: ResourceDefinition = {
  ...account,
  path: 'users/groups',
  contentType: 'users.group',
  modelName: 'Group',
  label: 'group',
  fields: [
    text('name', 150, { isRequired: true }),
    text('description', 200),
    permissionsOf('groups'),
    count('user_count', 'users/users', 'groups'),
  ],
  brief: ['id', 'url', 'display', 'name', 'description'],
  display: (row) => String(row.name),
  unique: uniqueNames('group', 'users_group', ['name']),
  ordering: ['name'],
  search: ['name', 'description'],
};

export const permissions: ResourceDefinition = {
  ...account,
  path: 'users/permissions',
  contentType: 'users.objectpermission',
  modelName: 'ObjectPermission',
  label: 'permission',
  features: ['cloning'],
  fields: [
    text('name', 100, { isRequired: true }),
    text('description', 200),
    flag('enabled', true),
    { name: 'object_types', kind: 'objectTypes', isRequired: true, isFilterless: true },
    json('actions', { isRequired: true, isNullable: false, isList: true, mayBeBlank: false }),
    json('constraints'),
    references('groups', 'users/groups', { nestedKeys: ['id', 'url', 'display_url', 'display', 'name'] }),
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
