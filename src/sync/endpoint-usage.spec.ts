import { resourceOf } from '../clients/proxmox/resources';
import { WireRow } from '../clients/proxmox/wire-row';
import { ProxmoxClient } from '../clients/proxmox/proxmox-client';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { startProxmoxSimulator } from '../simulators/proxmox/simulator';
import { EndpointUsages, usesIn } from './endpoint-usage';

const rows = (...all: Record<string, unknown>[]) =>
  all.map((one) => resourceOf(new WireRow({ type: 'storage', ...one }, '/cluster/resources')));

test('a shared storage counts once, one of a node for each node', () => {
  const nas = { storage: 'nas', shared: 1, maxdisk: 100, disk: 40 };
  const local = { storage: 'local', maxdisk: 10, disk: 1 };
  const listed = rows(
    { ...nas, id: 'storage/a/nas', node: 'a' },
    { ...nas, id: 'storage/b/nas', node: 'b' },
    { ...local, id: 'storage/a/local', node: 'a' },
    { ...local, id: 'storage/b/local', node: 'b' },
  );
  expect(usesIn(listed).storage).toEqual({ used: 42, all: 120 });
});

test('a storage that does not tell counts for nothing, and none at all is unknown', () => {
  const silent = { id: 'storage/a/pbs', storage: 'pbs', node: 'a', status: 'unknown' };
  expect(usesIn(rows(silent))).toEqual({ cpu: null, memory: null, storage: null });
  const told = { id: 'storage/a/local', storage: 'local', node: 'a', maxdisk: 10, disk: 0 };
  expect(usesIn(rows(silent, told)).storage).toEqual({ used: 0, all: 10 });
});

test('nodes that are online tell what of them is in use', () => {
  const node = { type: 'node', maxcpu: 8, cpu: 0.25, maxmem: 64, mem: 16 };
  const listed = rows({ ...node, id: 'node/a', node: 'a' }, { type: 'node', id: 'node/b', node: 'b' });
  expect(usesIn(listed)).toEqual({ cpu: { used: 2, all: 8 }, memory: { used: 16, all: 64 }, storage: null });
});

test('the storages of a cluster tell together how they have grown, also while one of them is away', async () => {
  const simulator = await startProxmoxSimulator({ guests: 5 });
  try {
    const [{ host, port, username, tokenName, tokenValue, ca }] = simulator.endpoints;
    const client = new ProxmoxClient({
      host,
      port,
      username,
      tokenName,
      tokenValue,
      tls: { mode: 'ca', ca },
    });
    const book = { proxmoxEndpoint: async () => ({}), proxmoxClient: async () => client };
    const usages = new EndpointUsages(book as unknown as EndpointBook);
    simulator.world.clusters[0].storages.find(({ type }) => type === 'pbs')!.isOffline = true;
    const { growth, storage, problems } = await usages.look(1);
    expect(problems).toEqual([]);
    expect(growth[growth.length - 1].bytes).toBe(storage!.used);
    expect(growth[0].bytes).toBeLessThan(storage!.used);
    expect(growth).toHaveLength(60);
  } finally {
    await simulator.stop();
  }
});
