import { type KnownKey } from './api-keys';
import { type AccessTable, type Grant, highestRole, isAllowed, sightFor } from './access-table';
import { type Identity, type KnownIdentity } from './identity';
import { type Scope, SCOPES } from './needs';

/** Who gives people their roles; it is asked for every request, so that a change counts at once. */
export abstract class RoleSource {
  /** None for a person who may sign in, and see nothing. */
  abstract grantsOf(identity: Identity): Promise<readonly Grant[]>;
}

/** Superusers are administrators, everybody else may look. */
export class PlainRoles extends RoleSource {
  grantsOf({ isSuperuser }: Identity): Promise<readonly Grant[]> {
    return Promise.resolve([{ role: isSuperuser ? 'administrator' : 'viewer' }]);
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
    const grants = await this.roles.grantsOf(identity);
    return this.standing(identity, grants, identity.canWrite ? SCOPES : ['view']);
  }

  /** A script with a key of ours. */
  knowKey({ label, scopes }: KnownKey): KnownIdentity {
    const isWhole = scopes.includes('administer');
    // No account has a blank in its name.
    const username = `API key ${label}`;
    const canWrite = scopes.some((scope) => scope !== 'view');
    const identity = { username, displayName: username, isSuperuser: false, groups: [], canWrite };
    const grants: Grant[] = [{ role: isWhole ? 'administrator' : 'operator' }];
    return this.standing(identity, grants, isWhole ? SCOPES : scopes);
  }

  private standing(identity: Identity, grants: readonly Grant[], scopes: readonly Scope[]): KnownIdentity {
    const role = highestRole(grants);
    return {
      ...identity,
      role,
      scopes,
      may: (need) => isAllowed(this.table, { role, scopes }, need),
      sightFor: (need) => sightFor(this.table, grants, need),
    };
  }
}
