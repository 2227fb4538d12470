import { type NetboxTarget } from '../clients/netbox/target';
import { type ProxmoxTarget } from '../clients/proxmox/target';
import { type EffectiveSettings } from '../models/effective-settings';
import { policyOf } from '../models/address-rules';
import { type NetboxEndpoint } from '../models/netbox-endpoint.model';
import { type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';

/** Address without its mask: `10.0.0.5/24` -> `10.0.0.5`. */
export function hostOf(domain: string | null, ipAddress: string | undefined): string {
  return domain?.trim() || (ipAddress ?? '').replace(/\/\d+$/, '');
}

/** Where a Proxmox endpoint leads and how, for its client. */
export function proxmoxTargetOf(
  endpoint: ProxmoxEndpoint,
  host: string,
  settings: EffectiveSettings,
): ProxmoxTarget {
  return {
    host,
    port: endpoint.port,
    username: endpoint.username,
    password: endpoint.password || undefined,
    tokenName: endpoint.tokenName || undefined,
    tokenValue: endpoint.tokenValue || undefined,
    tls: proxmoxTlsOf(endpoint),
    addresses: policyOf(settings),
    maxInFlight: settings.proxboxFetchMaxConcurrency,
    maxInFlightPerNode: settings.vmSyncMaxConcurrency,
  };
}

function proxmoxTlsOf(endpoint: ProxmoxEndpoint): ProxmoxTarget['tls'] {
  if (endpoint.fingerprint) return { mode: 'fingerprint', sha256: endpoint.fingerprint };
  if (!endpoint.verifySsl) return { mode: 'insecure' };
  return endpoint.caCertificate ? { mode: 'ca', ca: endpoint.caCertificate } : { mode: 'system' };
}

/** Where NetBox is, without credentials: what a sign-in needs. */
export function netboxPlaceOf(
  endpoint: NetboxEndpoint,
  host: string,
  settings: EffectiveSettings,
): Omit<NetboxTarget, 'token'> {
  const scheme = endpoint.useHttps ? 'https' : 'http';
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${scheme}://${bracketed}:${endpoint.port}${endpoint.basePath.replace(/\/+$/, '')}`,
    tls: netboxTlsOf(endpoint),
    addresses: policyOf(settings),
  };
}

function netboxTlsOf(endpoint: NetboxEndpoint): NetboxTarget['tls'] {
  if (!endpoint.verifySsl) return { mode: 'insecure' };
  return endpoint.caCertificate ? { mode: 'ca', ca: endpoint.caCertificate } : { mode: 'system' };
}

/** Where NetBox is and how to work there. */
export function netboxTargetOf(
  endpoint: NetboxEndpoint,
  host: string,
  settings: EffectiveSettings,
): NetboxTarget {
  const { tokenVersion, tokenKey, tokenSecret } = endpoint;
  return {
    ...netboxPlaceOf(endpoint, host, settings),
    token: tokenVersion === 'v2' ? `nbt_${tokenKey.replace(/^nbt_/, '')}.${tokenSecret}` : tokenSecret,
    timeoutMs: settings.netboxTimeout * 1000,
    batchSize: settings.bulkBatchSize,
    maxInFlight: settings.netboxWriteConcurrency + 2,
    maxWritesInFlight: settings.netboxWriteConcurrency,
    writesAtFirst: settings.netboxMaxConcurrent,
    retries: settings.netboxMaxRetries,
    backoffMs: settings.netboxRetryDelay * 1000,
  };
}
