import { type World } from '../world';
import { backupOf, type SimBackup } from '../world/backups';
import { type SimInterface } from '../world/node-network';
import { type SimBackupJob, type SimReplication } from '../world/schedules';
import { type SimStorage } from '../world/storages';
import { type NewTask, type SimTask, startedTask } from '../world/tasks';
import { clusterIn, guestIn, nodeIn, storageIn } from './lookup';

/** How long everything takes that is started and finished: the world's clock moves by so much. */
const STEP_SECONDS = 7;

/** Backs up a guest now; on storages that are not shared the guest's node has it. */
export function addBackup(world: World, clusterName: string, vmid: number, storageName: string): SimBackup {
  const cluster = clusterIn(world, clusterName);
  const guest = guestIn(cluster, vmid);
  const { storage, isShared } = storageIn(cluster, storageName);
  const target = { storage, ...(isShared ? {} : { node: guest.node }) };
  const backup = backupOf(guest, target, pass(world), clusterName, 1);
  cluster.backups.set(storage, [...(cluster.backups.get(storage) ?? []), backup]);
  return backup;
}

export function changeBackup(
  world: World,
  clusterName: string,
  volid: string,
  patch: Partial<SimBackup>,
): SimBackup {
  const found = [...clusterIn(world, clusterName).backups.values()].flat().find((one) => one.volid === volid);
  if (!found) throw new Error(`${clusterName} has no backup ${volid}.`);
  return Object.assign(found, patch);
}

export function removeBackup(world: World, clusterName: string, volid: string): void {
  const { backups } = clusterIn(world, clusterName);
  const [storage] = volid.split(':');
  const before = backups.get(storage) ?? [];
  const after = before.filter((backup) => backup.volid !== volid);
  if (after.length === before.length) throw new Error(`${clusterName} has no backup ${volid}.`);
  backups.set(storage, after);
}

/** Starts a task now; the answer's UPID names it. */
export function startTask(world: World, clusterName: string, parts: Omit<NewTask, 'starttime'>): SimTask {
  const { tasks } = nodeIn(clusterIn(world, clusterName), parts.node);
  const task = startedTask({ ...parts, starttime: pass(world) });
  tasks.unshift(task);
  return task;
}

export function finishTask(world: World, clusterName: string, upid: string, status = 'OK'): SimTask {
  const all = clusterIn(world, clusterName).nodes.flatMap(({ tasks }) => tasks);
  const task = all.find((candidate) => candidate.upid === upid);
  if (!task) throw new Error(`${clusterName} has no task ${upid}.`);
  return Object.assign(task, { endtime: pass(world), status });
}

/** As when a node's index of tasks rolls over: the task is unknown from now on. */
export function removeTask(world: World, clusterName: string, upid: string): void {
  for (const node of clusterIn(world, clusterName).nodes) {
    node.tasks = node.tasks.filter((task) => task.upid !== upid);
  }
}

/** Adds a storage or changes the one of this name. */
export function putStorage(
  world: World,
  clusterName: string,
  patch: Partial<SimStorage> & Pick<SimStorage, 'storage'>,
): SimStorage {
  const { storages } = clusterIn(world, clusterName);
  const known = storages.find(({ storage }) => storage === patch.storage);
  if (known) return Object.assign(known, patch);
  const plain = {
    type: 'dir',
    content: 'images',
    isShared: false,
    totalBytes: 0,
    usedBytes: 0,
    settings: {},
    files: [],
  };
  const added = { ...plain, ...patch };
  storages.push(added);
  return added;
}

export function removeStorage(world: World, clusterName: string, name: string): void {
  const cluster = clusterIn(world, clusterName);
  const gone = storageIn(cluster, name);
  cluster.storages = cluster.storages.filter((storage) => storage !== gone);
}

/** Adds a replication job or replaces the one of the same id. */
export function putReplication(world: World, clusterName: string, job: SimReplication): void {
  const cluster = clusterIn(world, clusterName);
  cluster.replications = [...cluster.replications.filter(({ id }) => id !== job.id), job];
}

export function removeReplication(world: World, clusterName: string, id: string): void {
  const cluster = clusterIn(world, clusterName);
  cluster.replications = cluster.replications.filter((job) => job.id !== id);
}

/** Adds a vzdump job or replaces the one of the same id. */
export function putBackupJob(world: World, clusterName: string, job: SimBackupJob): void {
  const cluster = clusterIn(world, clusterName);
  cluster.backupJobs = [...cluster.backupJobs.filter(({ id }) => id !== job.id), job];
}

export function removeBackupJob(world: World, clusterName: string, id: string): void {
  const cluster = clusterIn(world, clusterName);
  cluster.backupJobs = cluster.backupJobs.filter((job) => job.id !== id);
}

/** Adds an interface to a node's network or replaces the one of the same name. */
export function putInterface(world: World, clusterName: string, nodeName: string, row: SimInterface): void {
  const node = nodeIn(clusterIn(world, clusterName), nodeName);
  node.network = [...node.network.filter(({ iface }) => iface !== row.iface), row];
}

export function removeInterface(world: World, clusterName: string, nodeName: string, iface: string): void {
  const node = nodeIn(clusterIn(world, clusterName), nodeName);
  node.network = node.network.filter((row) => row.iface !== iface);
}

function pass(world: World): number {
  return (world.now += STEP_SECONDS);
}
