import { Refused } from '../../core/errors/errors';

/** Who an endpoint says it is. */
export interface Presented {
  readonly endpointId: number;
  readonly endpointName: string;
  readonly name: string;
  readonly mode: 'cluster' | 'standalone';
  readonly fingerprints: readonly string[];
  /** The key it had so far; null before the first contact. */
  readonly clusterKey: string | null;
}

/** What an endpoint, connected or not, was known by before this run. */
export interface KnownKey {
  readonly clusterKey: string | null;
  readonly fingerprints: readonly string[];
}

export type Assignment =
  | { readonly endpointId: number; readonly key: string; readonly name: string }
  | { readonly endpointId: number; readonly error: Refused };

/**
 * Decides which cluster or host each endpoint stands for. Proxmox VE gives clusters no identity but their name, and two
 * clusters may have the same one: endpoints lead to the same cluster only if they share a node's certificate.
 */
export function assignKeys(
  presented: readonly Presented[],
  known: readonly KnownKey[],
): readonly Assignment[] {
  const taken = new Map<string, Set<string>>();
  const claim = (key: string, fingerprints: readonly string[]) => {
    taken.set(key, new Set([...(taken.get(key) ?? []), ...fingerprints]));
  };
  for (const one of known) if (one.clusterKey) claim(one.clusterKey, one.fingerprints);

  return presented.map((one) => {
    const plain = `${one.mode === 'cluster' ? 'cluster' : 'node'}/${one.name}`;
    if (one.clusterKey !== null) {
      if (bareKey(one.clusterKey) !== plain) return { endpointId: one.endpointId, error: moved(one, plain) };
      claim(one.clusterKey, one.fingerprints);
      return { endpointId: one.endpointId, key: one.clusterKey, name: nameOf(one, one.clusterKey) };
    }
    const candidates = [...taken.keys()].filter((key) => bareKey(key) === plain);
    const shared = candidates.find((key) => one.fingerprints.some((print) => taken.get(key)!.has(print)));
    const key = shared ?? (candidates.length === 0 ? plain : `${plain}@${one.endpointId}`);
    claim(key, one.fingerprints);
    return { endpointId: one.endpointId, key, name: nameOf(one, key) };
  });
}

function bareKey(key: string): string {
  return key.replace(/@\d+$/, '');
}

function nameOf({ name, endpointName }: Presented, key: string): string {
  return key === bareKey(key) ? name : `${name} (${endpointName})`;
}

function moved({ endpointName, clusterKey }: Presented, now: string): Refused {
  return new Refused(
    `Endpoint ${endpointName} used to lead to ${clusterKey} and now leads to ${now}: nothing was read from it.`,
    { suggestion: 'If that is meant, clear the cluster key of the endpoint; if not, mend its address.' },
  );
}
