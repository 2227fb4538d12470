// Reads what `npm run demo -- --once` printed, and fails unless its last line says what it must.
const { readFileSync } = require('node:fs');

const lines = readFileSync(process.argv[2], 'utf8').trim().split('\n');
const { runs } = JSON.parse(lines[lines.length - 1]);
const complaints = [
  runs.length !== 3 && `there were ${runs.length} runs`,
  runs.some(({ status }) => status !== 'completed') && 'a run did not complete',
  runs[0].created === 0 && 'the first run created nothing',
  runs[1].netbox_writes !== 0 && `the unchanged run wrote ${runs[1].netbox_writes} times`,
  ![1, 2].includes(runs[2].netbox_writes) && `the third run wrote ${runs[2].netbox_writes} times`,
].filter(Boolean);
if (complaints.length > 0) {
  console.error(`The demo is wrong: ${complaints.join('; ')}.`);
  process.exit(1);
}
