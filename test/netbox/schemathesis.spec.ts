import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonEnvironment } from '../../src/tools/netbox/python';
import { type LoneSidecar, openLoneSidecar } from '../outside/lone-sidecar';

const SETTINGS = join(__dirname, '../outside/schemathesis');
const RELEASE = '4.32.5';
const LIMIT_MS = 15 * 60_000;

let sidecar: LoneSidecar;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proxbox-schemathesis-'));
  sidecar = await openLoneSidecar(3);
}, LIMIT_MS);
afterAll(async () => {
  await sidecar?.close();
  rmSync(folder, { recursive: true, force: true });
});

test(
  'schemathesis finds no failure of the program and no answer outside the OpenAPI document',
  async () => {
    const python = await pythonEnvironment('schemathesis', [`schemathesis==${RELEASE}`]);
    const report = join(folder, 'report.json');
    const words = [
      '--config-file',
      join(SETTINGS, 'schemathesis.toml'),
      'run',
      `${sidecar.url}/api/schema/`,
      '--header',
      `Authorization: Token ${sidecar.token}`,
      '--report-json-path',
      report,
      '--no-color',
    ];
    const environment = { ...process.env, PYTHONPATH: SETTINGS };
    const child = spawn(python.program('schemathesis'), words, {
      // It keeps what it learnt in the folder it runs in.
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    const cases = /(\d+) generated/.exec(said)?.[1] ?? '?';
    const operations = /Operations:\s+(\d+)/.exec(said)?.[1] ?? /(\d+) selected/.exec(said)?.[1] ?? '?';
    process.stdout.write(
      `schemathesis ${RELEASE}: ${cases} cases over ${operations} operations, exit ${code}\n`,
    );
    expect({ code, said: code === 0 ? '' : said.slice(-20_000) }).toEqual({ code: 0, said: '' });
    expect(Number(cases)).toBeGreaterThan(500);
    expect(readFileSync(report, 'utf8')).not.toBe('');
  },
  LIMIT_MS,
);
