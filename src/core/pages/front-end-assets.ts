import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of the front end that browsers may fetch: `/static/<name>/…` comes from `folder`. */
export interface AssetFolder {
  readonly name: string;
  readonly folder: string;
  /** Part of every address of the folder, so that browsers may keep a file for ever; without it they ask each time. */
  readonly version?: string;
}

/** NetBox's own front-end libraries, and the parts of each that a page loads. */
const LIBRARIES = [
  { name: 'tabler/css', library: '@tabler/core', part: 'dist/css' },
  { name: 'tabler/js', library: '@tabler/core', part: 'dist/js' },
  { name: 'htmx', library: 'htmx.org', part: 'dist' },
  { name: 'tom-select/css', library: 'tom-select', part: 'dist/css' },
  { name: 'tom-select/js', library: 'tom-select', part: 'dist/js' },
  { name: 'swagger-ui', library: 'swagger-ui-dist', part: '.' },
  { name: 'mdi/css', library: '@mdi/font', part: 'css' },
  { name: 'mdi/fonts', library: '@mdi/font', part: 'fonts' },
] as const;

/** All front-end files of the program: the libraries of `node_modules`, and our own of `views/static`. */
export function frontEndAssets(projectFolder: string): AssetFolder[] {
  const libraries = LIBRARIES.map(({ name, library, part }) => {
    const folder = join(projectFolder, 'node_modules', library);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { name, folder: join(folder, part), version };
  });
  return [...libraries, { name: 'proxbox', folder: join(projectFolder, 'views', 'static') }];
}
