import { type DataSource, IsNull, Not } from 'typeorm';
import { whereSeen } from '../core/crud/sight';
import { type ProxmoxEndpoint, proxmoxEndpoint } from '../models/proxmox-endpoint.model';

/** Keys of the clusters and lone hosts that the endpoints in sight are known to lead to, each once, in their order. */
export async function seenClusters(dataSource: DataSource): Promise<readonly string[]> {
  const rows = await dataSource
    .getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name)
    .createQueryBuilder('endpoint')
    .where({ ...whereSeen([proxmoxEndpoint], proxmoxEndpoint), clusterKey: Not(IsNull()) })
    .select('endpoint.clusterKey', 'key')
    .distinct()
    .getRawMany<{ key: string }>();
  return rows.map(({ key }) => key).sort();
}
