import { type OpenPages, openPages } from './open-pages';
import { type Visitor } from './visitor';

const PAGE = '/plugins/proxbox/sync/schedule/';

describe('the page that schedules a sync', () => {
  let pages: OpenPages;
  let visitor: Visitor;

  beforeAll(async () => {
    pages = await openPages();
    ({ visitor } = pages);
  });
  afterAll(() => pages?.close());

  test('offers every sync type, with one run of everything as what is asked for', async () => {
    const { status, text } = await visitor.get(PAGE);
    expect(status).toBe(200);
    expect(text).toMatch(/value="all" checked/);
    expect(text).toContain('value="vm-disks"');
    expect(text).toMatch(/name="interval_value" value=""/);
    expect(text).toContain('<option value="node/solo">');
    expect(text).toMatch(/name="proxmox_pools" value=""/);
    expect(text).toMatch(/name="proxmox_tags" value=""/);
  });
});
