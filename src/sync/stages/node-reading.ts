import { catchError, concatMap, from, map, mergeMap, type Observable, of } from 'rxjs';
import { asError, NotAllowed, Unreachable } from '../../core/errors/errors';
import { Lost } from '../engine/stage';
import { type NodeInterface, type Source, type SourceNode } from '../source/source';
import { wantsInterface } from './network-choice';

const NODES_AT_ONCE = 8;

/** A node with all of its interfaces. */
export interface ReadNode {
  readonly source: Source;
  readonly node: SourceNode;
  readonly interfaces: readonly NodeInterface[];
}

/** One of them. */
export interface InterfaceOf extends ReadNode {
  readonly nic: NodeInterface;
}

/** Every node with its network; one that cannot be read is lost, and disturbs no other. That one is down is told with its guests. */
export function readNodes(source: Source): Observable<ReadNode | Lost> {
  return source.nodes().pipe(
    mergeMap((node) => {
      if (!node.isOnline) {
        const why = new Unreachable(`Node ${node.name} of ${source.name} is offline.`);
        return of(new Lost(node.key, node.name, why, true, true));
      }
      return source.interfaces(node.name).pipe(
        map((all) => ({
          source,
          node,
          interfaces: all.filter(({ name }) => wantsInterface(source.settings, name)),
        })),
        catchError((error: unknown) => of(new Lost(node.key, node.name, asError(error)))),
      );
    }, NODES_AT_ONCE),
  );
}

/** The same for what hangs on nodes: what could not be read is told by the part that reads interfaces. */
export function readNodeParts<T>(
  source: Source,
  partsOf: (read: ReadNode) => readonly T[],
): Observable<T | Lost> {
  return readNodes(source).pipe(
    concatMap((read): Observable<T | Lost> => {
      if (!(read instanceof Lost)) return from(partsOf(read));
      return of(new Lost(read.key, read.label, read.error, read.isExpected, true));
    }),
  );
}

/** Whether bridges are shown: Proxmox VE hides them, without an error, from who may not audit them. */
export function seesBridges(source: Source): boolean {
  return ['/sdn', '/sdn/zones', '/sdn/zones/localnetwork'].some((path) =>
    ['SDN.Audit', 'SDN.Use'].some((privilege) => source.sees(path, privilege)),
  );
}

/** Told once for a cluster. */
export function hiddenBridges(source: Source): readonly Lost[] {
  if (seesBridges(source)) return [];
  const why = new NotAllowed(
    `The credentials of ${source.name} do not show every bridge of its nodes: they lack SDN.Audit on /sdn/zones/localnetwork.`,
    { suggestion: 'Give them a role with SDN.Audit on /sdn/zones, such as PVEAuditor on /.' },
  );
  return [new Lost(`${source.key}/bridges`, source.name, why)];
}
