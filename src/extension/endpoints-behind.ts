import { type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type SyncLink } from '../models/sync-link.model';

/**
 * Ids of the Proxmox endpoints that lead to where linked objects are, in the order given. Told by the identities, so that
 * it is known of objects too that were taken over as they were, without a write. Pure.
 */
export function endpointsBehind(
  links: readonly Pick<SyncLink, 'key'>[],
  endpoints: readonly Pick<ProxmoxEndpoint, 'id' | 'clusterKey'>[],
): number[] {
  const leads = ({ clusterKey }: Pick<ProxmoxEndpoint, 'clusterKey'>): boolean =>
    clusterKey !== null && links.some(({ key }) => key === clusterKey || key.startsWith(`${clusterKey}/`));
  return endpoints.filter(leads).map(({ id }) => id);
}
