import { type Parameters } from '../parameters';
import { ApiFailure, notPermitted } from '../reply';
import { hasAny, type Rights } from '../rights';
import { digestOf } from '../rows/guests';
import { type Call, type Route, type Row } from './route';

const SDN_READERS = ['SDN.Audit', 'SDN.Allocate'];
const STATE_QUERY: Parameters = { pending: { type: 'boolean' }, running: { type: 'boolean' } };

export const SDN_ROUTES: readonly Route[] = [
  {
    path: '/cluster/sdn/zones',
    query: {
      ...STATE_QUERY,
      type: { type: 'string', enum: ['evpn', 'faucet', 'qinq', 'simple', 'vlan', 'vxlan'] },
    },
    data: ({ cluster, rights, query }) =>
      cluster.zones
        .filter(({ zone, type }) => sees(rights, zone) && (query.type === undefined || query.type === type))
        .map(({ zone, type, settings }) => ({ zone, type, ...settings, digest: digestOf(zone) })),
  },
  {
    path: '/cluster/sdn/vnets',
    query: STATE_QUERY,
    data: ({ cluster, rights }) =>
      cluster.vnets
        .filter(({ zone, vnet }) => sees(rights, `${zone}/${vnet}`))
        .map(({ vnet, zone, tag, alias }) => ({
          vnet,
          type: 'vnet',
          zone,
          ...(tag === undefined ? {} : { tag }),
          ...(alias === undefined ? {} : { alias, vlanaware: 0 }),
          digest: digestOf(vnet),
        })),
  },
  { path: '/cluster/sdn/vnets/{vnet}/subnets', query: STATE_QUERY, data: (call) => subnets(call) },
];

function subnets({ cluster, rights, params }: Call): Row[] {
  const vnet = cluster.vnets.find((candidate) => candidate.vnet === params.vnet);
  if (!vnet) throw new ApiFailure(500, `sdn '${params.vnet}' does not exist`);
  const at = `${vnet.zone}/${vnet.vnet}`;
  if (!sees(rights, at)) throw notPermitted(`/sdn/zones/${at}`, SDN_READERS);
  return vnet.subnets.map(({ cidr, gateway }) => {
    const [network, mask] = cidr.split('/');
    return {
      subnet: `${vnet.zone}-${network}-${mask}`,
      cidr,
      network,
      mask,
      type: 'subnet',
      vnet: vnet.vnet,
      zone: vnet.zone,
      ...(gateway === undefined ? {} : { gateway }),
      snat: 0,
      'dhcp-range': [
        {
          'start-address': network.replace(/\d+$/, '100'),
          'end-address': network.replace(/\d+$/, '150'),
        },
      ],
      digest: digestOf(cidr),
    };
  });
}

function sees(rights: Rights, path: string): boolean {
  return hasAny(rights, `/sdn/zones/${path}`, SDN_READERS);
}
