import { type ProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { routesOf } from '../../src/simulators/proxmox/routes';
import { type SimCluster } from '../../src/simulators/proxmox/world';
import { type Answer, ask } from './ask';

/** Queries that bring out what a path answers beside its plain reply. */
const QUERIES: Record<string, string[]> = {
  '/cluster/resources': ['?type=vm', '?type=storage', '?type=node', '?type=sdn'],
  '/pools': ['?poolid=prod', '?poolid=prod%2Fblue', '?poolid=prod&type=storage'],
  '/nodes/{node}/qemu': ['?full=1'],
  '/nodes/{node}/storage': ['?format=1', '?enabled=1&content=backup'],
  '/nodes/{node}/storage/{storage}/rrddata': ['?timeframe=month', '?timeframe=hour&cf=MAX'],
  '/nodes/{node}/storage/{storage}/content': ['?content=backup', '?vmid=101'],
  '/nodes/{node}/network': ['?type=vnet', '?type=any_bridge'],
  '/nodes/{node}/tasks': ['?source=all&limit=500', '?source=active', '?errors=1', '?vmid=101&start=1'],
  '/nodes/{node}/qemu/{vmid}/config': ['?current=1'],
};

/** Paths that refuse to answer without a query. */
const NEVER_PLAIN = ['/nodes/{node}/storage/{storage}/rrddata'];

/** Asks every endpoint about everything in the world, as the token that may read all. */
export async function crawl({ world, endpoints }: ProxmoxSimulator): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [index, cluster] of world.clusters.entries()) {
    for (const { path: template } of routesOf(world.version)) {
      for (const path of pathsOf(template, cluster)) {
        const plain = NEVER_PLAIN.includes(template) ? [] : [''];
        const queries = [...plain, ...(QUERIES[template] ?? []), ...snapshotQueries(path, cluster)];
        for (const query of queries) answers.push(await ask(endpoints[index], path + query, {}, template));
      }
    }
  }
  return answers;
}

/** The paths of a template that the cluster has something under. */
export function pathsOf(template: string, cluster: SimCluster): string[] {
  if (template.includes('{node}')) {
    return cluster.nodes.flatMap((node) => {
      const path = template.replace('{node}', node.name);
      const guests = [...cluster.guests.values()].filter((guest) => guest.node === node.name);
      const values = {
        vmid: guests.filter(({ type }) => path.includes(`/${type}/`)).map(({ vmid }) => String(vmid)),
        storage: cluster.storages.map(({ storage }) => storage),
        upid: node.tasks.slice(0, 5).map(({ upid }) => encodeURIComponent(upid)),
      };
      return filled(path, values);
    });
  }
  return filled(template, {
    storage: cluster.storages.map(({ storage }) => storage),
    poolid: cluster.pools.map(({ poolid }) => poolid).filter((poolid) => !poolid.includes('/')),
    vnet: cluster.vnets.map(({ vnet }) => vnet),
  });
}

function filled(path: string, values: Record<string, string[]>): string[] {
  const name = /\{(\w+)\}/.exec(path)?.[1];
  if (name === undefined) return [path];
  return values[name].flatMap((value) => filled(path.replace(`{${name}}`, value), values));
}

function snapshotQueries(path: string, { guests }: SimCluster): string[] {
  const vmid = /\/(\d+)\/config$/.exec(path)?.[1];
  const snapshots = vmid === undefined ? [] : (guests.get(Number(vmid))?.snapshots ?? []);
  return snapshots.map(({ name }) => `?snapshot=${name}`);
}
