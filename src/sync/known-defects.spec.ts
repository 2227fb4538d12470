import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../config/project-root';

const DEFECTS = 40;
const text = readFileSync(join(projectRoot, 'docs/decisions/016-defects-done-right.md'), 'utf8');
const rows = [...text.matchAll(/^\| (\d+) +\| (.+?) +\| `(.+?)` +\| (.+?) +\|$/gm)].map(
  ([, number, what, file, sentence]) => ({ number: Number(number), what, file, sentence }),
);

test('every known defect has its row', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: DEFECTS }, (_, index) => index + 1));
});

test.each(rows)('a test holds that $number is right: $what', ({ file, sentence }) => {
  expect(readFileSync(join(projectRoot, file), 'utf8')).toContain(sentence);
});
