import { type DataSource, In } from 'typeorm';
import { type Role, ROLES } from '../core/access/access-table';
import { RoleSource } from '../core/access/authority';
import { type Identity } from '../core/access/identity';
import { EVERYBODY, groupRole, type GroupRole } from '../models/group-role.model';

/** Superusers of NetBox are administrators; everybody else has the highest role that a group of theirs was given. */
export class GroupRoles extends RoleSource {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async roleOf({ isSuperuser, groups }: Identity): Promise<Role | undefined> {
    if (isSuperuser) return 'administrator';
    const rows = await this.dataSource
      .getRepository<GroupRole>(groupRole.name)
      .find({ where: { group: In([EVERYBODY, ...groups]) }, select: { id: true, role: true } });
    return [...ROLES].reverse().find((role) => rows.some((row) => row.role === role));
  }
}
