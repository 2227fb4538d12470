import { type DataSource, In } from 'typeorm';
import { type Grant } from '../core/access/access-table';
import { RoleSource } from '../core/access/authority';
import { type Identity } from '../core/access/identity';
import { EVERYBODY, groupRole, type GroupRole } from '../models/group-role.model';

/** Superusers of NetBox are administrators; everybody else has the roles that their groups were given, each where it is good. */
export class GroupRoles extends RoleSource {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async grantsOf({ isSuperuser, groups }: Identity): Promise<readonly Grant[]> {
    if (isSuperuser) return [{ role: 'administrator' }];
    const rows = await this.dataSource.getRepository<GroupRole>(groupRole.name).find({
      where: { group: In([EVERYBODY, ...groups]) },
      select: { id: true, role: true, proxmoxEndpoint: true },
    });
    return rows.map(({ role, proxmoxEndpoint: only }) => ({ role, ...(only !== null && { only }) }));
  }
}
