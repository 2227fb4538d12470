/**
 * What is known about a run from the frames of its stream: plain data, without a page. `applyFrame` gives a new state
 * and never changes the old one. Only `complete` ends a run: one object that failed is a line among the issues.
 */
const COUNTS = ['created', 'updated', 'deleted', 'unchanged', 'conflicts', 'failed'];
const LOG_KEPT = 200;
const ISSUES_KEPT = 20;
const WHOLE_RUN = ['full-update', 'stream'];

export function emptyRun() {
  return { stages: new Map(), phase: 'planning', planned: 0, issues: [], log: [], end: null };
}

export function emptyStage() {
  const zero = Object.fromEntries(COUNTS.map((name) => [name, 0]));
  return { status: 'waiting', message: '', seconds: null, changes: 0, done: 0, ...zero };
}

export function applyFrame(run, name, data) {
  const logged = withLog(run, name, data);
  switch (name) {
    case 'discovery':
      return data.phase === 'full-update'
        ? withStages(logged, data.items ?? [])
        : withStage(logged, data.phase, {
            status: 'applying',
            changes: data.count ?? 0,
            message: data.message ?? '',
          });
    case 'substep':
      return substep(logged, data);
    case 'item_progress':
      return item(logged, data);
    case 'phase_summary':
      return withStage(logged, data.phase, { ...countsOf(data.result), message: '' });
    case 'step':
      return step(logged, data);
    case 'error_detail':
      return withIssue(logged, data);
    case 'complete':
      return {
        ...logged,
        end: { isOk: data.ok === true, status: data.result?.status ?? null, message: data.message ?? '' },
      };
    default:
      return logged;
  }
}

/** Share of the whole run that is done, 0 to 1, with the words beside the bar; null while nothing is known. */
export function progressOf(run) {
  if (run.end) return { share: 1, label: run.end.message };
  const stages = [...run.stages.values()];
  if (stages.length === 0) return null;
  if (run.phase === 'planning') {
    const planned = stages.filter(({ status }) => status !== 'waiting' && status !== 'planning').length;
    return { share: planned / stages.length, label: `Planning: ${planned} of ${stages.length} stages` };
  }
  const total = sum(stages, 'changes');
  const done = Math.min(sum(stages, 'done'), total);
  return { share: total === 0 ? 1 : done / total, label: `Applying: ${done} of ${total} changes` };
}

/** The counts of all stages together. */
export function totalsOf(run) {
  const stages = [...run.stages.values()];
  return Object.fromEntries(COUNTS.map((name) => [name, sum(stages, name)]));
}

function substep(run, data) {
  if (data.phase === 'full-update') {
    return data.status === 'completed' && data.substep === 'plan' ? { ...run, phase: 'applying' } : run;
  }
  if (data.status !== 'completed')
    return withStage(run, data.phase, { status: 'planning', message: data.message ?? '' });
  const counts = countsOf(data.result);
  const changes = (counts.created ?? 0) + (counts.updated ?? 0) + (counts.deleted ?? 0);
  // What is planned is not done: only what stays as it is can be counted already.
  const { unchanged = 0, conflicts = 0 } = counts;
  return withStage(run, data.phase, {
    status: 'planned',
    message: `${changes} change(s) planned`,
    changes,
    unchanged,
    conflicts,
  });
}

function item(run, data) {
  const stage = run.stages.get(data.phase) ?? emptyStage();
  const count = COUNTS.includes(data.operation) ? { [data.operation]: stage[data.operation] + 1 } : {};
  const done = data.progress?.current ?? stage.done + 1;
  const changed = withStage({ ...run, phase: 'applying' }, data.phase, {
    ...count,
    status: 'applying',
    message: '',
    done,
    changes: data.progress?.total ?? stage.changes,
  });
  if (data.status !== 'failed') return changed;
  return withIssue(changed, { ...data, message: data.error ?? data.message });
}

function step(run, data) {
  if (WHOLE_RUN.includes(data.step)) return run;
  if (data.status === 'started')
    return withStage({ ...run, phase: 'applying' }, data.step, { status: 'applying' });
  if (data.status !== 'completed' && data.status !== 'failed') return run;
  const counts = countsOf(data.result);
  const isFlawed = (counts.failed ?? 0) > 0;
  return withStage(run, data.step, {
    ...counts,
    status: data.status === 'completed' && isFlawed ? 'completed_with_errors' : data.status,
    seconds: data.duration_seconds ?? null,
    message: data.status === 'failed' ? (data.message ?? '') : '',
    done: run.stages.get(data.step)?.changes ?? 0,
  });
}

function withStages(run, items) {
  const stages = new Map(run.stages);
  for (const { name } of items) if (!stages.has(name)) stages.set(name, emptyStage());
  return { ...run, stages };
}

function withStage(run, name, changes) {
  if (!name) return run;
  const stages = new Map(run.stages);
  stages.set(name, { ...(stages.get(name) ?? emptyStage()), ...changes });
  return { ...run, stages };
}

function withIssue(run, data) {
  const issue = {
    title: data.item?.name ?? data.phase ?? '',
    message: data.message ?? '',
    hint: data.suggestion ?? '',
  };
  const isKnown = run.issues.some(({ title, message }) => title === issue.title && message === issue.message);
  return isKnown ? run : { ...run, issues: [...run.issues, issue].slice(-ISSUES_KEPT) };
}

function withLog(run, name, data) {
  const text = [data.phase ?? data.step, data.operation, data.message ?? data.error]
    .filter(Boolean)
    .join(' · ');
  const isBad = data.status === 'failed' || name === 'error' || name === 'error_detail';
  return { ...run, log: [...run.log, { name, text, isBad }].slice(-LOG_KEPT) };
}

function countsOf(result) {
  const known = COUNTS.filter((name) => typeof result?.[name] === 'number');
  return Object.fromEntries(known.map((name) => [name, result[name]]));
}

function sum(stages, name) {
  return stages.reduce((total, stage) => total + stage[name], 0);
}
