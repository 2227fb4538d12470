import { SecretBox } from '../../src/core/secrets/secret-box';
import request from 'supertest';
import { NOT_PROVIDED, useRoom } from './room';

const room = useRoom();

describe('signing in', () => {
  test('opens every page, and goes on to the wanted one', async () => {
    const agent = room.browser();
    const answer = await room.submit(agent, { username: 'ada', password: 'engine', next: '/room?page=2' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/room?page=2']);
    expect(answer.headers['set-cookie'][0]).toMatch(/^proxbox_session=.+; HttpOnly; SameSite=Lax$/);
    await agent.get('/room').expect(200, { username: 'ada' });
    await agent.get('/sign-in').expect(302).expect('Location', '/');
  });

  test('never goes on to another site', async () => {
    const answer = await room.submit(room.browser(), {
      username: 'ada',
      password: 'engine',
      next: '//evil.example',
    });
    expect(answer.headers.location).toBe('/');
  });

  test('works with a token in place of a password', async () => {
    const agent = room.browser();
    const answer = await room.submit(agent, { token: ' good ' });
    expect([answer.status, room.provider.asked]).toEqual([303, ['Token good']]);
    await agent.get('/room').expect(200, { username: 'ada' });
  });

  test('begins a new session, so that a planted one is worth nothing', async () => {
    const agent = room.browser();
    const before = (await agent.get('/sign-in')).headers['set-cookie'][0].split(';')[0];
    await room.submit(agent, { username: 'ada', password: 'engine' });
    await request(room.app.getHttpServer()).get('/api/room').set('Cookie', before).expect(403, NOT_PROVIDED);
  });

  test('with a wrong password shows the page again, with the reason and the name, without the password', async () => {
    const answer = await room.submit(room.browser(), { username: 'ada"><b>', password: 'guess' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('The user name or the password is wrong.');
    expect(answer.text).toContain('ada&quot;&gt;&lt;b&gt;');
    expect(answer.text).not.toContain('guess');
  });

  test('with nothing filled in asks for it', async () => {
    const answer = await room.submit(room.browser(), {});
    expect([answer.status, answer.text]).toEqual([
      403,
      expect.stringContaining('Enter a user name and a password'),
    ]);
  });

  test('says so when the accounts cannot be checked', async () => {
    room.provider.isDown = true;
    const answer = await room.submit(room.browser(), { username: 'ada', password: 'engine' });
    expect([answer.status, answer.text]).toEqual([
      503,
      expect.stringContaining('The account server does not answer.'),
    ]);
  });

  test('from a form that is not ours is refused', async () => {
    const agent = room.browser();
    const answer = await room.submit(agent, { username: 'ada', password: 'engine', _csrf: '0'.repeat(64) });
    expect(answer.status).toBe(403);
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('keeps the credential encrypted', async () => {
    await room.signedIn();
    const rows = await room.dataSource.query<{ sess: { credential?: string } }[]>('SELECT sess FROM session');
    const credentials = rows.flatMap(({ sess }) => sess.credential ?? []);
    expect(credentials.length).toBeGreaterThan(0);
    for (const credential of credentials)
      expect(new SecretBox('a key for tests').open(credential)).toBe('Token good');
    expect(JSON.stringify(rows)).not.toContain('Token good');
  });
});

test('files of the front end are for everybody, and ask for no session', async () => {
  await room.script().get('/static/htmx/htmx.min.js').expect(200);
  const { agent } = await room.signedIn();
  expect((await agent.get('/room')).headers['set-cookie']).toBeDefined();
  expect((await agent.get('/static/htmx/htmx.min.js')).headers['set-cookie']).toBeUndefined();
});

test('every answer carries a policy that allows nothing from elsewhere and no inline code', async () => {
  const { headers } = await room.script().get('/health');
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-powered-by']).toBeUndefined();
});
