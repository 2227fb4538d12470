import { type House } from '../../src/tools/house';
import { changesOf, linksOf, listed, machine, openTestHouse } from './open-house';

const STAGES = ['replications', 'backup-routines'];
const WELL = { status: { value: 'completed' }, failed_count: 0, error: '' };
const SILENT = { ...WELL, created_count: 0, updated_count: 0, deleted_count: 0, netbox_writes: 0 };

type Row = Record<string, unknown> & { status: { value: string } };

describe('replications and backup routines', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse({ stages: STAGES, proxmox: { guests: 24 } });
  });
  afterAll(() => house.close());

  const replications = (filters = '') => listed<Row>(house, `replications/?limit=1000${filters}`);
  const routines = (filters = '') => listed<Row>(house, `backup-routines/?limit=1000${filters}`);
  const labA = () => house.proxmox.world.clusters[0];

  it('are stored once, and a second run changes nothing', async () => {
    expect(await house.run()).toMatchObject(WELL);
    const { clusters } = house.proxmox.world;
    const count = (list: 'replications' | 'backupJobs') =>
      clusters.reduce((total, cluster) => total + cluster[list].length, 0);
    expect(await replications()).toHaveLength(count('replications'));
    expect(await routines()).toHaveLength(count('backupJobs'));
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('point at the guest, node and storage of their own cluster', async () => {
    const { id, guest, target } = labA().replications[0];
    const found = await replications(`&replication_id=${id}&endpoint__name=lab-a`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      virtual_machine: { id: machine(house, guest).id },
      proxmox_node: { name: target },
      jobnum: 0,
      rate: 50,
      raw_config: { id },
    });
    const [nightly] = await routines(`&job_id=${labA().backupJobs[0].id}&endpoint__name=lab-a`);
    expect(nightly).toMatchObject({
      storage: { name: 'pbs' },
      selection: { exclude: [100] },
      keep_daily: 7,
      keep_weekly: 4,
      io_workers: 4,
      next_run: expect.stringContaining('T') as string,
    });
  });

  it('of defect 27: become stale once they are gone, only those, and active again when they are back', async () => {
    const { replications: jobs, backupJobs } = labA();
    house.proxmox.removeReplication('lab-a', jobs[1].id);
    house.proxmox.removeBackupJob('lab-a', backupJobs[2].id);
    const run = await house.run();
    expect(run).toMatchObject({ ...WELL, updated_count: 2, deleted_count: 0 });
    const stale = [...(await replications('&status=stale')), ...(await routines('&status=stale'))];
    expect(stale.map((row) => row.replication_id ?? row.job_id)).toEqual([jobs[1].id, backupJobs[2].id]);
    const missing = await linksOf(house, 'missing_since__empty=false');
    expect(missing.map(({ target }) => target).sort()).toEqual(['backup-routine', 'replication']);
    expect(await house.run()).toMatchObject(SILENT);

    house.proxmox.putReplication('lab-a', jobs[1]);
    house.proxmox.putBackupJob('lab-a', backupJobs[2]);
    expect(await house.run()).toMatchObject({ ...WELL, updated_count: 2 });
    expect([...(await replications('&status=stale')), ...(await routines('&status=stale'))]).toEqual([]);
    expect(await linksOf(house, 'missing_since__empty=false')).toEqual([]);
  });

  it('of defect 12: are not stale because a list could not be read, and the other cluster is read', async () => {
    for (const path of ['/cluster/backup', '/cluster/replication']) {
      house.proxmox.faults.add({ path, cluster: 'lab-a', status: 500, reason: 'no list' });
    }
    house.proxmox.putBackupJob('lab-b', { id: 'backup-new', all: 1, 'prune-backups': 'keep-hourly=12' });
    const run = await house.run();
    expect(run).toMatchObject({
      status: { value: 'completed_with_errors' },
      created_count: 1,
      failed_count: 2,
    });
    expect((await routines('&job_id=backup-new'))[0]).toMatchObject({ keep_hourly: 12, selection: [] });
    const failures = await changesOf(house, run.id, '&status=failed');
    expect(failures.map(({ stage, label }) => [stage, label])).toEqual(
      STAGES.map((stage) => [stage, 'lab-a']),
    );
    expect([...(await replications('&status=stale')), ...(await routines('&status=stale'))]).toEqual([]);
    house.proxmox.faults.clear();
    expect(await house.run()).toMatchObject(SILENT);
  });

  it('of guests that the token does not see, or whose node is down, stay as they are', async () => {
    house.proxmox.faults.restrict('lab-a', { '/': ['Sys.Audit', 'Datastore.Audit'] });
    expect(await house.run()).toMatchObject(SILENT);
    house.proxmox.faults.restrict('lab-a', null);
    house.proxmox.faults.nodeDown('pve-a2');
    const run = await house.run();
    expect(run).toMatchObject({ status: { value: 'completed_with_errors' }, deleted_count: 0 });
    const lines = await changesOf(house, run.id, '&target=replication');
    expect(lines).toEqual([]);
    house.proxmox.faults.nodeUp('pve-a2');
    await house.run();
    expect(await house.run()).toMatchObject(SILENT);
  });
});
