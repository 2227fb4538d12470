import { type SimTask } from '../world/tasks';

type Row = Record<string, unknown>;

/** A task's row in the lists. */
export function taskRow(task: SimTask): Row {
  const { upid, node, pid, pstart, starttime, endtime, type, id, user, tokenid, status } = task;
  return {
    upid,
    node,
    pid,
    pstart,
    starttime,
    ...(endtime === undefined ? {} : { endtime }),
    type,
    id,
    user,
    ...(tokenid === undefined ? {} : { tokenid }),
    ...(status === undefined ? {} : { status }),
  };
}

/** `…/tasks/{upid}/status`: the times of its end are not told there. */
export function taskStatus(task: SimTask): Row {
  const { upid, node, pid, pstart, starttime, type, id, user, tokenid, status } = task;
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
    ...(status === undefined ? { status: 'running' } : { status: 'stopped', exitstatus: status }),
  };
}

/** What the log shows, its last line telling the end. */
export function taskLog({ log, status }: SimTask): string[] {
  if (status === undefined) return log;
  return [...log, `TASK ${/^(OK|WARNINGS)/.test(status) ? status : `ERROR: ${status}`}`];
}

/** As the filter of the task list counts it: `unexpected status` is unknown. */
export function kindOfEnd(status: string): 'ok' | 'warning' | 'error' | 'unknown' {
  if (status === 'OK') return 'ok';
  if (status.startsWith('WARNINGS')) return 'warning';
  return status === 'unexpected status' ? 'unknown' : 'error';
}
