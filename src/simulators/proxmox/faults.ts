import { type Accounts } from './accounts';
import { clusterIn, guestIn, storageIn } from './changes/lookup';
import { moveGuest } from './changes/guests';
import { type Wait } from './reply';
import { intersection, readerRights, type Rights } from './rights';
import { type World } from './world';
import { type SimNode } from './world/nodes';

/** Something that goes wrong with certain requests. Without `status` and `isDropped` the true answer follows after `delayMs`. */
export interface Fault {
  /** Only at this cluster's (or standalone host's) endpoint; at all of them when absent. */
  cluster?: string;
  /** Default: every method. */
  method?: string;
  /** API path with `*` for any text: `/nodes/pve-a1/qemu/*`. */
  path: string;
  /** The first matching request that is hit, counted from 1; default 1. */
  from?: number;
  /** How many requests are hit; default all from `from` on. */
  count?: number;
  status?: number;
  /** Reason phrase and message; default "simulated fault". */
  reason?: string;
  delayMs?: number;
  /** Cut the connection instead of answering. */
  isDropped?: boolean;
}

/** Milliseconds before answers that take their time on a real server; all 0 by default. */
type Delays = Record<Wait, number>;

export interface FaultSettings extends Delays {
  /** Before each 401, 3000 on a real server. */
  authDelayMs: number;
  /** Before each 595 and 596, some seconds on a real server. */
  nodeDownDelayMs: number;
  /** Before it is told that a guest agent does not answer, up to 3000 on a real server. */
  agentDelayMs: number;
  /** Before a Proxmox Backup Server lists its backups, or is found to be down: up to 120,000 on a real one. */
  backupServerDelayMs: number;
  /** False: failures carry only `{"data":null}`, as before pve-http-server 5.2.0; default true. */
  hasMessageKey: boolean;
}

const LISTS_GUESTS = /^\/cluster\/resources$|^\/nodes\/[^/]+\/(?:qemu|lxc)$/;

/** The knobs of a running simulator. Unknown cluster or node names throw. */
export class Faults {
  readonly settings: FaultSettings = {
    authDelayMs: 0,
    nodeDownDelayMs: 0,
    agentDelayMs: 0,
    backupServerDelayMs: 0,
    hasMessageKey: true,
  };
  private readonly active = new Map<number, { fault: Fault; pattern: RegExp; seen: number }>();
  private readonly userRights = new Map<string, Rights>();
  private readonly tokenRights = new Map<string, Rights>();
  private readonly moves: { cluster: string; vmid: number; node: string }[] = [];
  private lastId = 0;

  constructor(
    private readonly world: World,
    private readonly accounts: ReadonlyMap<string, Accounts>,
  ) {}

  /** Returns the id to remove it by. */
  add(fault: Fault): number {
    const pattern = new RegExp(`^${fault.path.split('*').map(escapeRegExp).join('.*')}$`);
    this.active.set((this.lastId += 1), { fault, pattern, seen: 0 });
    return this.lastId;
  }

  remove(id: number): void {
    this.active.delete(id);
  }

  clear(): void {
    this.active.clear();
  }

  /** The first fault that hits this request; counts it for all that match. */
  hit(cluster: string, method: string, path: string): Fault | undefined {
    const hits = [...this.active.values()].filter((entry) => {
      const { fault, pattern } = entry;
      if (fault.cluster !== undefined && fault.cluster !== cluster) return false;
      if (fault.method !== undefined && fault.method !== method) return false;
      if (!pattern.test(path)) return false;
      entry.seen += 1;
      const first = fault.from ?? 1;
      return entry.seen >= first && entry.seen < first + (fault.count ?? Infinity);
    });
    return hits[0]?.fault;
  }

  /**
   * Everything proxied to the node fails without a body: with 595 and `No route to host` unless told otherwise
   * (596: the connection stood, but nothing came). `cluster` tells nodes of the same name apart.
   */
  nodeDown(node: string, cluster?: string, downAs?: SimNode['downAs']): void {
    this.nodesNamed(node, cluster).forEach((found) => Object.assign(found, { isDown: true, downAs }));
  }

  nodeUp(node: string, cluster?: string): void {
    this.nodesNamed(node, cluster).forEach((found) => (found.isDown = false));
  }

  /** Just after a start, nothing but names is known of a node, its guests and its storages. */
  setStatistics(node: string, isKnown: boolean, cluster?: string): void {
    this.nodesNamed(node, cluster).forEach((found) => (found.hasStatistics = isKnown));
  }

  /** Its server does not answer: it is listed without numbers, and what lies on it is not told. */
  setStorageOnline(cluster: string, storage: string, isOnline: boolean): void {
    storageIn(clusterIn(this.world, cluster), storage).isOffline = !isOnline;
  }

  /** The guest is listed once more where it is, and is gone from there right afterwards. */
  moveAfterListing(cluster: string, vmid: number, node: string): void {
    guestIn(clusterIn(this.world, cluster), vmid);
    this.moves.push({ cluster, vmid, node });
  }

  /** Lets those guests go that were to leave after this list. */
  listed(cluster: string, path: string): void {
    if (this.moves.length === 0 || !LISTS_GUESTS.test(path)) return;
    for (const move of this.moves.filter((candidate) => candidate.cluster === cluster)) {
      this.moves.splice(this.moves.indexOf(move), 1);
      moveGuest(this.world, cluster, move.vmid, move.node);
    }
  }

  /** Reads go on; only `/cluster/status` tells. */
  setQuorate(cluster: string, isQuorate: boolean): void {
    clusterIn(this.world, cluster).isQuorate = isQuorate;
  }

  /** What the user and its token may see there; null: all that can be read again. */
  restrict(cluster: string, rights: Rights | null): void {
    keep(this.userRights, clusterIn(this.world, cluster).name, rights);
  }

  /** Gives the token rights of its own, of which it holds those that its user has too; null: all of the user's again. */
  separateToken(cluster: string, rights: Rights | null): void {
    keep(this.tokenRights, clusterIn(this.world, cluster).name, rights);
  }

  /** `who` as `user@realm` or `user@realm!token`. */
  rightsOf(cluster: string, who: string): Rights {
    const user = this.userRights.get(cluster) ?? readerRights(this.world.version);
    const token = who.includes('!') ? this.tokenRights.get(cluster) : undefined;
    return token ? intersection(user, token) : user;
  }

  requireSecondFactor(cluster: string, isRequired: boolean): void {
    this.accountsOf(cluster).needsSecondFactor = isRequired;
  }

  /** Every ticket handed out so far is refused from now on. */
  forgetTickets(cluster: string): void {
    this.accountsOf(cluster).forgetTickets();
  }

  private nodesNamed(node: string, cluster: string | undefined): SimNode[] {
    const found = this.world.clusters
      .filter(({ name }) => cluster === undefined || name === cluster)
      .flatMap(({ nodes }) => nodes)
      .filter(({ name }) => name === node);
    if (found.length === 0) throw new Error(`No simulated node is named ${node}.`);
    return found;
  }

  private accountsOf(cluster: string): Accounts {
    const found = this.accounts.get(cluster);
    if (!found) throw new Error(`No simulated cluster is named ${cluster}.`);
    return found;
  }
}

function keep(map: Map<string, Rights>, cluster: string, rights: Rights | null): void {
  if (rights) map.set(cluster, rights);
  else map.delete(cluster);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
