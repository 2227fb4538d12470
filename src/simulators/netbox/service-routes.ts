import { type ApiRequest } from './api';
import { type Database } from './database';
import { type Values } from './definition';
import { Presenter } from './present';
import { detail, Refusal } from './refusal';
import { releases, versionOf } from './release';
import { save, validate } from './write';

/** GET /api/status/ */
export function status(db: Database): Values {
  const release = releases[versionOf(db.minor)];
  return {
    'django-version': db.minor >= 7 ? '6.1.1' : '5.2.17',
    hostname: 'netbox',
    installed_apps: {
      django_filters: '25.2',
      django_prometheus: '2.5.0',
      django_rq: '4.1.0',
      django_tables2: '2.8.0',
      drf_spectacular: '0.29.0',
      drf_spectacular_sidecar: '2026.6.1',
      mptt: '0.18.0',
      rest_framework: '3.17.1',
      social_django: '5.7.0',
      taggit: '6.1.0',
      timezone_field: '7.2.1',
    },
    'netbox-version': release.split('-')[0],
    'netbox-full-version': release,
    plugins: {},
    'python-version': '3.11.7',
    'rq-workers-running': 0,
  };
}

export const pluginsRoot = (base: string): Values => ({
  'installed-plugins': `${base}/api/plugins/installed-plugins/`,
});

const apps = [
  'circuits',
  'core',
  'dcim',
  'extras',
  'ipam',
  'plugins',
  'status',
  'tenancy',
  'users',
  'virtualization',
  'vpn',
  'wireless',
];

/** /api/ lists the apps, /api/<app>/ the lists of one. */
export function apiRoot(db: Database, path: string, base: string): Values | undefined {
  if (path === '/api/') return Object.fromEntries(apps.map((app) => [app, `${base}/api/${app}/`]));
  const app = /^\/api\/([a-z]+)\/$/.exec(path)?.[1];
  if (app === undefined || !apps.includes(app)) return undefined;
  const paths = db.all().map((table) => table.definition.path);
  return Object.fromEntries(
    paths
      .filter((one) => one.startsWith(`${app}/`))
      .map((one) => [one.slice(app.length + 1), `${base}/api/${one}/`]),
  );
}

/** POST /api/users/tokens/provision/: a new token for a name and password; the one time its secret is shown. */
export function provision(db: Database, body: unknown, request: ApiRequest): Values {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Values;
  const missing = ['username', 'password'].filter((key) => given[key] === undefined);
  if (missing.length > 0)
    throw new Refusal(400, Object.fromEntries(missing.map((key) => [key, ['This field is required.']])));
  const user = [...db.table('users/users').rows.values()].find((row) => row.username === given.username);
  if (!user || user.password !== given.password || user.is_active === false)
    throw detail(403, 'Invalid username/password');
  const table = db.table('users/tokens');
  const { username: _name, password: _secret, ...wishes } = given;
  const author = { requestId: request.requestId, userId: user.id, userName: String(user.username) };
  const row = save(db, validate(db, table, { ...wishes, user: user.id }, 'create'), author);
  const present = new Presenter(db, request.base);
  present.revealedToken = row.id;
  const shown = present.object(table, row, { omit: ['pepper_id'] });
  return db.minor === 4 ? { ...shown, key: row.token } : shown;
}
