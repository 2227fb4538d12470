import { hasAny, type Rights } from '../rights';
import { certificateRows, nodeRow, nodeStatus } from '../rows/nodes';
import { type SimVersion } from '../world';
import { type SimInterface } from '../world/node-network';
import { type Call, type Route } from './route';
import { seesUsage } from './sight';

const NETWORK_TYPES = ['bridge', 'bond', 'eth', 'alias', 'vlan'];
const OVS_TYPES = ['OVSBridge', 'OVSBond', 'OVSPort', 'OVSIntPort', 'vnet', 'any_bridge', 'any_local_bridge'];
const BRIDGES = ['bridge', 'OVSBridge'];

export const NODE_ROUTES: readonly Route[] = [
  {
    path: '/nodes',
    data: ({ cluster, rights }) => cluster.nodes.map((node) => nodeRow(node, seesUsage(rights, node))),
  },
  {
    path: '/nodes/{node}/status',
    needs: { path: '/nodes/{node}', privileges: ['Sys.Audit'] },
    data: ({ node, world }) => nodeStatus(node, world),
  },
  {
    path: '/nodes/{node}/network',
    query: { type: { type: 'string', enum: networkTypes } },
    body: (call) => {
      const { networkChanges: changes } = call.node;
      return { data: network(call), ...(changes === undefined ? {} : { changes }) };
    },
  },
  { path: '/nodes/{node}/certificates/info', data: ({ node }) => certificateRows(node) },
];

function networkTypes(version: SimVersion): string[] {
  if (version === '8.4') return [...NETWORK_TYPES, ...OVS_TYPES];
  return [...NETWORK_TYPES, 'fabric', ...OVS_TYPES, 'include_sdn'];
}

/** Bridges ask for a right of their own; the networks of the SDN come only when asked for. */
function network({ node, cluster, rights, query }: Call): SimInterface[] {
  const vnets = ['any_bridge', 'include_sdn', 'vnet'].includes(query.type)
    ? cluster.vnets.map(({ vnet }): SimInterface => ({ iface: vnet, type: 'vnet', active: 1 }))
    : [];
  return [...node.network, ...vnets]
    .filter(({ type }) => isOfType(type, query.type))
    .filter(
      ({ type, iface }) =>
        ![...BRIDGES, 'vnet'].includes(type) || seesBridge(rights, zoneOf(cluster, iface), iface),
    );
}

function isOfType(type: string, wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === 'include_sdn') return true;
  if (wanted === 'any_bridge') return [...BRIDGES, 'vnet'].includes(type);
  return wanted === 'any_local_bridge' ? BRIDGES.includes(type) : type === wanted;
}

function zoneOf({ vnets }: Call['cluster'], iface: string): string {
  return vnets.find(({ vnet }) => vnet === iface)?.zone ?? 'localnetwork';
}

function seesBridge(rights: Rights, zone: string, iface: string): boolean {
  return hasAny(rights, `/sdn/zones/${zone}/${iface}`, ['SDN.Audit', 'SDN.Use']);
}
