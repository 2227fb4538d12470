import { Logger } from '@nestjs/common';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type DataSource } from 'typeorm';
import { type Config } from '../config/config';
import { networksOf, refusalOf } from '../core/outgoing/address-policy';
import { policyOf } from '../models/address-rules';
import { netboxEndpoint, type NetboxEndpoint } from '../models/netbox-endpoint.model';
import { settings, type Settings } from '../models/settings.model';

/** Stores the NetBox of PROXBOX_NETBOX_URL as the first endpoint, where there is none yet. */
export async function seedNetbox(
  dataSource: DataSource,
  { netbox, settings: given }: Pick<Config, 'netbox' | 'settings'>,
): Promise<void> {
  if (!netbox) return;
  const endpoints = dataSource.getRepository<NetboxEndpoint>(netboxEndpoint.name);
  if ((await endpoints.count()) > 0) return;
  await endpoints.insert({
    name: 'NetBox',
    ...placeOf(netbox.url),
    ...tokenOf(netbox.token),
    verifySsl: netbox.verifySsl,
  });
  await allowAddressOf(dataSource, netbox.url, given);
}

/**
 * Whoever sets the variable means that NetBox to be called, also on this machine: the address goes into the setting, where
 * everybody sees it and can take it out.
 */
async function allowAddressOf(dataSource: DataSource, url: string, given: Config['settings']): Promise<void> {
  const rows = dataSource.getRepository<Settings>(settings.name);
  const row = await rows.findOneByOrFail({ singletonKey: 'default' });
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(host, { all: true }).catch(() => []);
  const refused = found
    .map(({ address }) => address)
    .filter((one) => refusalOf(one, policyOf({ ...row, ...given })));
  if (refused.length === 0) return;
  const allowed = [...new Set([...networksOf(row.additionalAllowedIpRanges), ...refused])];
  await rows.update({ id: row.id }, { additionalAllowedIpRanges: allowed.join('\n') });
  new Logger('Proxbox').warn(
    `NetBox is at ${refused.join(', ')}, which is allowed from now on under SSRF protection in the settings.`,
  );
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
