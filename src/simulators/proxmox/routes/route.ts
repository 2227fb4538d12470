import { type Parameters } from '../parameters';
import { type Body, type Wait } from '../reply';
import { type Rights } from '../rights';
import { type SimCluster, type SimVersion, type World } from '../world';
import { type SimNode } from '../world/nodes';

/** What a route answers from. `node` is the one below `/nodes/{node}`, elsewhere the one that was asked. */
export interface Call {
  world: World;
  cluster: SimCluster;
  rights: Rights;
  /** `name@realm`, with `!token` where a token signed in. */
  who: string;
  node: SimNode;
  /** From the path. */
  params: Record<string, string>;
  query: Record<string, string>;
}

/** A GET path of the API: `data` gives what a body calls so, `body` the whole of it. */
export type Route = RouteHead & ({ data: (call: Call) => unknown } | { body: (call: Call) => Body });

interface RouteHead {
  path: string;
  /** The first release that has it. */
  since?: SimVersion;
  /** Parameters beside those in the path. */
  query?: Parameters;
  /** Path template and privileges, any one of which is enough; absent for the paths that filter instead of refusing. */
  needs?: Needs | ((version: SimVersion) => Needs);
  /** What a good answer waits for. */
  waits?: (call: Call) => Wait | undefined;
}

interface Needs {
  path: string;
  privileges: readonly string[];
}

export type Row = Record<string, unknown>;

export const AUDITOR_OF_ALL: Needs = { path: '/', privileges: ['Sys.Audit'] };
export const GUEST_READER: Needs = { path: '/vms/{vmid}', privileges: ['VM.Audit'] };
export const STORAGE_READERS = ['Datastore.Audit', 'Datastore.AllocateSpace'] as const;
