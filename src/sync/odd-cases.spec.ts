import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../config/project-root';

const text = readFileSync(join(projectRoot, 'docs/decisions/022-odd-cases.md'), 'utf8');
const rows = [...text.matchAll(/^\| (.+?) +\| `(.+?)` +\| (.+?) +\|$/gm)].map(([, what, file, sentence]) => ({
  what,
  file,
  sentence,
}));

test('every line of the tables names a test', () => {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  const heads = lines.filter((line) => /^\| (what is odd|---)/.test(line));
  expect(rows).toHaveLength(lines.length - heads.length);
  expect(rows.length).toBeGreaterThan(0);
});

test.each(rows)('a test holds how this is met: $what', ({ file, sentence }) => {
  expect(readFileSync(join(projectRoot, file), 'utf8')).toContain(sentence);
});
