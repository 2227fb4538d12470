import { badParameters, notPermitted } from '../reply';
import { hasAny } from '../rights';
import { kindOfEnd, taskLog, taskRow, taskStatus } from '../rows/tasks';
import { type SimTask } from '../world/tasks';
import { type Call, type Route, type Row } from './route';

const DEFAULT_LIMIT = 50;
/** What each node tells the whole cluster of its finished tasks (pve-manager, pvestatd). */
const TOLD_PER_NODE = 25;

export const TASK_ROUTES: readonly Route[] = [
  { path: '/cluster/tasks', data: (call) => recentTasks(call) },
  {
    path: '/nodes/{node}/tasks',
    query: {
      errors: { type: 'boolean' },
      limit: { type: 'integer', minimum: 0 },
      since: { type: 'integer' },
      source: { type: 'string', enum: ['archive', 'active', 'all'] },
      start: { type: 'integer', minimum: 0 },
      statusfilter: { type: 'string', format: 'pve-task-status-type-list' },
      typefilter: { type: 'string' },
      until: { type: 'integer' },
      userfilter: { type: 'string' },
      vmid: { type: 'integer', minimum: 100, maximum: 999_999_999 },
    },
    body: (call) => page(tasksOfNode(call), call.query),
  },
  { path: '/nodes/{node}/tasks/{upid}/status', data: (call) => taskStatus(taskOfPath(call)) },
  {
    path: '/nodes/{node}/tasks/{upid}/log',
    query: {
      download: { type: 'boolean' },
      limit: { type: 'integer', minimum: 0 },
      start: { type: 'integer', minimum: 0 },
    },
    body: (call) => page(logLines(taskOfPath(call)), call.query),
  },
];

/** Running tasks and the last finished ones of every node, those of nodes that are down included. */
function recentTasks({ cluster, rights, who }: Call): Row[] {
  const seesAll = hasAny(rights, '/', ['Sys.Audit']);
  return cluster.nodes.flatMap(({ tasks }) => {
    const seen = tasks.filter((task) => seesAll || isOwn(task, who));
    const running = seen.filter(({ endtime }) => endtime === undefined);
    const finished = seen.filter(({ endtime }) => endtime !== undefined).slice(0, TOLD_PER_NODE);
    return [...running.map(taskRow), ...finished.map((task) => ({ ...taskRow(task), saved: '1' }))];
  });
}

/** All matches, newest first: finished ones unless asked for the others, which come before them. */
function tasksOfNode({ node, rights, who, query }: Call): Row[] {
  const { source = 'archive', since, until, typefilter, userfilter, vmid } = query;
  const seesAll = hasAny(rights, `/nodes/${node.name}`, ['Sys.Audit']);
  const kinds = query.statusfilter?.split(/[,; ]/);
  const rows: { running: Row[]; finished: Row[] } = { running: [], finished: [] };
  for (const task of node.tasks) {
    const isRunning = task.endtime === undefined;
    const kind = task.status === undefined ? 'unknown' : kindOfEnd(task.status);
    const isWanted =
      (seesAll || isOwn(task, who)) &&
      source !== (isRunning ? 'archive' : 'active') &&
      (since === undefined || task.starttime >= Number(since)) &&
      (until === undefined || task.starttime <= Number(until)) &&
      (typefilter === undefined || task.type === typefilter) &&
      (userfilter === undefined || task.user.toLowerCase().includes(userfilter.toLowerCase())) &&
      (vmid === undefined || task.id === String(Number(vmid))) &&
      (query.errors !== '1' || kind !== 'ok') &&
      (!kinds || (!isRunning && kinds.includes(kind)));
    if (!isWanted) continue;
    if (isRunning) rows.running.push({ ...taskRow(task), status: 'RUNNING' });
    else rows.finished.push(taskRow(task));
  }
  return [...rows.running, ...rows.finished];
}

function page(rows: Row[], { start = '0', limit = String(DEFAULT_LIMIT) }: Call['query']) {
  const total = rows.length;
  const data = rows.slice(Number(start), Number(start) + Number(limit));
  return { data, ...(total > 0 ? { total } : {}) };
}

function logLines(task: SimTask): Row[] {
  return taskLog(task).map((t, index) => ({ n: index + 1, t }));
}

/** One's own task, or with Sys.Audit on the node any; a log that is gone is a wrong parameter. */
function taskOfPath({ node, params, rights, who }: Call): SimTask {
  const task = node.tasks.find(({ upid }) => upid === params.upid);
  if (!task) throw badParameters({ upid: 'no such task' });
  const at = `/nodes/${node.name}`;
  if (!isOwn(task, who) && !hasAny(rights, at, ['Sys.Audit'])) throw notPermitted(at, ['Sys.Audit']);
  return task;
}

/** A person sees also what their tokens did, a token only what it did itself. */
function isOwn({ user, tokenid }: SimTask, who: string): boolean {
  return who === user || (tokenid !== undefined && who === `${user}!${tokenid}`);
}
