import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../config/project-root';
import { fail } from '../process';
import { NotAvailable } from './netbox/python';
import { foreignNetbox, type NetboxServer, NETBOX_RELEASE, startNetbox } from './netbox/server';

/** What jest's `--json` file tells that is needed here. */
interface Results {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
}

/**
 * `npm run test:netbox`: the suites of test/netbox against a real NetBox. NETBOX_URL and NETBOX_TOKEN name one that runs
 * already; else one is prepared (`--release 4.7.2`). Other words go to jest. Where none can be had, that is said, and
 * the simulated NetBox is held to the recordings instead.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { release: { type: 'string', default: NETBOX_RELEASE } },
    allowPositionals: true,
    strict: false,
  });
  const netbox = await open(String(values.release));
  let ok: boolean;
  if (netbox instanceof NotAvailable) {
    console.log(`No real NetBox: ${netbox.message}. ${netbox.suggestion ?? ''}`);
    console.log(
      'Left out: every suite of test/netbox. Run instead: the simulated NetBox against the recordings.',
    );
    ok = await test(['--selectProjects', 'unit', '--testPathPatterns', 'recordings.spec'], 'the recordings');
  } else {
    console.log(`NetBox ${netbox.version} at ${netbox.url}`);
    const { url: NETBOX_URL, token: NETBOX_TOKEN, version } = netbox;
    const patterns = positionals.flatMap((one) => ['--testPathPatterns', one]);
    const env = { NETBOX_URL, NETBOX_TOKEN, PROXBOX_TEST_NETBOX_VERSION: version };
    // One suite after the other: they share one NetBox, and one of them looks at all of its change log.
    const words = ['--selectProjects', 'netbox', '--runInBand', ...patterns];
    ok = await test(words, `NetBox ${version}`, env).finally(() => netbox.stop());
  }
  process.exit(ok ? 0 : 1);
}

async function open(release: string): Promise<NetboxServer | NotAvailable> {
  const { NETBOX_URL: url, NETBOX_TOKEN: token } = process.env;
  if (url && token) return foreignNetbox(url, token);
  console.log(`Preparing NetBox ${release}; the first time takes some minutes.`);
  return startNetbox(release).catch((error: unknown) => {
    if (error instanceof NotAvailable) return error;
    throw error;
  });
}

/** Runs jest, and ends with a line for each suite and the sum. */
async function test(words: string[], against: string, env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'proxbox-test-netbox-'));
  const file = join(folder, 'results.json');
  const jest = join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, ...words, '--json', '--outputFile', file], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  rmSync(folder, { recursive: true, force: true });
  return tell(results, against) && code === 0;
}

function tell({ testResults }: Results, against: string): boolean {
  let [passed, failed] = [0, 0];
  for (const { name, status, assertionResults } of testResults) {
    const good = assertionResults.filter((one) => one.status === 'passed').length;
    // A suite that could not even start has no results, and is one failure.
    const bad =
      assertionResults.filter((one) => one.status === 'failed').length || (status === 'failed' ? 1 : 0);
    console.log(`${basename(name, '.spec.ts')}: ${good} passed, ${bad} failed, ${against}`);
    passed += good;
    failed += bad;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}

main().catch((error: unknown) => fail(error));
