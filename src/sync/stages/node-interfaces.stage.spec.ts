import { lastValueFrom, toArray } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { Lost } from '../engine/stage';
import { type NodeInterface } from '../source/source';
import { aNode, fakeSource } from './fake-source';
import { linksRow, nodeInterfaceRow, nodeInterfaces, primaryIpsRow } from './node-interfaces.stage';
import { type InterfaceOf } from './node-reading';

const source = fakeSource();
const node = aNode(source);
const nic = (name: string, news: Partial<NodeInterface> = {}): NodeInterface => ({
  name,
  kind: 'physical',
  isActive: true,
  addresses: [],
  members: [],
  isVlanAware: false,
  ...news,
});
const refToNic = (name: string) => refTo('node-interface', `${node.key}/nic/${name}`);
const NETWORK = [
  nic('eno1'),
  nic('bond0', { kind: 'bond', members: ['eno1'] }),
  nic('vmbr0', { kind: 'bridge', members: ['bond0'], isVlanAware: true, addresses: ['192.0.2.11/24', '2001:db8::11/64'] }), // prettier-ignore
  nic('vmbr0.30', { kind: 'vlan', vlan: 30, parent: 'vmbr0', mtu: 9000, addresses: ['198.51.100.1/24'] }),
  nic('mgmt0', { kind: 'port', vlan: 50, switchName: 'vmbr0' }),
];
const of = (name: string, interfaces = NETWORK, at = source): InterfaceOf => ({
  source: at,
  node,
  interfaces,
  nic: interfaces.find((one) => one.name === name)!,
});
const partFor = (target: string) =>
  nodeInterfaces.parts.find((one) => (one.target as { name: string }).name === target)!;
const read = (target: string, at = source): Promise<unknown[]> =>
  lastValueFrom(partFor(target).read(at).pipe(toArray()));

describe('the row of a node interface (defect 16)', () => {
  it.each([
    ['eno1', { type: 'other', mode: null, untaggedVlan: null, mtu: null }],
    ['bond0', { type: 'lag' }],
    ['vmbr0', { type: 'bridge', mode: 'tagged-all' }],
    ['vmbr0.30', { type: 'virtual', mode: 'access', mtu: 9000, untaggedVlan: refTo('vlan', 'cluster/lab-a/vlan/30') }], // prettier-ignore
    ['mgmt0', { type: 'virtual', mode: 'access', untaggedVlan: refTo('vlan', 'cluster/lab-a/vlan/50') }],
  ])('%s', (name, expected) => {
    expect(nodeInterfaceRow(of(name)).values).toMatchObject({
      device: refTo('device', node.key),
      ...expected,
    });
  });
});

describe('how interfaces stand on each other', () => {
  it('is a LAG for a card, a bridge for a bond or port, a parent for a VLAN interface', () => {
    const links = Object.fromEntries(NETWORK.map(({ name }) => [name, linksRow(of(name)).values]));
    expect(links).toEqual({
      eno1: { lag: refToNic('bond0'), bridge: null, parent: null },
      bond0: { lag: null, bridge: refToNic('vmbr0'), parent: null },
      vmbr0: { lag: null, bridge: null, parent: null },
      'vmbr0.30': { lag: null, bridge: null, parent: refToNic('vmbr0') },
      mgmt0: { lag: null, bridge: refToNic('vmbr0'), parent: null },
    });
  });

  it('is left as it is where bridges are hidden', () => {
    const blind = fakeSource({
      lacks: ['/sdn', '/sdn/zones', '/sdn/zones/localnetwork'].flatMap((path) =>
        ['SDN.Audit', 'SDN.Use'].map((privilege) => `${privilege} on ${path}`),
      ),
    });
    const shown = NETWORK.filter(({ kind }) => kind !== 'bridge');
    expect(linksRow(of('bond0', shown, blind)).values.bridge).toBeUndefined();
    expect(linksRow(of('vmbr0.30', shown, blind)).values.parent).toBeUndefined();
    expect(linksRow(of('mgmt0', shown, blind)).values.bridge).toBeUndefined();
    expect(linksRow(of('eno1', shown, blind)).values).toMatchObject({ lag: refToNic('bond0') });
    expect(partFor('node-interface').covers(blind)).toBe(false);
  });
});

describe('the primary addresses of a node', () => {
  it('are that by which the cluster knows it, and the other family beside it', async () => {
    const known = fakeSource({ nodes: [node], interfaces: { pve1: NETWORK } });
    const [chosen] = await read('node-primary-ip', known);
    expect(primaryIpsRow(chosen as never).values).toEqual({
      primaryIp4: refTo('node-ip-address', `${node.key}/ip/192.0.2.11`),
      primaryIp6: refTo('node-ip-address', `${node.key}/ip/2001:db8::11`),
    });
  });

  it('are left to people where the node has its address from DHCP', async () => {
    const known = fakeSource({ nodes: [node], interfaces: { pve1: [nic('eno1')] } });
    expect(await read('node-primary-ip', known)).toEqual([]);
  });
});

it('a node that cannot be read is told once, one that is down not at all, and the others are read', async () => {
  const nodes = ['pve1', 'pve2', 'pve3'].map((name) => aNode(source, { name, isOnline: name !== 'pve3' }));
  const known = fakeSource({ nodes, interfaces: { pve1: new Error('broken'), pve2: [nic('eno1')] } });
  const told: Lost[] = [];
  for (const { read: readPart } of nodeInterfaces.parts) {
    const all = await lastValueFrom(readPart(known).pipe(toArray()));
    told.push(...all.filter((one): one is Lost => one instanceof Lost && !one.isTold));
  }
  expect(told).toMatchObject([{ key: nodes[0].key, isExpected: false }]);
  expect(await read('node-interface', known)).toContainEqual(expect.objectContaining({ nic: nic('eno1') }));
});
