import { type DataSource, In } from 'typeorm';
import { currentSight } from '../core/crud/sight';
import { Invalid } from '../core/errors/errors';
import { proxmoxEndpoint, type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';

/**
 * The Proxmox endpoints of what somebody asks for: those that were named, or for "all" the enabled ones that they see. An
 * endpoint that they do not see is not there for them. Empty stands for all where nobody is limited.
 */
export async function endpointsInSight(
  dataSource: DataSource,
  wanted: readonly number[] = [],
): Promise<readonly number[]> {
  const sight = currentSight();
  if (sight === undefined) return wanted;
  const absent = wanted.filter((id) => !sight.includes(id));
  if (absent.length > 0) {
    throw Invalid.of({ endpoints: absent.map((id) => `There is no Proxmox endpoint with the id ${id}.`) });
  }
  if (wanted.length > 0) return wanted;
  const rows = await dataSource
    .getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name)
    .find({ where: { id: In([...sight]), enabled: true }, select: { id: true }, order: { id: 'ASC' } });
  if (rows.length > 0) return rows.map(({ id }) => id);
  throw Invalid.of({ endpoints: ['There is no enabled Proxmox endpoint that you may do this with.'] });
}

/** Whether what belongs to an endpoint, or to none, may be told. */
export function isInSight(endpoint: number | undefined): boolean {
  const sight = currentSight();
  return sight === undefined || (endpoint !== undefined && sight.includes(endpoint));
}
