import { type AddressPolicy, networksOf } from '../core/outgoing/address-policy';
import { type Settings } from './settings.model';

/** Which addresses may be called, by the settings. */
export function policyOf(
  row: Pick<
    Settings,
    'ssrfProtectionEnabled' | 'allowPrivateIps' | 'additionalAllowedIpRanges' | 'explicitlyBlockedIpRanges'
  >,
): AddressPolicy {
  return {
    isOn: row.ssrfProtectionEnabled,
    allowsPrivate: row.allowPrivateIps,
    allowed: networksOf(row.additionalAllowedIpRanges),
    blocked: networksOf(row.explicitlyBlockedIpRanges),
  };
}
