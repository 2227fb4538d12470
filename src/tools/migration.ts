import 'reflect-metadata';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { readConfig } from '../config/config';
import { projectRoot } from '../config/project-root';
import { sessionSchema } from '../core/access/session.schema';
import { openDatabase } from '../core/database/open-database';
import { createTestDatabase } from '../core/database/test-database';
import { Invalid } from '../core/errors/errors';
import { createDataSource } from '../core/model/data-source';
import { indexOfTags } from '../core/model/entity';
import { pascalCase } from '../core/model/naming';
import { tableColumnsSchema } from '../core/pages/table-columns.schema';
import { models } from '../models';
import { fail } from '../process';

const FOLDER = join(projectRoot, 'migrations');

interface Difference {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** `npm run migration -- NAME` writes what the definitions have and the migrations lack; `--check` only looks. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false } },
  });
  const difference = await findDifference();
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
  console.log(`Written: migrations/${write(name, difference)}`);
}

/** Runs the migrations on a new, empty database, and asks TypeORM what is missing there. */
async function findDifference(): Promise<Difference> {
  const config = readConfig(process.env);
  const server = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
  const database = await createTestDatabase(server.url);
  const sealer = { seal: (text: string) => text, open: (text: string) => text };
  const dataSource = createDataSource({
    url: database.url,
    models,
    sealer,
    migrations,
    extraEntities: [sessionSchema, tableColumnsSchema],
  });
  try {
    await dataSource.initialize();
    await dataSource.runMigrations({ transaction: 'all' });
    return await differenceOf(dataSource);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.drop();
    await server.stop();
  }
}

async function differenceOf(dataSource: DataSource): Promise<Difference> {
  const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
  const there = await dataSource.query<{ indexname: string }[]>('SELECT indexname FROM pg_indexes');
  const missing = models
    .flatMap((model) => indexOfTags(model) ?? [])
    .filter(({ name }) => !there.some(({ indexname }) => indexname === name));
  return {
    up: [...upQueries.map(({ query }) => query), ...missing.map(({ up }) => up)],
    down: [...missing.map(({ down }) => down), ...downQueries.map(({ query }) => query).reverse()],
  };
}

function write(name: string, { up, down }: Difference): string {
  const number = String(readdirSync(FOLDER).filter((file) => /^\d+-/.test(file)).length + 1).padStart(4, '0');
  const className = `${pascalCase(name)}${Date.now()}`;
  const file = `${number}-${name}`;
  const queries = (lines: readonly string[]) =>
    lines.map((line) => `    await runner.query(${quoted(line)});`).join('\n');
  writeFileSync(
    join(FOLDER, `${file}.ts`),
    `import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
${queries(up)}
  }

  async down(runner: QueryRunner): Promise<void> {
${queries(down)}
  }
}
`,
  );
  addToList(className, file);
  return `${file}.ts`;
}

function addToList(className: string, file: string): void {
  const list = join(FOLDER, 'index.ts');
  const text = readFileSync(list, 'utf8');
  const listed = text
    .replace(/^(\/\*\*)/m, `import { ${className} } from './${file}';\n$1`)
    .replace(
      /\[([^\]]*)\];\s*$/,
      (_all, members: string) => `[${[...names(members), className].join(', ')}];\n`,
    );
  writeFileSync(list, listed);
}

function names(members: string): string[] {
  return members
    .split(',')
    .map((member) => member.trim())
    .filter(Boolean);
}

function quoted(line: string): string {
  return '`' + line.replace(/[`\\$]/g, '\\$&') + '`';
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);
