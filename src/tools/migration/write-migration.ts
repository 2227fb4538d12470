import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pascalCase } from '../../core/model/naming';
import { writeListed } from '../scaffold/listed';
import { type Difference } from './difference';

const FOLDER = 'migrations';

/** Writes a migration of that name and its line in the list; gives its path below `root`. */
export function writeMigration(root: string, name: string, { up, down }: Difference): string {
  const numbers = readdirSync(join(root, FOLDER)).map((file) => Number(/^(\d+)-/.exec(file)?.[1] ?? 0));
  const number = String(Math.max(0, ...numbers) + 1).padStart(4, '0');
  // TypeORM orders migrations by the moment at the end of the name.
  const className = `${pascalCase(name)}${Date.now()}`;
  const module = `${number}-${name}`;
  const queries = (lines: readonly string[]) =>
    lines.map((line) => `    await runner.query(${quoted(line)});`).join('\n');
  const text = `import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
${queries(up)}
  }

  async down(runner: QueryRunner): Promise<void> {
${queries(down)}
  }
}
`;
  const file = `${FOLDER}/${module}.ts`;
  writeListed(root, file, text, `${FOLDER}/index.ts`, { value: className, module: `./${module}` });
  return file;
}

function quoted(line: string): string {
  return '`' + line.replace(/[`\\$]/g, '\\$&') + '`';
}
