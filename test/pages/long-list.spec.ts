import { EXACT_TO } from '../../src/core/crud/count-rows';
import { fillTaskHistory } from '../../src/tools/benchmark/task-rows';
import { type OpenPages, openPages } from './open-pages';
import { type Visitor } from './visitor';

const PAGE = '/plugins/proxbox/task-history/';

let pages: OpenPages;
let visitor: Visitor;
beforeAll(async () => {
  pages = await openPages();
  ({ visitor } = pages);
  await fillTaskHistory(pages.databaseUrl, EXACT_TO + 40);
}, 120_000);
afterAll(() => pages?.close());

test('a list that is too long to be counted for each page says about how many rows it has', async () => {
  const { text } = await visitor.get(PAGE);
  expect(text).toContain('Showing 1-50 of about 100,000');
  expect(text).toMatch(/id="result-count">about 100,000</);
  expect(text).toContain('<strong>all about 100,000 VM Task Histories</strong>');
});

test('its last page knows exactly, and a page behind that shows the last one', async () => {
  for (const page of [Math.ceil((EXACT_TO + 40) / 50), 5000]) {
    const { text } = await visitor.get(`${PAGE}?page=${page}&sort=id`);
    expect(text).toContain(`Showing ${EXACT_TO + 1}-${EXACT_TO + 40} of ${EXACT_TO + 40}`);
  }
});
