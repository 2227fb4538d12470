import { type SimGuest } from './guests';
import { type Place } from './place';

export interface SimTask {
  upid: string;
  node: string;
  pid: number;
  pstart: number;
  /** Epoch seconds. */
  starttime: number;
  /** Absent while it runs. */
  endtime?: number;
  type: string;
  /** VMID or something else that the task is about; may be empty. */
  id: string;
  /** `name@realm`. */
  user: string;
  /** Where the task was started with an API token. */
  tokenid?: string;
  /** `OK`, `WARNINGS: 1` or the error; absent while it runs. */
  status?: string;
  /** Messages before the last line, which tells the end. */
  log: string[];
}

export type NewTask = Pick<SimTask, 'node' | 'type' | 'id' | 'user' | 'tokenid' | 'starttime'>;

/** The index of a node rolls at 2 × 50,000 bytes, so about so many finished tasks survive (pve-common, RESTEnvironment). */
const MOST_FINISHED_PER_NODE = 1000;
const DAY = 86_400;

/** A task that starts now; its UPID follows from its parts. */
export function startedTask(parts: NewTask, pid = 1000 + (parts.starttime % 30_000)): SimTask {
  const { node, type, id, user, tokenid, starttime } = parts;
  const pstart = starttime % 10_000_000;
  const who = tokenid === undefined ? user : `${user}!${tokenid}`;
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  const upid = `UPID:${node}:${hex(pid)}:${hex(pstart)}:${hex(starttime)}:${type}:${id}:${who}:`;
  const log = [`INFO: starting task ${type}${id === '' ? '' : ` for ${id}`}`];
  return {
    upid,
    node,
    pid,
    pstart,
    starttime,
    type,
    id,
    user,
    ...(tokenid === undefined ? {} : { tokenid }),
    log,
  };
}

/** The newest first, running ones among them. */
export function generateTasks(node: string, guests: readonly SimGuest[], place: Place): SimTask[] {
  const tasks: SimTask[] = [];
  const { now } = place;
  const add = (
    type: string,
    id: string,
    starttime: number,
    seconds: number | null,
    status = 'OK',
    by: Pick<NewTask, 'user' | 'tokenid'> = { user: 'root@pam' },
  ) => {
    // Hosts of the same name in two clusters never start the same process at the same moment.
    const pid = 2000 + place.cluster * 10_000 + tasks.length;
    const task = startedTask({ node, type, id, starttime, ...by }, pid);
    if (seconds !== null) Object.assign(task, { endtime: starttime + seconds, status });
    tasks.push(task);
  };
  const morning = now - (now % DAY);
  add('srvreload', 'networking', morning - 20 * DAY, 3);
  for (let day = 6; day >= 0; day -= 1) {
    add('aptupdate', '', morning - day * DAY + 4 * 3600, 12, day === 2 ? 'WARNINGS: 1' : 'OK');
    add('vzdump', '', morning - day * DAY + 2 * 3600, 900, day === 4 ? 'job errors' : 'OK');
  }
  // A guest's tasks lie an hour and a minute after each other's, so that no two of a node begin in one second.
  const perGuest = guests.slice(0, Math.floor(MOST_FINISHED_PER_NODE / 4));
  perGuest.forEach(({ vmid, type, status }, index) => {
    const prefix = type === 'qemu' ? 'qm' : 'vz';
    const at = morning - 2 * DAY - index * 61;
    const person = { user: 'admin@pve' };
    add(`${prefix}create`, String(vmid), at - 30 * DAY, 20, 'OK', person);
    add(`${prefix}start`, String(vmid), at - 30 * DAY + 30, 4, 'OK', person);
    if (index % 3 === 0) {
      const by = { user: 'sync@pve', tokenid: 'proxbox' };
      add(`${prefix}snapshot`, String(vmid), at - 5 * DAY, 9, 'OK', by);
    }
    if (index % 5 === 1) add(`${prefix}migrate`, String(vmid), at, 60, 'migration aborted', person);
    if (status === 'stopped') add(`${prefix}shutdown`, String(vmid), at + 3600, 33, 'OK', person);
    if (index % 7 === 4) add(`${prefix}stop`, String(vmid), at + 1800, 2, 'unexpected status', person);
  });
  const [first] = guests;
  if (first) add('vzdump', String(first.vmid), now - 600, null);
  return tasks.sort((one, other) => other.starttime - one.starttime);
}
