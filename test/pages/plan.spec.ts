import { type SyncChange, syncChange } from '../../src/models/sync-change.model';
import { syncRun } from '../../src/models/sync-run.model';
import { proxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { type OpenPages, openPages } from './open-pages';
import { Visitor } from './visitor';

const RUN = '/plugins/proxbox/sync/runs';

let pages: OpenPages;
let visitor: Visitor;
let run: number;

beforeAll(async () => {
  pages = await openPages();
  ({ visitor } = pages);
});
afterAll(() => pages?.close());

const insert = (model: string, values: object) => pages.insert(model, values);

function plan(news: Partial<SyncChange>): Promise<number> {
  const values = {
    stage: 'devices',
    target: 'device',
    key: 'cluster/a/node/pve1',
    label: 'pve1',
    action: 'create',
  };
  return insert(syncChange.name, { run, reason: 'It is new.', ...values, ...news });
}

function decisions(): Promise<string[]> {
  return pages.dataSource
    .getRepository<SyncChange>(syncChange.name)
    .find({ where: { run }, order: { id: 'ASC' } })
    .then((rows) => rows.map(({ decision }) => decision));
}

const page = async (query = '') => (await visitor.get(`${RUN}/${run}/plan/${query}`)).text;

beforeEach(async () => {
  run = await insert(syncRun.name, { mode: 'plan', status: 'completed', stages: ['devices'], endpoints: [] });
});

test('a plan shows each change with its reason and what each field was and becomes', async () => {
  await plan({
    action: 'update',
    before: { name: 'old' },
    after: { name: 'new <b>' },
    reason: 'Proxmox VE says so.',
  });
  const text = await page();
  expect(text).toMatch(/<span class="before">old<\/span>/);
  expect(text).toContain('<span class="after">new &lt;b&gt;</span>');
  expect(text).toContain('Proxmox VE says so.');
});

test('filters leave the changes of a stage, an action, an endpoint or a text', async () => {
  const endpoint = await insert(proxmoxEndpoint.name, {
    name: `a${run}`,
    domain: `a${run}.example`,
    clusterKey: 'cluster/a',
  });
  await plan({ label: 'in-a' });
  await plan({
    label: 'in-ab',
    key: 'cluster/ab/node/x',
    stage: 'storage',
    action: 'delete',
    reason: 'gone',
  });
  const shown = async (query: string) =>
    [...(await page(query)).matchAll(/changes\/\d+\/">(in-\w+)</g)].map(([, label]) => label);
  expect(await shown('')).toEqual(['in-a', 'in-ab']);
  expect(await shown('?stage=storage')).toEqual(['in-ab']);
  expect(await shown('?action=create')).toEqual(['in-a']);
  expect(await shown(`?endpoint=${endpoint}`)).toEqual(['in-a']);
  expect(await shown('?q=gone')).toEqual(['in-ab']);
});

test('a plan of 10,000 changes is shown a page at a time', async () => {
  await pages.dataSource.query(
    `INSERT INTO "${syncChange.table}" (run_id, stage, target, key, label, action, status, reason)
     SELECT $1, 'devices', 'device', 'cluster/a/node/' || n, 'node' || n, 'create', 'planned', 'It is new.'
       FROM generate_series(1, 10000) n`,
    [run],
  );
  const text = await page('?page=3');
  expect(text.match(/name="pk"/g)).toHaveLength(50);
  expect(text).toContain('>node101<');
  expect(text).toContain('Apply this plan (10000)');
  await visitor.post(`${RUN}/${run}/plan/`, `${RUN}/${run}/plan/decide/?q=node1`, {
    _all: 'true',
    decision: 'accepted',
  });
  expect(await page()).toContain('Apply the accepted (1112)');
});

describe('a person accepts and refuses', () => {
  const decide = (fields: Record<string, string | string[]>) =>
    visitor.post(`${RUN}/${run}/plan/`, `${RUN}/${run}/plan/decide/`, fields);

  test('ticked changes, one of them, or all of a kind', async () => {
    const [one, two] = [await plan({}), await plan({ target: 'cluster' }), await plan({ status: 'applied' })];
    await decide({ pk: [String(one), String(two)], decision: 'accepted' });
    expect(await decisions()).toEqual(['accepted', 'accepted', 'undecided']);
    await decide({ only: `${two}-refused` });
    expect(await decisions()).toEqual(['accepted', 'refused', 'undecided']);
    await decide({ stage: 'devices', target: 'device', decision: 'undecided' });
    expect(await decisions()).toEqual(['undecided', 'refused', 'undecided']);
    expect(await page()).toContain('Apply all but the refused (1)');
  });

  test('changes of this run only, and learns when there is nothing to decide', async () => {
    const other = await plan({});
    run = await insert(syncRun.name, { mode: 'plan', status: 'completed' });
    const answer = await decide({ pk: String(other), decision: 'accepted' });
    expect(answer.headers.location).toBe(`${RUN}/${run}/plan/`);
    expect(await page()).toContain('None of these is still to be made');
  });

  test('and is told in words what is no decision', async () => {
    await plan({});
    await decide({ decision: 'perhaps' });
    expect(await page()).toContain('A decision is one of undecided, accepted, refused.');
  });

  test('unless the role lets nobody but operators do it: a reader finds no button', async () => {
    await plan({});
    const reader = new Visitor(pages.app.getHttpServer() as never);
    await reader.signIn('reader');
    const { text } = await reader.get(`${RUN}/${run}/plan/`);
    expect(text).toContain('pve1');
    expect(text).not.toMatch(/name="(?:only|pk|decision)" value|Apply/);
    const refused = await reader.post(`${RUN}/${run}/plan/`, `${RUN}/${run}/plan/decide/`, {
      decision: 'accepted',
    });
    expect(refused.status).toBe(403);
  });
});

test.each([
  ['apply', 'acceptance'],
  ['resume', 'resumption'],
  ['approve', 'approval'],
  ['undo', 'undoing'],
])('the button that leads to %s starts the run that follows', async (deed, purpose) => {
  await plan({ decision: 'accepted' });
  await plan({ status: 'held' });
  await plan({ status: 'applied' });
  const own = `${RUN}/${run}/`;
  expect((await visitor.get(own)).text).toContain(`action="${own}${deed}/"`);
  const answer = await visitor.post(own, `${own}${deed}/`, {});
  expect([answer.status, answer.headers.location]).toEqual([303, own]);
  expect(pages.followUps.started.at(-1)).toEqual({ run, purpose, by: 'admin' });
});

test('a run that goes on offers nothing that has to wait for its end', async () => {
  await plan({ decision: 'accepted' });
  await pages.dataSource.getRepository(syncRun.name).update(run, { status: 'running' } as never);
  for (const path of [`${RUN}/${run}/`, `${RUN}/${run}/plan/`]) {
    const { text } = await visitor.get(path);
    expect(text).not.toMatch(/Apply the accepted|name="only"/);
  }
  await pages.dataSource.getRepository(syncRun.name).update(run, { status: 'completed' } as never);
});
