import { type FieldErrors } from '../core/errors/errors';
import { type AnyRow } from '../core/model/define-model';
import { type Work } from '../core/model/effects';
import { type FieldOptions } from '../core/model/field';
import { bool, externalRef, int, longText, text } from '../core/model/kinds';
import { HOW_TO_ALLOW } from '../core/outgoing/address-policy';
import { refusalOfStored } from '../core/outgoing/judged-hosts';

/** A NetBox object, by its content type (`virtualization.cluster`) and its id there. */
export function netboxRef<const O extends FieldOptions<number>>(contentType: string, options?: O) {
  return externalRef(contentType, options);
}

/** Where something is reached: the fields that every endpoint has. */
export const hostFields = {
  ipAddress: netboxRef('ipam.ipaddress', {
    label: 'IP address',
    optional: true,
    help: 'NetBox IP address that is used when there is no domain.',
  }),
  domain: text({ optional: true, max: 253, help: 'Host name or address of the API.' }),
} as const;

/** What people write beside a row; no sync touches it. */
export const comments = longText({ help: 'Your notes; no sync touches them.', markdown: true });

/** TCP port of an endpoint. */
export function port<const D extends number>(standard: D, label = 'Port') {
  return int({ label, default: standard, min: 1, max: 65535, help: 'TCP port, 1 to 65535.' });
}

/** How the certificate of an endpoint is judged. */
export const tlsFields = {
  verifySsl: bool({
    label: 'Verify SSL',
    default: true,
    help: 'Check the TLS certificate. Switching this off accepts any certificate.',
  }),
  caCertificate: longText({
    label: 'CA certificate',
    help: 'PEM text of the authority that signed the certificate, where it is not a public one.',
  }),
} as const;

/** An address without its mask: `10.0.0.5/24` -> `10.0.0.5`. */
export function hostOf(address: string): string {
  return address.replace(/\/\d+$/, '');
}

const HOST_MISSING = 'Provide either a domain or an IP address.';
const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const IPV6 = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/;

/** The rules that the endpoints share: a host is given, and what is given can be one. */
export function checkEndpoint(row: {
  domain: string | null;
  ipAddress: number | null;
}): FieldErrors | undefined {
  const errors: FieldErrors = {};
  const domain = row.domain?.trim() ?? '';
  if (domain === '' && row.ipAddress === null) {
    errors.domain = [HOST_MISSING];
    errors.ip_address = [HOST_MISSING];
  }
  if (domain !== '' && !HOST_NAME.test(domain) && !IPV6.test(domain)) {
    errors.domain = [`${domain} is not a valid domain name`];
  }
  return Object.keys(errors).length > 0 ? errors : undefined;
}

/** An effect: what is called must be what may be called, as far as that can be told when it is stored. */
export async function refuseForbiddenHost(
  { manager }: Work,
  { domain, ipAddress }: Readonly<Record<string, unknown>>,
  before?: AnyRow,
): Promise<FieldErrors | undefined> {
  // Who is about to switch an endpoint off need not mend its address first.
  if (before && before.domain === domain && before.ipAddress === ipAddress) return undefined;
  const isNamed = typeof domain === 'string' && domain.trim() !== '';
  const host = isNamed ? domain.trim() : await mirroredHost(manager, ipAddress);
  const refusal = host && (await refusalOfStored(manager, host));
  return refusal ? { [isNamed ? 'domain' : 'ip_address']: [`${refusal}. ${HOW_TO_ALLOW}`] } : undefined;
}

async function mirroredHost(manager: Work['manager'], id: unknown): Promise<string | undefined> {
  if (typeof id !== 'number') return undefined;
  const objects = manager.getRepository<{ objectType: string; objectId: number; name: string }>(
    'netbox-object',
  );
  const known = await objects.findOneBy({ objectType: 'ipam.ipaddress', objectId: id });
  return known ? hostOf(known.name) : undefined;
}

/** A moment as it stands in names, in UTC: `2026-01-02 03:04:05+00:00`. */
export function momentText(moment: Date): string {
  return moment
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '+00:00');
}
