import { type Page } from 'playwright-core';
import { openBrowser, type TestBrowser } from './browser';
import { HOSTILE } from './example-row';
import { DESK, Judge } from './judge';
import { type OpenPages, openPages } from './open-pages';
import { PASSWORD } from './pages-app';
import { type Visitor } from './visitor';

const LOGS = '/plugins/proxbox/logs/';
const PROGRAM = 'program/';

let pages: OpenPages;
let visitor: Visitor;
let work: number;
let run: number;

const jobNamed = (jobId: string, status: string, completed: Date | null = new Date()) =>
  pages.insert('job', {
    name: 'Proxbox Sync',
    kind: 'sync',
    status,
    user: 'admin',
    error: '',
    jobId,
    completed,
  });
const line = (message: string, more: object = {}) =>
  pages.insert('job-log-entry', { job: work, time: new Date(), level: 'info', module: '', message, ...more });
const told = (message: string, more: object = {}) =>
  pages.insert('program-log-entry', { time: new Date(), level: 'info', module: 'Proxbox', message, process: 'host:7', ...more }); // prettier-ignore
const shown = async (query = ''): Promise<string> => {
  const { status, text } = await visitor.get(LOGS + query);
  expect([query, status]).toEqual([query, 200]);
  return text;
};

beforeAll(async () => {
  pages = await openPages();
  ({ visitor } = pages);
  work = await jobNamed('00000000-0000-4000-8000-000000000001', 'completed');
  run = await pages.insert('sync-run', { status: 'completed', job: work });
  const other = await jobNamed('00000000-0000-4000-8000-000000000002', 'completed');
  await line('The plan is stored.');
  await line('Reading and comparing: Snapshots', { module: 'snapshots' });
  await line('A node does not answer.', { level: 'warning', module: 'snapshots' });
  await line(`Refused: ${HOSTILE}`, { level: 'error', module: 'virtual-disks' });
  await line('Of another job.', { job: other });
}, 120_000);
afterAll(() => pages?.close());

describe('the page of logs without scripts', () => {
  test('has the lines of all jobs, newest first, each with what wrote it', async () => {
    const html = await shown();
    expect(html).toMatch(/Of another job\.[\s\S]*The plan is stored\./);
    expect(html).toContain(`href="/plugins/proxbox/sync/runs/${run}/">Sync run ${run}</a>`);
    expect(html).toContain('Showing 1-5 of 5');
    expect(html).not.toContain(HOSTILE);
  });

  test.each([
    ['?level=error', 1],
    ['?level=warning&level=error', 2],
    ['?module=snapshots', 2],
    ['?q=node', 1],
    ['?q=nowhere', 0],
    ['?level=&module=&q=&run=', 5],
  ])('is narrowed by %s', async (query, count) => {
    expect(await shown(query)).toContain(`Showing ${count ? 1 : 0}-${count} of ${count}`);
  });

  test('is narrowed to a run', async () => {
    const html = await shown(`?run=${run}`);
    expect(html).toContain('Showing 1-4 of 4');
    expect(html).not.toContain('Of another job.');
  });

  test.each([
    ['?run=99', 'There is no sync run 99.'],
    ['?run=x', 'There is no sync run x.'],
    ['?level=loud', 'loud is not one of the available choices.'],
  ])('answers %s with a page that says what is wrong', async (query, sentence) => {
    const { status, text } = await visitor.get(LOGS + query);
    expect([status, text.includes(sentence)]).toEqual([400, true]);
  });
});

describe('the log of the program', () => {
  test('is a page beside that of jobs, with filters of its own', async () => {
    await told('Proxbox listens.');
    await told(`Refused: ${HOSTILE}`, { level: 'error', module: 'Access' });
    const html = await shown(PROGRAM);
    expect(html).toMatch(/Refused:[^]*host:7[^]*Proxbox listens\./);
    expect(html).not.toContain(HOSTILE);
    expect(html).toContain('<option value="Access">Access</option>');
    expect(html).toContain(`href="${LOGS}"`);
    expect(await shown(`${PROGRAM}?module=Access&level=error&q=refused`)).toContain('Showing 1-1 of 1');
    expect(await shown()).toContain(`href="${LOGS}${PROGRAM}"`);
  });
});

describe('the stream of logs', () => {
  const streamed = async (after: number) => (await visitor.get(`${LOGS}stream/?after=${after}`)).text;

  test('tells where the lines are now, and ends while no job is at work', async () => {
    const last = await line('One more.');
    expect(await streamed(last - 1)).toBe(
      `retry: 10000\n\nid: ${last}\nevent: log\ndata: {"last":${last}}\n\n`,
    );
  });

  test('is silent for who has seen everything', async () => {
    expect(await streamed(await line('The last one.'))).toBe('retry: 10000\n\n');
  });
});

describe('a person with a browser', () => {
  let browser: TestBrowser;
  let page: Page;
  let judged: Judge;

  beforeAll(async () => {
    browser = await openBrowser(DESK);
    page = await browser.context.newPage();
    judged = new Judge(page);
    await judged.begin();
    await page.goto(`${pages.origin}/sign-in`);
    await page.fill('input[name=username]', 'admin');
    await page.fill('input[name=password]', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForURL('**/plugins/proxbox/');
  });
  afterAll(() => browser?.close());
  afterEach(() => expect(judged.take()).toEqual([]));

  test('meets no obstacle', async () => {
    await page.goto(pages.origin + LOGS);
    await judged.judge('logs', ['light', 'dark', 'phone']);
    await page.goto(pages.origin + LOGS + PROGRAM);
    await judged.judge('logs-program', ['light', 'dark', 'phone']);
    await page.goto(`${pages.origin}${LOGS}?q=nowhere`);
    await judged.judge('logs-nothing');
  });

  test('sees lines as they are written, as far as the filters let them through', async () => {
    const busy = await jobNamed('00000000-0000-4000-8000-000000000003', 'running', null);
    await page.goto(`${pages.origin}${LOGS}?level=error`);
    await line('Nobody asked for this.', { job: busy });
    await line('It broke just now.', { job: busy, level: 'error' });
    await page.waitForSelector('#log-lines td:has-text("It broke just now.")');
    expect(await page.textContent('#log-lines')).not.toContain('Nobody asked for this.');
    await line('And once more.', { job: busy, level: 'error' });
    await page.waitForSelector('#log-lines td:has-text("And once more.")');
    await page.uncheck('#log-live');
    expect(await page.textContent('#log-connection')).toBe('(paused)');
    await pages.dataSource
      .getRepository('job')
      .update({ id: busy }, { status: 'completed', completed: new Date() });
  });

  test('sees what the program says as it says it', async () => {
    await page.goto(pages.origin + LOGS + PROGRAM);
    await told('A worker has come.', { module: 'Hub' });
    await page.waitForSelector('#log-lines td:has-text("A worker has come.")');
    await page.selectOption('select[name=module]', 'Access');
    await page.click('button:has-text("Filter")');
    await page.waitForURL('**module=Access**');
    expect(await page.textContent('#log-lines')).not.toContain('A worker has come.');
    await page.click('.btn-group a:has-text("Jobs")');
    await page.waitForURL(`**${LOGS}`);
  });
});
