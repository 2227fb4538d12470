import { lastValueFrom, toArray } from 'rxjs';
import { Refused, Unreachable } from '../../core/errors/errors';
import { refTo } from '../../core/plan/value';
import { Lost } from '../engine/stage';
import { narrowed } from '../source/narrowed';
import { type BackupFile, type StorageDefinition } from '../source/source';
import { type BackupOf, readBackups } from './backup-reading';
import { backupRow } from './backups.stage';
import { aGuest, aNode, type FakeContent, fakeSource } from './fake-source';

const base = fakeSource();
const file = (volumeId: string, news: Partial<BackupFile> = {}): BackupFile => ({
  volumeId,
  vmid: 101,
  type: 'qemu',
  format: 'vma.zst',
  isProtected: false,
  ...news,
});
const nas: StorageDefinition = { storage: 'nas', type: 'nfs', content: 'images,backup' };
const local: StorageDefinition = { storage: 'local', type: 'dir', content: 'iso,backup' };
const nodes = ['pve1', 'pve2'].map((name) => aNode(base, { name }));
const content: FakeContent = { nodes, guests: [aGuest(base)], storages: [nas] };

async function read(news: FakeContent) {
  const asked: string[] = [];
  const onBackups = (storage: string, node: string) => asked.push(`${storage} on ${node}`);
  const all = await lastValueFrom(
    readBackups(fakeSource({ ...content, onBackups, ...news })).pipe(toArray()),
  );
  const lost = all.filter((one): one is Lost => one instanceof Lost);
  const found = all.filter((one): one is BackupOf => !(one instanceof Lost));
  return {
    asked,
    lost,
    found: found.map((one) => one.file.volumeId),
    told: lost.filter((one) => !one.isTold),
  };
}

describe('reading backups', () => {
  it('reads a shared storage once and another one on every node', async () => {
    const { asked } = await read({ storages: [nas, local, { ...nas, storage: 'vm', content: 'images' }] });
    expect(asked.sort()).toEqual(['local on pve1', 'local on pve2', 'nas on pve1']);
  });

  it('asks only nodes that have the storage, by their whole name', async () => {
    const { asked } = await read({
      nodes: ['pve1', 'pve10'].map((name) => aNode(base, { name })),
      storages: [{ ...nas, nodes: 'pve10' }],
    });
    expect(asked).toEqual(['nas on pve10']);
  });

  it('asks the next node where one does not answer, and a storage that does not is lost as a whole', async () => {
    const away = new Unreachable('no route');
    const found = [file('nas:backup/a')];
    const first = await read({ backups: { 'nas on pve1': away, 'nas on pve2': found } });
    expect(first).toMatchObject({ found: ['nas:backup/a'], lost: [] });
    const refused = new Refused("storage 'nas' is not online");
    const second = await read({
      storages: [nas, { ...nas, storage: 'pbs', type: 'pbs' }],
      backups: { 'nas on pve1': refused, 'pbs on pve1': [file('pbs:backup/b')] },
    });
    expect(second.asked).not.toContain('nas on pve2');
    expect(second).toMatchObject({
      found: ['pbs:backup/b'],
      told: [{ key: 'cluster/lab-a/storage/nas', error: refused, isExpected: false }],
    });
  });

  it.each([
    ['is switched off', { disable: 1 }],
    ['no longer takes backups', { content: 'images' }],
  ])('of defect 12: takes nothing for gone on a storage that %s', async (_what, news) => {
    const { asked, lost } = await read({ storages: [{ ...nas, ...news }] });
    expect({ asked, lost }).toMatchObject({
      asked: [],
      lost: [{ key: 'cluster/lab-a/storage/nas', isTold: true }],
    });
  });

  it('of defect 12: takes nothing for gone on a node that is down', async () => {
    const down = await read({ nodes: [nodes[0], { ...nodes[1], isOnline: false }], storages: [nas, local] });
    expect(down.asked.sort()).toEqual(['local on pve1', 'nas on pve1']);
    expect(down.lost.map(({ key }) => key)).toEqual(['cluster/lab-a/storage/local']);
  });

  it('leaves out the backups of guests that are no more, tells them in one line, and leaves what is known of them', async () => {
    const backups = [
      file('nas:backup/own'),
      file('nas:backup/gone', { vmid: 999 }),
      file('nas:backup/was-a-container', { type: 'lxc' }),
    ];
    const { found, lost, told } = await read({ backups: { 'nas on pve1': backups } });
    expect(found).toEqual(['nas:backup/own']);
    expect(told).toMatchObject([{ isExpected: true }]);
    expect(told[0].error.message).toBe(
      '2 backups of guests that lab-a does not have were left out: 101, 999.',
    );
    expect(lost.map(({ key }) => key)).toContain('cluster/lab-a/storage/nas/backup/gone');
  });

  it.each([
    ['Datastore.AllocateSpace', ['Datastore.Allocate on /storage', 'Datastore.Allocate on /storage/nas', 'Datastore.AllocateSpace on /storage', 'Datastore.AllocateSpace on /storage/nas']], // prettier-ignore
    [
      'VM.Backup',
      ['Datastore.Allocate on /storage', 'Datastore.Allocate on /storage/nas', 'VM.Backup on /vms'],
    ],
  ])('says that a token without %s sees no backups, and takes none for gone', async (missing, lacks) => {
    const { lost, told } = await read({ lacks });
    expect(lost.map(({ key }) => key)).toContain('cluster/lab-a/storage/nas');
    expect(told).toMatchObject([{ label: 'lab-a', isExpected: false }]);
    expect(told[0].error.message).toContain(missing);
    const some = await read({ lacks, backups: { 'nas on pve1': [file('nas:backup/a')] } });
    expect(some.told).toMatchObject([{ isExpected: true }]);
  });

  it('of a folder that is mounted everywhere without being called shared, takes each file once', async () => {
    const both = [file('local:backup/a')];
    const { found } = await read({
      storages: [local],
      backups: { 'local on pve1': both, 'local on pve2': both },
    });
    expect(found).toEqual(['local:backup/a']);
  });

  it('of a run that looks at some guests only, reads theirs, and takes nothing else for gone or for nobody’s', async () => {
    const [mine, other] = [aGuest(base, { name: 'mine' }), aGuest(base, { vmid: 102, name: 'other' })];
    const backups = { 'nas on pve1': [file('nas:backup/a'), file('nas:backup/b', { vmid: 102 })] };
    const whole = fakeSource({ ...content, guests: [mine, other], backups });
    const all = await lastValueFrom(
      readBackups(narrowed(whole, ({ key }) => key === mine.key)).pipe(toArray()),
    );
    expect(all).toMatchObject([
      { key: 'cluster/lab-a/storage/nas', isTold: true },
      { guest: { vmid: 101 }, file: { volumeId: 'nas:backup/a' } },
    ]);
  });

  it('of defect 11: is content with no backup at all', async () => {
    expect(await read({})).toMatchObject({ found: [], lost: [] });
  });
});

describe('the row of a backup', () => {
  const row = (news: Partial<BackupFile> = {}) =>
    backupRow({ source: base, guest: aGuest(base), storage: 'pbs', file: file('pbs:backup/vm/101/x', news) });

  it('points at its guest and its storage (defects 5 and 13)', () => {
    expect(row().key).toBe('cluster/lab-a/storage/pbs/backup/vm/101/x');
    expect(row().values).toMatchObject({
      virtualMachine: refTo('virtual-machine', 'cluster/lab-a/guest/101'),
      proxmoxStorage: refTo('proxmox-storage', 'cluster/lab-a/storage/pbs'),
      storage: 'pbs',
    });
  });

  it('tells its moment in UTC (defect 14)', () => {
    expect(row({ takenAt: 1_767_060_003 }).values.creationTime).toEqual(new Date('2025-12-30T02:00:03Z'));
    expect(row().values.creationTime).toBeNull();
  });

  it.each([
    ['pbs-vm', 'pbs-vm'],
    ['vma.zst', 'tzst'],
    ['tar.zst', 'tzst'],
    ['tar.gz', 'tgz'],
    ['vma.lzo', 'undefined'],
    ['', 'undefined'],
  ])('calls format %j %s', (format, expected) => {
    expect(row({ format }).values.format).toBe(expected);
  });

  it('carries verification, encryption, protection, notes and sizes', () => {
    const news = { sizeBytes: 5_000_000_000, usedBytes: 7, notes: 'n', encrypted: '1', isProtected: true };
    expect(row({ ...news, verification: { state: 'failed', upid: 'UPID:x' } }).values).toMatchObject({
      size: 5_000_000_000,
      used: 7,
      notes: 'n',
      encrypted: '1',
      protected: true,
      verificationState: 'failed',
      verificationUpid: 'UPID:x',
    });
    expect(row().values).toMatchObject({ size: null, encrypted: '', verificationState: null });
  });
});
