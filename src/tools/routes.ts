import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { readConfig } from '../config/config';
import { listRoutes } from '../core/http/list-routes';
import { fail } from '../process';
import { openProgram } from '../program';
import { createWeb } from '../web';

/** `npm run routes` prints every route, where it comes from and what it needs; `--json` prints nothing but JSON. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const program = await openProgram({ ...readConfig(process.env), logLevel: 'fatal' }, { work: false });
  const app = await createWeb(program);
  await app.init();
  const routes = listRoutes(app);
  if (values.json) process.stdout.write(`${JSON.stringify(routes)}\n`);
  else console.table(routes);
  await app.close();
  await program.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);
