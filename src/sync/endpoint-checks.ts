import { firstValueFrom, forkJoin, from, map, mergeMap, toArray, of } from 'rxjs';
import { messageOf, NotFound, ProxboxError } from '../core/errors/errors';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Stage } from './engine/stage';
import { type Resource } from './resources/define-resource';
import { connect } from './source/connection';
import { lacksOf } from './source/rights';
import { type TaskMarks } from './source/source';
import { oneOf } from './write-rights';

const PROBES_AT_ONCE = 2;
const NO_TASKS: TaskMarks = { horizon: 0, since: new Map(), running: new Map(), settled: new Set() };

/** What became of a look at an endpoint. `problems` is empty where a sync will see and write everything. */
export interface EndpointCheck {
  readonly isReached: boolean;
  readonly version: string | null;
  /** What is behind it: the name of the cluster or host, or whose token it is. */
  readonly name: string | null;
  /** Sentences: why it was not reached, or what its token lacks. */
  readonly problems: readonly string[];
  /** What a person can do about it, where that is known. */
  readonly suggestion: string | null;
}

/** Looks at an endpoint as a run would, and changes nothing. */
export class EndpointChecks {
  constructor(
    private readonly book: EndpointBook,
    private readonly stages: readonly Stage[],
  ) {}

  /** Throws NotFound. */
  async proxmox(id: number): Promise<EndpointCheck> {
    const row = await this.book.proxmoxEndpoint(id);
    if (!row) throw new NotFound('No ProxmoxEndpoint matches the given query.');
    return reached(async () => {
      const client = await this.book.proxmoxClient(row);
      try {
        const { values: settings } = await this.book.settings(row);
        const webUrl = await this.book.webUrl(row);
        const taskMarks = () => Promise.resolve(NO_TASKS);
        const none = () => of([]);
        const netbox = { prefixes: none, netboxClusters: none };
        const facts = { ...row, name: row.name ?? '', settings, webUrl, taskMarks, ...netbox };
        const { version, clusterRow, nodes, permissions } = await firstValueFrom(connect(facts, client));
        return {
          version,
          name: clusterRow?.name ?? nodes[0].name,
          problems: lacksOf(permissions).map(({ sentence }) => sentence),
        };
      } finally {
        client.close();
      }
    });
  }

  /** Whether objects may be added and changed shows without doing it; whether they may be deleted does not. */
  async netbox(id: number): Promise<EndpointCheck> {
    const known = await this.book.netboxEndpointId();
    if (id !== known) throw new NotFound('No NetBoxEndpoint that is kept true matches the given query.');
    return reached(async () => {
      const client = await this.book.netboxClient(undefined, { retries: 0 });
      try {
        const asked = forkJoin({
          capabilities: client.capabilities(),
          user: client.authenticationCheck(),
          refused: from(this.resources()).pipe(
            mergeMap(
              ({ path, label }) => client.mayWrite(path).pipe(map((may) => lackSentence(label, may))),
              PROBES_AT_ONCE,
            ),
            toArray(),
          ),
        });
        const { capabilities, user, refused } = await firstValueFrom(asked);
        return {
          version: capabilities.version,
          name: user.username,
          problems: refused.flatMap((sentence) => sentence ?? []).sort(),
        };
      } finally {
        client.close();
      }
    });
  }

  /** The kinds of NetBox objects that stages make, each path once. */
  private resources(): readonly Resource[] {
    const all = this.stages
      .flatMap(({ parts }) => parts.map(({ target }) => target as Resource))
      .filter((target) => target.objectType !== undefined && target.completes === undefined);
    return [...new Map(all.map((resource) => [resource.path, resource])).values()];
  }
}

function lackSentence(label: string, may: { add: boolean; change: boolean }): string | undefined {
  if (may.add && may.change) return undefined;
  const what = may.add ? 'not change' : may.change ? 'not add' : 'neither add nor change';
  return `This token may ${what} ${oneOf(label)}.`;
}

async function reached(
  look: () => Promise<Pick<EndpointCheck, 'version' | 'name' | 'problems'>>,
): Promise<EndpointCheck> {
  try {
    return { isReached: true, suggestion: null, ...(await look()) };
  } catch (error) {
    if (!(error instanceof ProxboxError)) throw error;
    const suggestion = error.suggestion ?? null;
    return { isReached: false, version: null, name: null, problems: [messageOf(error)], suggestion };
  }
}
