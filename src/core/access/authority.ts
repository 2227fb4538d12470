import { type KnownKey } from './api-keys';
import { type AccessTable, isAllowed, type Role } from './access-table';
import { type Identity, type KnownIdentity } from './identity';
import { type Scope, SCOPES } from './needs';

/** Who gives people their role; it is asked for every request, so that a change counts at once. */
export abstract class RoleSource {
  abstract roleOf(identity: Identity): Promise<Role | undefined>;
}

/** Superusers are administrators, everybody else may look. */
export class PlainRoles extends RoleSource {
  roleOf({ isSuperuser }: Identity): Promise<Role> {
    return Promise.resolve(isSuperuser ? 'administrator' : 'viewer');
  }
}

/** Says of everybody what they may do. */
export class Authority {
  constructor(
    private readonly table: AccessTable,
    private readonly roles: RoleSource,
  ) {}

  /** A person, with what they may do by this credential. */
  async know(identity: Identity): Promise<KnownIdentity> {
    const role = await this.roles.roleOf(identity);
    return this.standing(identity, role, identity.canWrite ? SCOPES : ['view']);
  }

  /** A script with a key of ours. */
  knowKey({ label, scopes }: KnownKey): KnownIdentity {
    const isWhole = scopes.includes('administer');
    // No account has a blank in its name.
    const username = `API key ${label}`;
    const canWrite = scopes.some((scope) => scope !== 'view');
    const identity = { username, displayName: username, isSuperuser: false, groups: [], canWrite };
    return this.standing(identity, isWhole ? 'administrator' : 'operator', isWhole ? SCOPES : scopes);
  }

  private standing(identity: Identity, role: Role | undefined, scopes: readonly Scope[]): KnownIdentity {
    return { ...identity, role, scopes, may: (need) => isAllowed(this.table, { role, scopes }, need) };
  }
}
