import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { API_ROOT } from '../../src/core/http/api-root';
import { models } from '../../src/models';
import { pythonEnvironment } from '../../src/tools/netbox/python';
import { Examples } from '../contract/example';
import { type LoneSidecar, openLoneSidecar } from '../outside/lone-sidecar';

const PROGRAM = join(__dirname, '../outside/pynetbox_calls.py');
const EXAMPLES_OF_EACH = 4;
const LIMIT_MS = 5 * 60_000;

let sidecar: LoneSidecar;
beforeAll(async () => {
  sidecar = await openLoneSidecar(3);
}, LIMIT_MS);
afterAll(() => sidecar?.close());

/** Bodies of create requests for each model that takes them, by the path of its list. */
async function createBodies(): Promise<Record<string, object[]>> {
  const examples = new Examples(sidecar.serving.program.dataSource, models);
  const bodies: Record<string, object[]> = {};
  for (const model of models.filter(({ actions }) => actions.includes('add'))) {
    const ofModel: object[] = [];
    for (let n = 1; n <= EXAMPLES_OF_EACH; n += 1) ofModel.push(await examples.exampleOf(model, 400 + n));
    bodies[`${API_ROOT}/${model.path}/`] = ofModel;
  }
  return bodies;
}

test(
  'pynetbox works with Proxbox as with the plugin inside NetBox',
  async () => {
    const python = await pythonEnvironment('pynetbox', ['pynetbox==7.9.0']);
    const child = spawn(python.program('python'), [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.end(
      JSON.stringify({ url: sidecar.url, token: sidecar.token, examples: await createBodies() }),
    );
    await once(child, 'close');
    const lines = said.trim().split('\n');
    console.log(lines.at(-1));
    expect(lines.slice(0, -1)).toEqual([]);
    expect(lines.at(-1)).toMatch(/^pynetbox [\d.]+: \d+ calls as expected over \d+ lists$/);
  },
  LIMIT_MS,
);
