import { checkParameters, PATH_PARAMETERS } from './parameters';
import { ApiFailure, badParameters, notForwarded, notPermitted, type Reply } from './reply';
import { hasAny } from './rights';
import { routesOf } from './routes';
import { type Call, type Route } from './routes/route';
import { type SimCluster, type SimVersion } from './world';
import { answeringNode, type SimNode } from './world/nodes';

interface Match {
  route: Route;
  params: Record<string, string>;
}

type Compiled = { route: Route; pattern: RegExp }[];

const VERSIONS: SimVersion[] = ['8.4', '9.0', '9.1'];
const compiled = new Map(VERSIONS.map((version) => [version, compile(version)]));

/** What an asker brings beside the path: who it is, or nobody on the paths that are open. */
export type Asker = Pick<Call, 'world' | 'cluster' | 'rights' | 'who'>;

/**
 * Answers a GET in the order of pve-http-server: path, privileges, forwarding to the node, and only then the
 * parameters. Throws ApiFailure.
 */
export function answer(path: string, search: URLSearchParams, asker: Asker): Reply {
  const { world, cluster, rights } = asker;
  const { route, params } = matchOf(world.version, path);
  const needs = typeof route.needs === 'function' ? route.needs(world.version) : route.needs;
  if (needs) {
    const at = needs.path.replace(/\{(\w+)\}/g, (_all, name: string) => params[name]);
    if (!hasAny(rights, at, needs.privileges)) throw notPermitted(at, needs.privileges);
  }
  const node = params.node === undefined ? answeringNode(cluster.nodes) : reachableNode(cluster, params.node);
  const query = checked(route, params, search, world.version);
  const call: Call = { ...asker, node, params, query };
  const body = 'body' in route ? route.body(call) : { data: route.data(call) };
  return { status: 200, reason: 'OK', body, waits: route.waits?.(call) };
}

/** The route of a path and what the path names; throws the 501 of one that is not there. */
function matchOf(version: SimVersion, path: string): Match {
  for (const { route, pattern } of compiled.get(version) ?? []) {
    const match = pattern.exec(path);
    if (!match) continue;
    const named = Object.entries(match.groups ?? {});
    const params = named.map(([name, value]) => [name, decodeURIComponent(value)]);
    return { route, params: Object.fromEntries(params) as Match['params'] };
  }
  throw new ApiFailure(501, `Method 'GET ${path}' not implemented`);
}

function compile(version: SimVersion): Compiled {
  return routesOf(version).map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
  }));
}

function reachableNode(cluster: SimCluster, name: string): SimNode {
  if (name === 'localhost') return answeringNode(cluster.nodes);
  const node = cluster.nodes.find((candidate) => candidate.name === name);
  if (!node) {
    const reason = `failed to get address info for: ${name}: Name or service not known`;
    throw new ApiFailure(500, `hostname lookup '${name}' failed - ${reason}`);
  }
  const { status, reason } = node.downAs ?? { status: 595, reason: 'No route to host' };
  if (node.isDown) throw notForwarded(status, reason);
  return node;
}

/** The query alone; what stands in the path is checked with it, for a server knows no difference. */
function checked(
  route: Route,
  params: Match['params'],
  search: URLSearchParams,
  version: SimVersion,
): Record<string, string> {
  // A cache buster of the vendor's own pages, dropped before the check.
  const given = [...search].filter(([name]) => name !== '_dc');
  const inPath = checkParameters(PATH_PARAMETERS, Object.entries(params), version);
  const { values, errors } = checkParameters(route.query ?? {}, given, version);
  const all = { ...errors, ...inPath.errors };
  if (Object.keys(all).length > 0) throw badParameters(all);
  return values;
}
