import { type SimVersion } from './world';

/** Privileges by path, as ACLs give them: `{ '/vms/101': ['VM.Audit'] }`. They reach down to every path below. */
export type Rights = Record<string, string[]>;

const AUDITOR = ['Datastore.Audit', 'Mapping.Audit', 'Pool.Audit', 'SDN.Audit', 'Sys.Audit', 'VM.Audit'];

/** The role PVEAuditor on `/`; from 9.0 on it may also ask the guest agent. */
export function auditorRights(version: SimVersion): Rights {
  return { '/': version === '8.4' ? AUDITOR : [...AUDITOR, 'VM.GuestAgent.Audit'] };
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

const ALWAYS_LISTED = ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms'];

/** `GET /access/permissions`: the well-known paths and those with an ACL of their own, without empty ones. */
export function permissionTable(rights: Rights): Record<string, Record<string, 1>> {
  const paths = [...new Set([...ALWAYS_LISTED, ...Object.keys(rights)])].sort();
  return Object.fromEntries(
    paths
      .map((path) => [path, privilegesOn(rights, path)] as const)
      .filter(([, held]) => held.length > 0)
      .map(([path, held]) => [path, Object.fromEntries(held.map((privilege) => [privilege, 1 as const]))]),
  );
}
