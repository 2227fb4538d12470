import { type World } from '../world';
import * as cluster from './cluster';
import * as guests from './guests';

/** Everything that can change in a world, in each cluster by its name. */
const CHANGES = {
  changeGuest: guests.changeGuest,
  putGuest: guests.putGuest,
  removeGuest: guests.removeGuest,
  moveGuest: guests.moveGuest,
  resizeDisk: guests.resizeDisk,
  addSnapshot: guests.addSnapshot,
  removeSnapshot: guests.removeSnapshot,
  addBackup: cluster.addBackup,
  changeBackup: cluster.changeBackup,
  removeBackup: cluster.removeBackup,
  startTask: cluster.startTask,
  finishTask: cluster.finishTask,
  removeTask: cluster.removeTask,
  putStorage: cluster.putStorage,
  removeStorage: cluster.removeStorage,
  putReplication: cluster.putReplication,
  removeReplication: cluster.removeReplication,
  putBackupJob: cluster.putBackupJob,
  removeBackupJob: cluster.removeBackupJob,
  putInterface: cluster.putInterface,
  removeInterface: cluster.removeInterface,
};

type Bound<F> = F extends (world: World, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** The changes of one world; unknown names of clusters, nodes and guests throw. */
export type WorldChanges = { [Name in keyof typeof CHANGES]: Bound<(typeof CHANGES)[Name]> };

export function changesOf(world: World): WorldChanges {
  return Object.fromEntries(
    Object.entries(CHANGES).map(([name, change]) => [
      name,
      (change as (...all: unknown[]) => unknown).bind(null, world),
    ]),
  ) as WorldChanges;
}
