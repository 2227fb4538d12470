import { type House } from '../../src/tools/house';
import { listed, MAIN_STAGES, openTestHouse } from '../flow/open-house';
import { until } from '../flow/watching';
import { Visitor } from './visitor';

const BASE = '/plugins/proxbox';
const SCHEDULE = `${BASE}/sync/schedule/`;

interface JobRow {
  id: number;
  name: string;
  status: { value: string };
  interval: number | null;
  scheduled: string | null;
  paused: boolean;
}

/** A person without scripts, against the whole program. */
describe('schedules and jobs on pages', () => {
  let house: House;
  let visitor: Visitor;

  beforeAll(async () => {
    house = await openTestHouse({
      proxmox: { guests: 4, clusters: 1 },
      netbox: {
        users: ['admin', 'other'].map((name) => ({ username: name, password: name, superuser: true })),
      },
      stages: MAIN_STAGES,
    });
    visitor = new Visitor(house.serving.url);
    await visitor.signIn('admin', 'admin');
  });
  afterAll(() => house?.close());

  const jobNamed = async (name: string): Promise<JobRow> => {
    const [row] = await listed<JobRow>(house, `jobs/?name=${encodeURIComponent(name)}&ordering=-id`);
    return row;
  };
  const ended = async (id: number): Promise<JobRow> => {
    const row = async () => (await listed<JobRow>(house, `jobs/?id=${id}`))[0];
    await until(
      async () => !['pending', 'running'].includes((await row()).status.value),
      `Job ${id} runs on.`,
    );
    return row();
  };
  /** What the next page says about what was done. */
  const said = async (reply: { headers: Record<string, string> }): Promise<string> =>
    (await visitor.get(reply.headers.location)).text;

  test('a form that was only given a name is one run, now', async () => {
    const reply = await visitor.post(SCHEDULE, SCHEDULE, { job_name: 'Once', sync_types: 'devices' });
    expect(reply.status).toBe(303);
    const job = await jobNamed('Once');
    expect(reply.headers.location).toBe(`${BASE}/jobs/${job.id}/`);
    expect(await said(reply)).toContain('Once is queued.');
    expect(await ended(job.id)).toMatchObject({ status: { value: 'completed' }, interval: null });
  });

  test('a form with a mistake says what is wrong, and keeps what was typed', async () => {
    const { status, text } = await visitor.post(SCHEDULE, SCHEDULE, {
      job_name: 'Never <b>',
      sync_types: 'devices',
      cron: 'every monday',
    });
    expect(status).toBe(400);
    expect(text).toContain('value="Never &lt;b&gt;"');
    expect(text).toContain('value="every monday"');
    expect(text).toMatch(/role="alert"[\s\S]*cron/i);
    expect(await jobNamed('Never <b>')).toBeUndefined();
  });

  test('a schedule is shown, changed, held, let go on and removed', async () => {
    const added = await visitor.post(SCHEDULE, SCHEDULE, {
      job_name: 'Nightly',
      sync_types: ['devices', 'virtual-machines'],
      interval_value: '1',
      interval_unit: 'days',
      schedule_at: '2099-01-01T03:00',
    });
    expect(await said(added)).toContain('Nightly is scheduled.');
    const { id, scheduled } = await jobNamed('Nightly');
    expect(new Date(scheduled!)).toEqual(new Date('2099-01-01T03:00:00Z'));

    const form = await visitor.get(`${SCHEDULE}?edit=${id}`);
    expect(form.text).toContain('value="2099-01-01T03:00"');
    const changed = await visitor.post(`${SCHEDULE}?edit=${id}`, `${SCHEDULE}${id}/`, {
      job_name: 'Nightly',
      sync_types: 'devices',
      cron: '30 3 * * *',
    });
    expect(await said(changed)).toContain('Nightly is changed.');
    expect((await visitor.get(SCHEDULE)).text).toContain('30 3 * * *');

    const hold = () => visitor.post(SCHEDULE, `${SCHEDULE}${id}/hold/`, {});
    expect(await said(await hold())).toContain('Nightly is held.');
    expect(await said(await hold())).toContain('Nightly goes on.');

    const removed = await visitor.post(SCHEDULE, `${SCHEDULE}${id}/remove/`, {});
    expect(await said(removed)).toContain('Nightly is removed.');
    expect(await jobNamed('Nightly')).toBeUndefined();
    const again = await visitor.post(SCHEDULE, `${SCHEDULE}${id}/remove/`, {});
    expect(await said(again)).toContain('No Job matches the given query.');
  });

  test('the bell tells people how their own jobs ended, as far as they want it, until they take note', async () => {
    const bell = async () => (await visitor.get(`${BASE}/notifications/`).set('HX-Request', 'true')).text;
    const once = async (fields: Record<string, string>) => {
      await visitor.post(SCHEDULE, SCHEDULE, { sync_types: 'devices', ...fields });
      return ended((await jobNamed(fields.job_name)).id);
    };
    expect(await bell()).toContain('Once');
    expect(await said(await visitor.post(`${BASE}/notifications/`, `${BASE}/notifications/read/`, {}))).toContain('Nothing is new'); // prettier-ignore
    expect(await bell()).toContain('Nothing is new');

    const loud = await once({ job_name: 'Loud' });
    await once({ job_name: 'Quiet', notifications: 'on_failure' });
    await once({ job_name: 'Silent', notifications: 'never' });
    const page = (await visitor.get(`${BASE}/notifications/`)).text;
    expect(page).toContain('Loud');
    expect(page).not.toMatch(/>(Quiet|Silent)</);
    expect(await bell()).toContain('1 unread');

    house.netbox.faults.add({ on: 'any', every: 1, status: 'drop' });
    const broken = await once({ job_name: 'Broken', notifications: 'on_failure' });
    house.netbox.faults.clear();
    expect(broken.status.value).toBe('errored');
    expect(await bell()).toMatch(/Broken[\s\S]*Loud[\s\S]*2 unread/);

    const other = new Visitor(house.serving.url);
    await other.signIn('other', 'other');
    expect((await other.get(`${BASE}/notifications/`)).text).toContain('Nothing is new');
    await other.get(`${BASE}/notifications/${loud.id}/`);
    const followed = await visitor.get(`${BASE}/notifications/${broken.id}/`);
    expect(followed.headers.location).toBe(`${BASE}/jobs/${broken.id}/`);
    expect(await bell()).toMatch(/Loud[\s\S]*1 unread/);
  });

  test('rows that are ticked in a list are synchronised by themselves', async () => {
    await house.run();
    const list = `${BASE}/storage/`;
    const [first, second] = await listed<{ id: number }>(house, 'storage/?limit=2');
    const selected = /formaction="([^"]+)"[^>]*>(?:(?!<button).)*Sync Selected/s.exec((await visitor.get(`${list}?q=l`)).text)?.[1]; // prettier-ignore
    expect(selected).toBe(`${BASE}/sync/selected/proxmox-storage/?q=l`);
    const started = await visitor.post(list, selected!, { pk: [`${first.id}`, `${second.id}`] });
    expect(started.headers.location).toMatch(/\/sync\/runs\/\d+\/$/);
    const runId = /(\d+)\/$/.exec(started.headers.location)?.[1];
    const [run] = await listed<{ job: { id: number } }>(house, `sync/runs/?id=${runId}`);
    await ended(run.job.id);
    const [job] = await listed<{ data: unknown }>(house, `jobs/?id=${run.job.id}`);
    const params = {
      batch_object_type: 'proxmox-storage',
      batch_object_ids: [`${first.id}`, `${second.id}`],
    };
    expect(job.data).toMatchObject({ proxbox_sync: { params } });

    const none = await visitor.post(list, selected!, { _return: `${list}?q=l` });
    expect(none.headers.location).toBe(`${list}?q=l`);
    expect(await said(none)).toContain('Pick at least one object.');
    const foreign = await visitor.post(list, `${BASE}/sync/selected/sync-run/`, { pk: '1' });
    expect(await said(foreign)).toContain('is not a kind of object that can be picked');
    expect((await visitor.post(list, `${BASE}/sync/selected/rack/`, { pk: '1' })).status).toBe(404);
    expect((await visitor.get(`${BASE}/sync/runs/`)).text).not.toContain('Sync Selected');
  });

  test('a job is done again, cancelled while it runs, and says that it has ended', async () => {
    const first = await jobNamed('Once');
    const page = `${BASE}/jobs/${first.id}/`;
    house.netbox.faults.add({ on: 'read', every: 1, delayMs: 2_000 });
    const again = await visitor.post(page, `${page}run/`, {});
    expect(again.headers.location).not.toBe(page);
    const running = again.headers.location;
    const cancelled = await visitor.post(running, `${running}cancel/`, {});
    expect([cancelled.status, cancelled.headers.location]).toEqual([303, running]);
    house.netbox.faults.clear();
    const id = Number(/(\d+)\/$/.exec(running)?.[1]);
    expect(await ended(id)).toMatchObject({ status: { value: 'failed' } });
    const late = await visitor.post(page, `${running}cancel/`, {});
    expect(await said(late)).toMatch(/has ended/);
  });
});
