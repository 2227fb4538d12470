import { type House } from '../../src/tools/house';
import { auditorRights } from '../../src/simulators/proxmox/rights';
import { changesOf, guestCount, linksOf, listed, machine, openTestHouse } from './open-house';

const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };
const SILENT = { ...WELL, created_count: 0, updated_count: 0, deleted_count: 0, netbox_writes: 0 };
const WITH_ERRORS = { status: { value: 'completed_with_errors' } };

type Row = Record<string, unknown> & { id: number; name: string };

describe('snapshots and backups', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: ['backups', 'snapshots'], proxmox: { guests: 24 } });
  });
  afterAll(() => house.close());

  const snapshots = (filters = '') => listed<Row>(house, `snapshots/?limit=1000${filters}`);
  const backups = (filters = '') => listed<Row>(house, `backups/?limit=1000${filters}`);
  const clusters = () => house.proxmox.world.clusters;
  const allSnapshots = () =>
    clusters().flatMap((cluster) => [...cluster.guests.values()].flatMap((guest) => guest.snapshots));
  const backupsOf = (index: number) =>
    [...clusters()[index].backups.values()].flat().filter(({ vmid }) => clusters()[index].guests.has(vmid));
  const ofMachine = (vmid: number, cluster = 'lab-a') =>
    `&virtual_machine=${machine(house, vmid, cluster).id}`;
  const withSnapshots = (count: number) =>
    [...clusters()[0].guests.values()].find((guest) => guest.snapshots.length === count)!;

  it('are stored once, each guest and each shared storage being asked once, and a second run changes nothing', async () => {
    house.proxmox.resetRequests();
    expect(await house.run()).toMatchObject(WELL);
    const paths = house.proxmox.requests().log.map(({ endpoint, path }) => `${endpoint} ${path}`);
    const asked = (pattern: RegExp) => paths.filter((path) => pattern.test(path));
    expect(asked(/\/snapshot$/)).toHaveLength(guestCount(house));
    expect(asked(/\/config$/)).toHaveLength(guestCount(house));
    expect(asked(/^lab-a .*\/storage\/(pbs|nas)\/content$/)).toHaveLength(2);
    expect(asked(/^lab-a .*\/storage\/local\/content$/)).toHaveLength(clusters()[0].nodes.length);
    expect(asked(/nas-old/)).toEqual([]);

    expect(await snapshots()).toHaveLength(allSnapshots().length);
    expect(await backups()).toHaveLength(clusters().flatMap((_, index) => backupsOf(index)).length);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('form the tree that the guest has, at the moments that Proxmox VE tells', async () => {
    const guest = withSnapshots(3);
    const rows = await snapshots(ofMachine(guest.vmid));
    const tree = Object.fromEntries(rows.map(({ name, parent }) => [name, parent]));
    expect(tree).toEqual({ base: null, tuned: 'base', experiment: 'base' });
    const [{ snaptime }] = guest.snapshots;
    const base = rows.find(({ name }) => name === 'base')!;
    expect(new Date(String(base.snaptime)).getTime()).toBe(snaptime * 1000);
  });

  it('of defect 5: belong to the guest of their own cluster, whatever the other cluster has under the same VMID', async () => {
    for (const index of [0, 1]) {
      const { name } = clusters()[index];
      const own = backupsOf(index).filter(({ vmid }) => vmid === 101);
      const found = await backups(ofMachine(101, name));
      expect(found.map((row) => row.volume_id).sort()).toEqual(own.map(({ volid }) => volid).sort());
      const storages = found.map((row) => (row.proxmox_storage as Row | null)?.name);
      expect(storages.sort()).toEqual(own.map(({ storage }) => storage).sort());
    }
  });

  it('carry what the backup server found, and what protects and encrypts them', async () => {
    for (const backup of backupsOf(0)) {
      const [row] = await backups(`&volume_id=${encodeURIComponent(backup.volid)}${ofMachine(backup.vmid)}`);
      expect(row).toMatchObject({
        size: backup.size,
        encrypted: backup.encrypted ?? '',
        protected: backup.isProtected ?? false,
        verification_state: backup.verification?.state ?? null,
        verification_upid: backup.verification?.upid ?? null,
        notes: backup.notes,
        subtype: { value: backup.subtype },
      });
      expect(new Date(String(row.creation_time)).getTime()).toBe(backup.ctime * 1000);
    }
  });

  it('of guests that are no more are told in one line, and left out', async () => {
    const run = await house.run();
    expect(run).toMatchObject(SILENT);
    const told = await changesOf(house, run.id, '&stage=backups&status=skipped');
    expect(told.map(({ label }) => label)).toEqual(['lab-a', 'lab-b']);
    expect(told[0].error).toContain('999');
    expect(await backups('&vmid=999')).toEqual([]);
  });

  it('come and go with those of Proxmox VE, and nothing else is touched', async () => {
    const guest = withSnapshots(2);
    const [first] = guest.snapshots;
    house.proxmox.addSnapshot('lab-a', guest.vmid, { name: 'now', description: 'x' });
    house.proxmox.addBackup('lab-a', guest.vmid, 'pbs');
    expect(await house.run()).toMatchObject({ ...WELL, created_count: 2, updated_count: 0 });
    house.proxmox.removeSnapshot('lab-a', guest.vmid, first.name);
    const [gone] = backupsOf(0);
    house.proxmox.removeBackup('lab-a', gone.volid);
    // The one that grew from it has another parent now.
    expect(await house.run()).toMatchObject({
      ...WELL,
      deleted_count: 2,
      updated_count: 1,
      created_count: 0,
    });
    expect((await snapshots(ofMachine(guest.vmid))).map(({ name }) => name)).not.toContain(first.name);
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('go along with a guest that moves to another node', async () => {
    const guest = withSnapshots(3);
    const before = await snapshots(ofMachine(guest.vmid));
    const other = clusters()[0].nodes.find(({ name }) => name !== guest.node)!;
    house.proxmox.moveGuest('lab-a', guest.vmid, other.name);
    expect(await house.run()).toMatchObject({ ...WELL, created_count: 0, deleted_count: 0 });
    const after = await snapshots(ofMachine(guest.vmid));
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(new Set(after.map(({ node }) => node))).toEqual(new Set([other.name]));
  });

  it('of defect 12: are never deleted because a storage, node or guest could not be read', async () => {
    const guest = withSnapshots(3);
    house.proxmox.faults.setStorageOnline('lab-a', 'pbs', false);
    house.proxmox.faults.add({ path: `/nodes/*/${guest.vmid}/snapshot`, cluster: 'lab-a', status: 500 });
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, failed_count: 2, deleted_count: 0, updated_count: 0 });
    const failures = await changesOf(house, run.id, '&status=failed');
    expect(failures.map(({ key }) => key).sort()).toEqual([
      `cluster/lab-a/guest/${guest.vmid}`,
      'cluster/lab-a/storage/pbs',
    ]);
    house.proxmox.faults.setStorageOnline('lab-a', 'pbs', true);
    house.proxmox.faults.clear();
    house.proxmox.faults.nodeDown('pve-a2');
    expect(await house.run()).toMatchObject({ ...WITH_ERRORS, deleted_count: 0, created_count: 0 });
    house.proxmox.faults.nodeUp('pve-a2');
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
    await house.run();
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('of defect 12: are never deleted because a token does not see them, which is told in words', async () => {
    house.proxmox.faults.restrict('lab-a', auditorRights('9.1'));
    const run = await house.run();
    expect(run).toMatchObject({ ...WITH_ERRORS, deleted_count: 0, updated_count: 0 });
    const [failure, ...others] = await changesOf(house, run.id, '&status=failed');
    expect(others).toEqual([]);
    expect(failure).toMatchObject({ stage: 'backups', label: 'lab-a' });
    expect(failure.error).toContain('Datastore.AllocateSpace');
    expect(failure.error).toContain('VM.Backup');
    house.proxmox.faults.restrict('lab-a', null);
    expect(await house.run()).toMatchObject(SILENT);
  });
});
