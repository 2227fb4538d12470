import { isIP } from 'node:net';
import { type DataSource } from 'typeorm';
import { type Config } from '../config/config';
import { netboxEndpoint, type NetboxEndpoint } from '../models/netbox-endpoint.model';
import { settings, type Settings } from '../models/settings.model';

/** Stores the NetBox of PROXBOX_NETBOX_URL as the first endpoint, where there is none yet. */
export async function seedNetbox(dataSource: DataSource, netbox: Config['netbox']): Promise<void> {
  if (!netbox) return;
  const endpoints = dataSource.getRepository<NetboxEndpoint>(netboxEndpoint.name);
  if ((await endpoints.count()) > 0) return;
  await endpoints.insert({
    name: 'NetBox',
    ...placeOf(netbox.url),
    ...tokenOf(netbox.token),
    verifySsl: netbox.verifySsl,
  });
}

function placeOf(address: string) {
  const url = new URL(address);
  const useHttps = url.protocol === 'https:';
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  return {
    domain: isIP(bare) ? bare : url.hostname,
    port: url.port ? Number(url.port) : useHttps ? 443 : 80,
    useHttps,
    basePath: url.pathname === '/' ? '' : url.pathname,
  };
}

function tokenOf(token: string | undefined): Partial<NetboxEndpoint> {
  const [, key, secret] = /^nbt_([^.]+)\.(.+)$/.exec(token ?? '') ?? [];
  return key
    ? { tokenVersion: 'v2', tokenKey: key, tokenSecret: secret }
    : { tokenVersion: 'v1', tokenSecret: token ?? '' };
}

/** Makes the one row of settings, where there is none yet. */
export async function seedSettings(dataSource: DataSource): Promise<void> {
  const rows = dataSource.getRepository<Settings>(settings.name);
  await rows.createQueryBuilder().insert().values({ singletonKey: 'default' }).orIgnore().execute();
}
