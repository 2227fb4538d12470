import { type SimGuest } from './guests';
import { type Place } from './place';

/** A guest under high availability. */
export interface SimHaResource {
  /** `vm:101` or `ct:102`. */
  sid: string;
  type: 'vm' | 'ct';
  vmid: number;
  state: 'started' | 'stopped' | 'ignored';
  comment?: string;
}

/** Which guests are to run where, together or apart: groups before 9.0, rules since. */
export interface SimHaRule {
  rule: string;
  type: 'node-affinity' | 'resource-affinity';
  resources: string;
  nodes?: string;
  affinity?: 'positive' | 'negative';
  isDisabled?: boolean;
}

/** None on a single node. */
export function generateHaResources(guests: readonly SimGuest[], { nodeNames }: Place): SimHaResource[] {
  if (nodeNames.length < 2) return [];
  return guests.slice(4, 7).map(({ vmid, type, status }, turn) => ({
    sid: `${type === 'qemu' ? 'vm' : 'ct'}:${vmid}`,
    type: type === 'qemu' ? ('vm' as const) : ('ct' as const),
    vmid,
    state: status === 'stopped' ? ('stopped' as const) : ('started' as const),
    ...(turn === 0 ? { comment: 'first to come back' } : {}),
  }));
}

export function generateHaRules(resources: readonly SimHaResource[], { nodeNames }: Place): SimHaRule[] {
  const sids = resources.map(({ sid }) => sid);
  if (sids.length < 2) return [];
  return [
    {
      rule: 'prefer-first',
      type: 'node-affinity',
      resources: sids[0],
      nodes: `${nodeNames[0]}:2,${nodeNames[1]}:1`,
    },
    {
      rule: 'apart',
      type: 'resource-affinity',
      resources: sids.slice(0, 2).join(','),
      affinity: 'negative',
      isDisabled: true,
    },
  ];
}
