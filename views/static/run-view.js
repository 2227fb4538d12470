import { progressOf, totalsOf } from './run-board.js';

const LOG_SHOWN = 50;
const STATUSES = {
  waiting: ['Waiting', 'gray'],
  planning: ['Planning', 'cyan'],
  planned: ['Planned', 'cyan'],
  applying: ['Running', 'blue'],
  completed: ['Completed', 'green'],
  completed_with_errors: ['Completed with errors', 'yellow'],
  failed: ['Failed', 'red'],
};
const CONNECTIONS = { open: 'Live', lost: 'Connection lost, trying again…', ended: 'Ended' };

/** Writes the state of a run into the page. Everything that came from outside goes in as text, never as HTML. */
export function showRun(run) {
  for (const [name, stage] of run.stages) showStage(name, stage);
  const totals = totalsOf(run);
  for (const [name, value] of Object.entries(totals)) {
    const tile = document.querySelector(`[data-total-of="${tileName(name)}"]`);
    if (!tile) continue;
    tile.querySelector('strong').textContent = String(value);
    tile.classList.toggle('is-bad', name === 'failed' && value > 0);
  }
  showProgress(run);
  showIssues(run.issues);
  showLog(run.log);
}

export function showConnection(state) {
  const place = document.getElementById('run-connection');
  if (place) place.textContent = CONNECTIONS[state];
}

/** The badge beside the title while a run goes on; when it is over the stored page says what it became. */
export function showRunning() {
  const badge = document.getElementById('run-status');
  if (badge?.dataset.status === 'pending') setBadge(badge, 'Running', 'blue');
}

function showStage(name, stage) {
  const line = stageLine(name);
  if (!line) return;
  const [label, color] = STATUSES[stage.status];
  setBadge(line.querySelector('[data-stage-status]'), label, color);
  line.querySelector('[data-stage-message]').textContent = stage.message;
  line.querySelector('[data-stage-seconds]').textContent =
    stage.seconds === null ? '' : stage.seconds.toFixed(1);
  for (const cell of line.querySelectorAll('[data-count-of]')) {
    const value = stage[cell.dataset.countOf];
    cell.textContent = String(value);
    cell.dataset.count = String(value);
  }
}

/** A stage that the stored page did not know yet gets a line like the others. */
function stageLine(name) {
  const body = document.querySelector('#run-board tbody');
  const known = [...(body?.querySelectorAll('[data-stage]') ?? [])].find(
    (line) => line.dataset.stage === name,
  );
  const template = document.getElementById('stage-line');
  if (known || !body || !template) return known;
  body.querySelector('[data-no-stages]')?.remove();
  const line = template.content.firstElementChild.cloneNode(true);
  line.dataset.stage = name;
  line.querySelector('th').textContent = words(name);
  body.append(line);
  return line;
}

function showProgress(run) {
  const bar = document.querySelector('#run-progress progress');
  const label = document.getElementById('run-progress-label');
  const progress = progressOf(run);
  if (!bar || !label || !progress) return;
  bar.value = progress.share;
  label.textContent = progress.label;
  if (run.end) bar.dataset.tone = !run.end.isOk ? 'danger' : run.issues.length > 0 ? 'warning' : 'success';
}

function showIssues(issues) {
  const card = document.getElementById('run-issues');
  const list = document.getElementById('run-issue-list');
  if (!card || !list || issues.length === 0) return;
  card.hidden = false;
  list.replaceChildren(
    ...issues.map(({ title, message, hint }) => {
      const line = document.createElement('li');
      const name = document.createElement('strong');
      name.textContent = title;
      line.append(...(title ? [name, ': '] : []), [message, hint].filter(Boolean).join(' '));
      return line;
    }),
  );
}

function showLog(log) {
  const list = document.getElementById('run-log');
  if (!list) return;
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
  list.replaceChildren(
    ...log.slice(-LOG_SHOWN).map(({ name, text, isBad }) => {
      const line = document.createElement('li');
      line.textContent = `${name}  ${text}`;
      line.classList.toggle('is-bad', isBad);
      return line;
    }),
  );
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

function setBadge(badge, label, color) {
  badge.textContent = label;
  badge.className = badge.className.replace(/text-bg-\w+/, `text-bg-${color}`);
}

function tileName(count) {
  return count === 'conflicts' ? 'conflictCount' : `${count}Count`;
}

function words(name) {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}
