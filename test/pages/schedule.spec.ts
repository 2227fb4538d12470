import { type Server } from 'node:http';
import { type TestDatabase } from '../../src/core/database/test-database';
import { freshDatabase } from '../setup/database';
import { type PagesApp, startPages } from './pages-app';
import { Visitor } from './visitor';

const PAGE = '/plugins/proxbox/sync/schedule/';

describe('the page that schedules a sync', () => {
  let database: TestDatabase;
  let pages: PagesApp;
  let visitor: Visitor;

  beforeAll(async () => {
    database = await freshDatabase();
    pages = await startPages(database.url);
    visitor = new Visitor(pages.app.getHttpServer() as Server);
    await visitor.signIn();
  });
  afterAll(async () => {
    await pages?.close();
    await database?.drop();
  });

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
