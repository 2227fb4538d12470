import { applyFrame, emptyRun } from './run-board.js';
import { followRun } from './run-stream.js';
import { showConnection, showRun, showRunning } from './run-view.js';
import { refreshParts } from './stored-parts.js';

const ACTIVE = ['pending', 'running'];
const STORED_AGAIN_AFTER_MS = 1_000;
const STORED_TRIES = 5;
const STORED = ['run-status', 'run-actions', 'run-stored', 'run-issues', 'run-cards', 'page-tabs'];

const stream = document.getElementById('run-progress')?.dataset.stream;
if (stream) follow(stream);

function follow(path) {
  let run = emptyRun();
  let isDrawing = false;
  // Thousands of frames may come in one second; the page is drawn once per picture.
  const draw = () => {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      // After the end the stored parts are shown.
      if (!run.end) showRun(run);
    });
  };
  followRun(path, {
    onFrame: (name, data) => {
      run = applyFrame(run, name, data);
      showRunning();
      if (run.end) {
        showRun(run);
        void showStored();
      } else {
        draw();
      }
    },
    onConnection: showConnection,
  });
}

/**
 * The row of the run is written about when its last frame is sent: until it says how the run ended, and if it cannot be
 * fetched, what the stream told stays.
 */
async function showStored() {
  for (let tries = 0; tries < STORED_TRIES; tries += 1) {
    if (await refreshParts(STORED, isOver).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, STORED_AGAIN_AFTER_MS));
  }
}

function isOver(page) {
  const status = page.getElementById('run-status')?.dataset.status;
  return status !== undefined && !ACTIVE.includes(status);
}
