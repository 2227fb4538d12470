import { resourceOf } from '../clients/proxmox/resources';
import { WireRow } from '../clients/proxmox/wire-row';
import { usesIn } from './endpoint-usage';

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
