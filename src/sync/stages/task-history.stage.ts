import { catchError, concat, concatMap, forkJoin, from, mergeMap, type Observable, of, toArray } from 'rxjs';
import { asError, NotAllowed } from '../../core/errors/errors';
import { refTo } from '../../core/plan/value';
import { vmTaskHistory } from '../../models/vm-task-history.model';
import { defineStage, type ItemOf, Lost, part } from '../engine/stage';
import { store } from '../engine/store';
import { type Guest, type Source, type SourceNode, type Task, type TaskMarks } from '../source/source';

const target = store(vmTaskHistory, { isLog: true });

const NODES_AT_ONCE = 8;
/** What a type of task does, by a part of its name; the first that fits. */
const ACTIONS: readonly (readonly [part: string, action: string])[] = [
  ['start', 'Start'],
  ['shutdown', 'Shutdown'],
  ['reboot', 'Reboot'],
  ['stop', 'Stop'],
  ['pause', 'Pause'],
  ['resume', 'Resume'],
  ['suspend', 'Suspend'],
  ['delsnapshot', 'Delete snapshot'],
  ['delete', 'Delete'],
  ['create', 'Create'],
  ['clone', 'Clone'],
  ['move', 'Move'],
  ['backup', 'Backup'],
  ['restore', 'Restore'],
  ['snapshot', 'Snapshot'],
  ['rollback', 'Rollback'],
  ['migrate', 'Migrate'],
  ['convert', 'Convert'],
];

/** A task of a guest that is there. */
interface TaskOf {
  readonly node: SourceNode;
  readonly task: Task;
  readonly guest: Guest;
}

/** A task that ran when it was last seen, and of which its node knows nothing any more. */
interface Vanished {
  readonly node: SourceNode;
  readonly upid: string;
}

export function taskRow(read: TaskOf | Vanished): ItemOf<typeof target> {
  if (!('task' in read)) return vanishedRow(read);
  const { node, task, guest } = read;
  return {
    key: taskKey(node, task.upid),
    label: describe(task, guest),
    values: {
      virtualMachine: refTo('virtual-machine', guest.key),
      vmType: guest.type,
      upid: task.upid,
      node: task.node,
      pid: task.pid,
      pstart: task.processStart,
      taskId: task.about,
      taskType: task.type,
      username: task.user,
      startTime: momentOf(task.startedAt),
      endTime: task.endedAt === undefined ? null : momentOf(task.endedAt),
      description: describe(task, guest),
      status: task.result ?? 'running',
      taskState: task.endedAt === undefined ? 'running' : 'stopped',
      exitstatus: task.result ?? null,
      comments: undefined,
    },
  };
}

function vanishedRow({ node, upid }: Vanished): ItemOf<typeof target> {
  return {
    key: taskKey(node, upid),
    label: upid,
    values: {
      upid,
      status: 'unknown',
      taskState: 'stopped',
      virtualMachine: undefined,
      vmType: undefined,
      node: undefined,
      pid: undefined,
      pstart: undefined,
      taskId: undefined,
      taskType: undefined,
      username: undefined,
      startTime: undefined,
      endTime: undefined,
      description: undefined,
      exitstatus: undefined,
      comments: undefined,
    },
  };
}

function taskKey(node: SourceNode, upid: string): string {
  return `${node.key}/task/${upid}`;
}

function describe({ type, about }: Task, guest: Guest): string {
  const action = ACTIONS.find(([part]) => type.includes(part))?.[1];
  const plain = type.charAt(0).toUpperCase() + type.slice(1);
  return `${guest.type === 'lxc' ? 'CT' : 'QEMU'} ${about} - ${action ?? plain}`;
}

function momentOf(epochSeconds: number): Date {
  return new Date(epochSeconds * 1000);
}

/**
 * The tasks of guests since the last reading, one list for each node; all of them while a guest's are not all known. Of all
 * guests, also where a run looks at some only: the marks say of no single guest how far its tasks were read.
 */
export function readTasks({ whole: source }: Source): Observable<TaskOf | Vanished | Lost> {
  const lists = {
    guests: source.guests().pipe(toArray()),
    nodes: source.nodes().pipe(toArray()),
    marks: source.taskMarks(),
  };
  return forkJoin(lists).pipe(
    concatMap(({ guests, nodes, marks }) => {
      const byVmid = new Map(guests.map((guest) => [String(guest.vmid), guest]));
      const isSettled = guests.every(({ key }) => marks.settled.has(key));
      const online = nodes.filter(({ isOnline }) => isOnline);
      return concat(
        from(hiddenTasks(source)),
        from(online).pipe(
          mergeMap((node) => readNode(source, node, { marks, isSettled, byVmid }), NODES_AT_ONCE),
        ),
      );
    }),
  );
}

interface Known {
  readonly marks: TaskMarks;
  readonly isSettled: boolean;
  readonly byVmid: ReadonlyMap<string, Guest>;
}

function readNode(
  source: Source,
  node: SourceNode,
  { marks, isSettled, byVmid }: Known,
): Observable<TaskOf | Vanished | Lost> {
  const mark = marks.since.get(node.key) ?? marks.horizon;
  return source.tasks(node.name, isSettled ? mark : Math.min(mark, marks.horizon)).pipe(
    mergeMap((tasks) => {
      const seen = new Set(tasks.map(({ upid }) => upid));
      const vanished = (marks.running.get(node.key) ?? []).filter((upid) => !seen.has(upid));
      const kept = tasks.filter(({ endedAt }) => endedAt === undefined || endedAt >= marks.horizon);
      return [
        ...kept.flatMap((task) => taskOfGuest(node, task, byVmid)),
        ...vanished.map((upid) => ({ node, upid })),
      ];
    }),
    catchError((error: unknown) => of(new Lost(`${node.key}/tasks`, node.name, asError(error)))),
  );
}

/** Tasks of nodes and storages have no guest; those of a former guest of another kind are not of the one with its VMID now. */
function taskOfGuest(node: SourceNode, task: Task, byVmid: ReadonlyMap<string, Guest>): TaskOf[] {
  const guest = byVmid.get(task.about);
  const kind = /^(?:vzdump|hamigrate|vnc)/.test(task.type) ? undefined : /^(?:qm|vz)/.exec(task.type)?.[0];
  if (!guest || (kind === 'qm' && guest.type !== 'qemu') || (kind === 'vz' && guest.type !== 'lxc'))
    return [];
  return [{ node, task, guest }];
}

/** Proxmox VE hides the tasks of others without an error. */
function hiddenTasks(source: Source): Lost[] {
  if (source.sees('/nodes', 'Sys.Audit')) return [];
  const why = new NotAllowed(
    `The credentials of ${source.name} show only their own tasks on some nodes: they lack Sys.Audit on /nodes.`,
    { suggestion: 'Give them a role with Sys.Audit on /nodes, such as PVEAuditor on /.' },
  );
  return [new Lost(`${source.key}/task-rights`, source.name, why)];
}

/** What was done with guests. A node forgets its tasks after a while; ours stay as long as the settings say. */
export const taskHistory = defineStage({
  name: 'task-history',
  label: 'Task History',
  after: ['virtual-machines'],
  importance: 'optional',
  parts: [part({ target, read: readTasks, row: taskRow, covers: () => false, whenGone: 'keep' })],
});
