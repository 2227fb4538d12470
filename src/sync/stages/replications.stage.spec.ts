import { lastValueFrom, toArray } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { Lost } from '../engine/stage';
import { type ReplicationJob } from '../source/source';
import { aGuest, aNode, fakeSource } from './fake-source';
import { replicationRow, replications } from './replications.stage';

const source = fakeSource();
const job = (news: Partial<ReplicationJob> = {}): ReplicationJob => ({
  id: '101-0',
  vmid: 101,
  jobNumber: 0,
  type: 'local',
  target: 'pve2',
  isDisabled: false,
  raw: { id: '101-0' },
  ...news,
});
const row = (news: Partial<ReplicationJob> = {}, isTargetKnown = true) =>
  replicationRow({ source, job: job(news), guest: aGuest(source), isTargetKnown }).values;

describe('the row of a replication', () => {
  it('is that of the guest of this cluster, also for job number 0', () => {
    expect(row()).toMatchObject({
      virtualMachine: refTo('virtual-machine', 'cluster/lab-a/guest/101'),
      proxmoxNode: refTo('proxmox-node', 'cluster/lab-a/node/pve2'),
      jobnum: 0,
      status: 'active',
      removeJob: null,
    });
  });

  it('copies from where its guest is until it has run for the first time', () => {
    expect(row().source).toBe('pve1');
    expect(row({ source: 'pve3' }).source).toBe('pve3');
  });

  it('points at no node that the cluster does not have', () => {
    expect(row({ target: 'pve9' }, false)).toMatchObject({ proxmoxNode: null, target: 'pve9' });
  });
});

it('a replication of a guest that is not known is told and left as it is; the others are read', async () => {
  const known = fakeSource({
    guests: [aGuest(source)],
    nodes: [aNode(source, { name: 'pve2' })],
    replicationJobs: [job({ id: '999-0', vmid: 999 }), job()],
  });
  const [lost, read] = await lastValueFrom(replications.parts[0].read(known).pipe(toArray()));
  expect(lost).toBeInstanceOf(Lost);
  expect(lost).toMatchObject({ key: 'cluster/lab-a/replication/999-0', isExpected: true });
  expect(read).toMatchObject({ job: { id: '101-0' }, isTargetKnown: true });
});
