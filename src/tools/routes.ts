import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { readConfig } from '../config/config';
import { listRoutes } from '../core/http/list-routes';
import { fail } from '../process';
import { openProgram } from '../program';
import { createWeb } from '../web';

/** `npm run routes` prints every route and where it comes from; `--json` for programs. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const program = await openProgram({ ...readConfig(process.env), logLevel: 'error' }, { work: false });
  const app = await createWeb(program);
  await app.init();
  const routes = listRoutes(app);
  if (values.json) console.log(JSON.stringify(routes));
  else console.table(routes);
  await app.close();
  await program.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);
