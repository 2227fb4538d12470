import { type Job } from '../core/jobs/job.model';
import { BLANK, bodyOfForm, formOf, formOfJob, pickedText, recurrenceText } from './schedule-form';

const params = {
  sync_types: ['devices'], sync_type: 'devices', proxmox_endpoint_ids: ['3'], netbox_endpoint_ids: [],
  netbox_vm_ids: [], batch_object_type: null, batch_object_ids: [], mode: 'plan', when_busy: 'join',
}; // prettier-ignore
const job = (news: Partial<Job>) =>
  ({ name: 'Nightly', scheduled: null, interval: null, cron: '', timeLimit: null, isPaused: false, data: { proxbox_sync: { params } }, ...news }) as Job; // prettier-ignore

describe('the form of a schedule', () => {
  test('that nobody has touched asks for one run of everything, now', () => {
    const { body, errors } = bodyOfForm(BLANK);
    expect(errors).toEqual({});
    expect(body).toMatchObject({ sync_types: ['all'], mode: 'apply', cron: '' });
    expect(body).not.toHaveProperty('interval_value');
    expect(body).not.toHaveProperty('schedule_at');
  });

  test.each([
    [90, '90', 'minutes'],
    [120, '2', 'hours'],
    [1440, '1', 'days'],
    [10080, '1', 'weeks'],
  ])('shows %i minutes as %s %s', (interval, intervalValue, intervalUnit) => {
    expect(formOfJob(job({ interval }))).toMatchObject({ intervalValue, intervalUnit });
  });

  test('keeps what a schedule is', () => {
    const form = formOfJob(job({ cron: '30 3 * * *', scheduled: new Date(2026, 2, 1, 3, 30) }));
    expect(form).toMatchObject({
      jobName: 'Nightly',
      endpoints: ['3'],
      isPlan: true,
      scheduleAt: '2026-03-01T03:30',
    });
    expect(bodyOfForm(form).body).toMatchObject({
      sync_types: ['devices'],
      proxmox_endpoint_ids: [3],
      cron: '30 3 * * *',
      schedule_at: new Date(2026, 2, 1, 3, 30).toISOString(),
    });
  });

  test('keeps what a schedule is narrowed to, as people type it', () => {
    const narrowing = { proxmox_clusters: ['cluster/lab-a'], proxmox_pools: ['prod', 'prod/blue'], proxmox_tags: ['web'] }; // prettier-ignore
    const form = formOfJob(job({ data: { proxbox_sync: { params: { ...params, ...narrowing } } } }));
    expect(form).toMatchObject({ clusters: ['cluster/lab-a'], pools: 'prod, prod/blue', tags: 'web' });
    expect(bodyOfForm(form).body).toMatchObject(narrowing);
    const posted = formOf(new URLSearchParams('sync_types=all&proxmox_pools=prod;prod prod/blue,'));
    expect(bodyOfForm(posted).body).toMatchObject({ proxmox_pools: ['prod', 'prod/blue'], proxmox_tags: [] });
  });

  test.each([
    [{}, ''],
    [{ netbox_vm_ids: ['4', '9'] }, 'virtual-machine 4, 9'],
    [{ netbox_vm_ids: ['4'], batch_object_type: 'vm-backup', batch_object_ids: ['7'] }, 'vm-backup 7'],
  ])('says what was picked: %j', (picked, text) => {
    expect(pickedText(job({ data: { proxbox_sync: { params: { ...params, ...picked } } } }))).toBe(text);
  });

  test.each([
    ['interval_value=0', 'interval_value'],
    ['interval_value=x&sync_types=all', 'interval_value'],
    ['schedule_at=soon&sync_types=all', 'schedule_at'],
    ['', 'sync_types'],
  ])('says what is wrong with "%s"', (posted, field) => {
    expect(bodyOfForm(formOf(new URLSearchParams(posted))).errors).toHaveProperty(field);
  });

  test('says in words how often', () => {
    expect(recurrenceText({ interval: 20160, cron: '' })).toBe('Every 2 weeks');
    expect(recurrenceText({ interval: null, cron: '' })).toBe('One-time');
    expect(recurrenceText({ interval: null, cron: '@daily' })).toBe('@daily');
  });
});
