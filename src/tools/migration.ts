import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { migrations } from '../../migrations';
import { readConfig } from '../config/config';
import { projectRoot } from '../config/project-root';
import { openDatabase } from '../core/database/open-database';
import { Invalid } from '../core/errors/errors';
import { models } from '../models';
import { fail } from '../process';
import { type Difference, findDifference } from './migration/difference';
import { writeMigration } from './migration/write-migration';

/** `npm run migration -- NAME` writes what the definitions have and the migrations lack; `--check` only looks. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false } },
  });
  const difference = await lacking();
  if (difference.up.length === 0) {
    console.log('Definitions and migrations agree.');
    return;
  }
  if (values.check) {
    throw new Invalid(
      `The definitions have what no migration makes:\n${difference.up.join('\n')}\nRun: npm run migration -- NAME`,
    );
  }
  const [name] = positionals;
  if (!name || !/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new Invalid('Give the migration a name: npm run migration -- add-vm-snapshot');
  }
  console.log(`Written: ${writeMigration(projectRoot, name, difference)}`);
}

async function lacking(): Promise<Difference> {
  const config = readConfig(process.env);
  const server = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
  try {
    return await findDifference(server.url, models, migrations);
  } finally {
    await server.stop();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);
