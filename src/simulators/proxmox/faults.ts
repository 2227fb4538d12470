import { type Accounts } from './accounts';
import { auditorRights, type Rights } from './rights';
import { type SimCluster, type SimNode, type World } from './world';

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

export interface FaultSettings {
  /** Wait before each 401, 3000 on a real server; default 0. */
  authDelayMs: number;
  /** Wait before each 595, some seconds on a real server; default 0. */
  nodeDownDelayMs: number;
  /** False: failures carry only `{"data":null}`, as before pve-http-server 5.2.0; default true. */
  hasMessageKey: boolean;
}

/** The knobs of a running simulator. Unknown cluster or node names throw. */
export class Faults {
  readonly settings: FaultSettings = { authDelayMs: 0, nodeDownDelayMs: 0, hasMessageKey: true };
  private readonly active = new Map<number, { fault: Fault; pattern: RegExp; seen: number }>();
  private readonly rights = new Map<string, Rights>();
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

  /** Everything proxied to the node answers 595; `cluster` tells nodes of the same name apart. */
  nodeDown(node: string, cluster?: string): void {
    this.nodesNamed(node, cluster).forEach((found) => (found.isDown = true));
  }

  nodeUp(node: string, cluster?: string): void {
    this.nodesNamed(node, cluster).forEach((found) => (found.isDown = false));
  }

  /** Reads go on; only `/cluster/status` tells. */
  setQuorate(cluster: string, isQuorate: boolean): void {
    this.clusterNamed(cluster).isQuorate = isQuorate;
  }

  /** What the user and the token may see there; null: PVEAuditor on `/` again. */
  restrict(cluster: string, rights: Rights | null): void {
    this.clusterNamed(cluster);
    if (rights) this.rights.set(cluster, rights);
    else this.rights.delete(cluster);
  }

  rightsIn(cluster: string): Rights {
    return this.rights.get(cluster) ?? auditorRights(this.world.version);
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

  private clusterNamed(name: string): SimCluster {
    const found = this.world.clusters.find((cluster) => cluster.name === name);
    if (!found) throw new Error(`No simulated cluster is named ${name}.`);
    return found;
  }

  private accountsOf(cluster: string): Accounts {
    const found = this.accounts.get(cluster);
    if (!found) throw new Error(`No simulated cluster is named ${cluster}.`);
    return found;
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
