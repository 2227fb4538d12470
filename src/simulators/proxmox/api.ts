import { ApiFailure, badParameters, notPermitted, type Reply, withoutBody } from './reply';
import { hasAny, type Rights } from './rights';
import { type Route, ROUTES } from './routes';
import { type SimCluster, type SimNode, type World } from './world';

interface Match {
  route: Route;
  params: Record<string, string>;
}

const compiled = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
}));

/**
 * Answers an authenticated GET in the order of pve-http-server: path, privileges, forwarding to the node,
 * and only then the parameters. Throws ApiFailure.
 */
export function answer(
  world: World,
  cluster: SimCluster,
  rights: Rights,
  path: string,
  search: URLSearchParams,
): Reply {
  const { route, params } = matchOf(path);
  if (route.needs) {
    const at = route.needs.path.replace(/\{(\w+)\}/g, (_all, name: string) => params[name]);
    if (!hasAny(rights, at, route.needs.privileges)) throw notPermitted(at, route.needs.privileges.join('|'));
  }
  const node = params.node === undefined ? cluster.nodes[0] : reachableNode(cluster, params.node);
  const query = checkedQuery(route, search);
  if (params.vmid !== undefined) checkVmid(params.vmid);
  const data = route.data({ world, cluster, rights, node, params, query });
  return { status: 200, reason: 'OK', body: { data } };
}

function matchOf(path: string): Match {
  for (const { route, pattern } of compiled) {
    const match = pattern.exec(path);
    if (match) {
      const params = Object.entries(match.groups ?? {}).map(([name, value]) => [
        name,
        decodeURIComponent(value),
      ]);
      return { route, params: Object.fromEntries(params) };
    }
  }
  throw new ApiFailure(501, `Method 'GET ${path}' not implemented`);
}

function reachableNode(cluster: SimCluster, name: string): SimNode {
  const node = cluster.nodes.find((candidate) => candidate.name === name || name === 'localhost');
  if (!node) {
    const reason = `failed to get address info for: ${name}: Name or service not known`;
    throw new ApiFailure(500, `hostname lookup '${name}' failed - ${reason}`);
  }
  if (node.isDown) throw withoutBody(595, 'No route to host');
  return node;
}

function checkedQuery(route: Route, search: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = {};
  const errors: Record<string, string> = {};
  for (const [name, value] of search) {
    // A cache buster of the vendor's own pages, dropped before the check.
    if (name === '_dc') continue;
    const rule = route.query?.[name];
    if (rule === undefined) {
      errors[name] = 'property is not defined in schema and the schema does not allow additional properties';
    } else if (rule === 'boolean' && !/^(0|1|on|off|yes|no|true|false)$/i.test(value)) {
      errors[name] = `type check ('boolean') failed - got '${value}'`;
    } else if (typeof rule === 'object' && !rule.includes(value)) {
      errors[name] = `value '${value}' does not have a value in the enumeration '${rule.join(', ')}'`;
    } else {
      query[name] = value;
    }
  }
  if (Object.keys(errors).length > 0) throw badParameters(errors);
  return query;
}

function checkVmid(vmid: string): void {
  if (!/^-?\d+$/.test(vmid)) throw badParameters({ vmid: `type check ('integer') failed - got '${vmid}'` });
  if (Number(vmid) < 100) throw badParameters({ vmid: 'value must have a minimum value of 100' });
}
