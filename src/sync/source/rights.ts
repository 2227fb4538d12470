import { type Permissions } from '../../clients/proxmox/inventory';

/** How much of what is below a path a privilege is held on. */
export type Reach = 'all' | 'some' | 'none';

/** What a token needs to see one kind of thing. Of several privileges one is enough; several needs are all needed. */
interface Need {
  /** What is not seen, as people say it: "no backups". */
  readonly none: string;
  /** What is seen then, where it is a part: "not all backups". */
  readonly some: string;
  /** Stages that bring it. */
  readonly stages: readonly string[];
  readonly path: string;
  readonly privileges: readonly string[];
}

/** Proxmox VE answers whoever lacks these with 200 and fewer rows (PVE 8.4 to 9.1); where it answers 403, that is told anyway. */
const NEEDS: readonly Need[] = [
  {
    none: 'no guests',
    some: 'not all guests',
    stages: ['virtual-machines'],
    path: '/vms',
    privileges: ['VM.Audit'],
  },
  {
    none: 'no sizes of nodes',
    some: 'the sizes of some nodes only',
    stages: ['devices'],
    path: '/nodes',
    privileges: ['Sys.Audit'],
  },
  {
    none: 'no storages',
    some: 'not all storages',
    stages: ['storage'],
    path: '/storage',
    privileges: ['Datastore.Audit', 'Datastore.AllocateSpace'],
  },
  {
    none: 'no backups',
    some: 'not all backups',
    stages: ['backups'],
    path: '/storage',
    privileges: ['Datastore.AllocateSpace', 'Datastore.Allocate'],
  },
  {
    none: 'no backups',
    some: 'not all backups',
    stages: ['backups'],
    path: '/vms',
    privileges: ['VM.Backup'],
  },
  {
    none: 'no tasks of others',
    some: 'not all tasks of others',
    stages: ['task-history'],
    path: '/nodes',
    privileges: ['Sys.Audit'],
  },
  {
    none: 'no bridges of nodes',
    some: 'not all bridges of nodes',
    stages: ['node-interfaces'],
    path: '/sdn',
    privileges: ['SDN.Audit', 'SDN.Use'],
  },
  {
    none: 'nothing that guest agents tell',
    some: 'not all that guest agents tell',
    stages: ['vm-interfaces', 'vm-ip-addresses'],
    path: '/vms',
    // VM.Monitor until Proxmox VE 8.
    privileges: ['VM.GuestAgent.Audit', 'VM.GuestAgent.Unrestricted', 'VM.Monitor'],
  },
];

/** One kind of thing that a token does not see, or not all of. */
export interface Lack {
  readonly stages: readonly string[];
  /** "This token sees no backups: it lacks Datastore.AllocateSpace on /storage." */
  readonly sentence: string;
}

/**
 * How far a privilege reaches below a path. An ACL replaces those above it, so a deeper path may hold less;
 * `/access/permissions` lists each path that has an ACL, and the roots. Pure.
 */
export function reachOf(permissions: Permissions, path: string, privilege: string): Reach {
  const below = Object.keys(permissions).filter((at) => at.startsWith(path === '/' ? '/' : `${path}/`));
  const holds = (at: string) => permissions[at]?.[privilege] !== undefined;
  // 1: it reaches down to what is below; 0: it is held on the path alone.
  if (permissions[path]?.[privilege] === 1 && below.every(holds)) return 'all';
  return holds(path) || below.some(holds) ? 'some' : 'none';
}

/** What a token does not see, in sentences. Pure. */
export function lacksOf(permissions: Permissions): readonly Lack[] {
  return NEEDS.flatMap(({ none, some, stages, path, privileges }) => {
    const reaches = privileges.map((privilege) => reachOf(permissions, path, privilege));
    if (reaches.includes('all')) return [];
    const [first] = privileges;
    const sentence = reaches.includes('some')
      ? `This token sees ${some}: it has ${first} on a part of ${path} only.`
      : `This token sees ${none}: it lacks ${first} on ${path}.`;
    return [{ stages, sentence }];
  });
}
