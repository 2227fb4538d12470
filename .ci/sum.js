// Adds up the suites: jest's results of `npm test`, and the closing line of `npm run test:netbox`.
const { readFileSync } = require('node:fs');

const [results, netbox] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
const { numPassedTests, numFailedTests, testResults } = JSON.parse(results);
// A suite that could not even start counts as one failure.
const unstarted = testResults.filter(
  (one) => one.status === 'failed' && one.assertionResults.length === 0,
).length;
const closing = netbox
  .match(/^(\d+) passed, (\d+) failed$/gm)
  ?.at(-1)
  ?.match(/\d+/g) ?? ['0', '1'];
const failed = numFailedTests + unstarted + Number(closing[1]);
console.log(`${numPassedTests + Number(closing[0])} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
