import { Invalid } from '../core/errors/errors';
import { type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';

/**
 * The keys of clusters and lone hosts that people name by name or key: `lab-a` or `cluster/lab-a`. Throws Invalid for one
 * that no endpoint has led to so far, and for a name that several have. Pure.
 */
export function clusterKeysOf(
  names: readonly string[],
  endpoints: readonly Pick<ProxmoxEndpoint, 'clusterKey'>[],
): ReadonlySet<string> {
  const known = knownClusters(endpoints);
  const problems: string[] = [];
  const keys = names.flatMap((name) => {
    const meant = known.filter((key) => key === name);
    if (meant.length === 0) meant.push(...known.filter((key) => nameOfCluster(key) === name));
    if (meant.length === 0) problems.push(unknown(name, known));
    if (meant.length > 1)
      problems.push(`"${name}" is the name of ${meant.join(' and ')}. Give one of these.`);
    return meant;
  });
  if (problems.length > 0) throw Invalid.of({ proxmox_clusters: problems });
  return new Set(keys);
}

/** Keys of the clusters and lone hosts that endpoints are known to lead to, each once. */
function knownClusters(endpoints: readonly Pick<ProxmoxEndpoint, 'clusterKey'>[]): readonly string[] {
  return [...new Set(endpoints.flatMap(({ clusterKey }) => clusterKey ?? []))].sort();
}

/** `cluster/lab-a` and `cluster/lab-a@2` are both called lab-a. */
export function nameOfCluster(key: string): string {
  return key.replace(/^\w+\//, '').replace(/@\d+$/, '');
}

function unknown(name: string, known: readonly string[]): string {
  const there =
    known.length > 0
      ? `Known are ${[...new Set(known.map(nameOfCluster))].join(', ')}.`
      : 'None is known before the first run.';
  return `No endpoint has led to a Proxmox cluster "${name}" so far. ${there}`;
}
