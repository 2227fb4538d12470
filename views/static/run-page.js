import { applyFrame, emptyRun } from './run-board.js';
import { followRun } from './run-stream.js';
import { showConnection, showRun, showRunning } from './run-view.js';
import { refreshParts } from './stored-parts.js';

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
      showRun(run);
    });
  };
  followRun(path, {
    onFrame: (name, data) => {
      run = applyFrame(run, name, data);
      showRunning();
      if (run.end) {
        showRun(run);
        void refreshParts(STORED);
      } else {
        draw();
      }
    },
    onConnection: showConnection,
  });
}
