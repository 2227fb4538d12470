import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Invalid } from '../../core/errors/errors';

/** One more member of a list such as `src/models/index.ts`. */
export interface Member {
  readonly value: string;
  /** What it is imported from: `./vm-tag.model`. */
  readonly module: string;
}

/**
 * Writes a file and its line in the list beside it; both or none. Throws Invalid when the file exists, or when the list
 * has something of that name already.
 */
export function writeListed(root: string, file: string, text: string, list: string, member: Member): void {
  const [path, listPath] = [join(root, file), join(root, list)];
  if (existsSync(path)) throw new Invalid(`${relative(root, path)} exists already; nothing was written.`);
  const listed = readFileSync(listPath, 'utf8');
  if (new RegExp(`(?<![\\w$./-])${member.value}(?![\\w$-])`).test(listed)) {
    throw new Invalid(`${list} has something that is called ${member.value} already; nothing was written.`);
  }
  const longer = withMember(listed, member);
  writeFileSync(path, text, { flag: 'wx' });
  writeFileSync(listPath, longer);
}

/** The text of a list file with an import after the others, and a line at the end of its array, which ends with `]` or `])`. */
export function withMember(text: string, { value, module }: Member): string {
  const imports = [...text.matchAll(/^import .*;$/gm)].at(-1);
  const end = /^\]\)?;$/m.exec(text);
  if (!imports || !end) {
    throw new Invalid('The list has no import or no line with "];" any more: add the line to it by hand.');
  }
  const afterImports = imports.index + imports[0].length;
  const statement = `\nimport { ${value} } from '${module}';`;
  return `${text.slice(0, afterImports)}${statement}${text.slice(afterImports, end.index)}  ${value},\n${text.slice(end.index)}`;
}
