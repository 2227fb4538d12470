import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of `package.json`, found upwards, so that it is the same from the sources and from the build. */
export const projectRoot: string = findProjectRoot(__dirname);

export function findProjectRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder)
      throw new Error(`No package.json in ${from} or above it: the installation is not whole.`);
  }
}
