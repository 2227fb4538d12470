import { type SimVersion } from './world';

/** Privileges by path, as ACLs give them: `{ '/vms/101': ['VM.Audit'] }`. They reach down to every path below. */
export type Rights = Record<string, string[]>;

const AUDITOR = ['Datastore.Audit', 'Mapping.Audit', 'Pool.Audit', 'SDN.Audit', 'Sys.Audit', 'VM.Audit'];
/** Listing a volume asks for what its owner may be done to (pve-storage, check_volume_access). */
const VOLUME_READER = ['Datastore.AllocateSpace', 'VM.Backup', 'VM.Config.Disk'];

/** The role PVEAuditor on `/`; from 9.0 on it may also ask the guest agent. It sees neither disks nor backups. */
export function auditorRights(version: SimVersion): Rights {
  return { '/': version === '8.4' ? AUDITOR : [...AUDITOR, 'VM.GuestAgent.Audit'] };
}

/** PVEAuditor and a role of one's own on `/`, by which everything that can be read is read. */
export function readerRights(version: SimVersion): Rights {
  const agent = version === '8.4' ? ['VM.Monitor'] : [];
  return { '/': [...auditorRights(version)['/'], ...VOLUME_READER, ...agent] };
}

/** What holds on a path: the nearest ACL at or above it, which replaces those further up. */
export function privilegesOn(rights: Rights, path: string): string[] {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    if (rights[at]) return rights[at];
  }
  return rights['/'] ?? [];
}

export function hasAny(rights: Rights, path: string, privileges: readonly string[]): boolean {
  const held = privilegesOn(rights, path);
  return privileges.some((privilege) => held.includes(privilege));
}

export function hasAll(rights: Rights, path: string, privileges: readonly string[]): boolean {
  const held = privilegesOn(rights, path);
  return privileges.every((privilege) => held.includes(privilege));
}

/** What a privilege-separated token may: on each path what both its user and itself may there. */
export function intersection(user: Rights, token: Rights): Rights {
  const paths = [...new Set(['/', ...Object.keys(user), ...Object.keys(token)])];
  return Object.fromEntries(
    paths.map((path) => {
      const held = privilegesOn(token, path);
      return [path, privilegesOn(user, path).filter((privilege) => held.includes(privilege))];
    }),
  );
}

const ALWAYS_LISTED = ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms'];

/**
 * `GET /access/permissions`: the well-known paths and those with an ACL of their own, without empty ones;
 * with `path` that one alone. The number says whether the privilege reaches further down: here always.
 */
export function permissionTable(rights: Rights, path?: string): Record<string, Record<string, 1>> {
  const paths = path === undefined ? [...new Set([...ALWAYS_LISTED, ...Object.keys(rights)])].sort() : [path];
  return Object.fromEntries(
    paths
      .map((at) => [at, privilegesOn(rights, at)] as const)
      .filter(([, held]) => path !== undefined || held.length > 0)
      .map(([at, held]) => [at, Object.fromEntries(held.map((privilege) => [privilege, 1 as const]))]),
  );
}
