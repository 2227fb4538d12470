import { SignedInPeople } from '../../src/core/access/signed-in-people';
import request from 'supertest';
import { csrfTokenIn, NOT_PROVIDED, useRoom } from './room';

const room = useRoom();

describe('a session', () => {
  test('changes things only with the token of our own pages, as field or as header', async () => {
    const { agent, csrfToken } = await room.signedIn();
    const refused = await agent.post('/api/room').send({ colour: 'red' }).expect(403);
    expect(refused.body).toEqual({ detail: expect.stringContaining('CSRF Failed') });
    await agent
      .post('/api/room')
      .set('X-CSRFToken', csrfToken)
      .send({ colour: 'red' })
      .expect(201, { colour: 'red' });
    await agent.post('/room').type('form').send({ _csrf: csrfToken }).expect(201);
  });

  test('ends with signing out, which another site cannot do', async () => {
    const { agent, csrfToken } = await room.signedIn();
    await agent.post('/sign-out').expect(303).expect('Location', '/');
    await agent.get('/api/room').expect(200);
    await agent
      .post('/sign-out')
      .type('form')
      .send({ _csrf: csrfToken })
      .expect(303)
      .expect('Location', '/sign-in');
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('lives twelve hours from the last request', async () => {
    const { agent } = await room.signedIn();
    await room.dataSource.query(`UPDATE session SET expire = now() + interval '5 minutes'`);
    await agent.get('/api/room').expect(200);
    const [{ hours }] = await room.dataSource.query<{ hours: string }[]>(
      `SELECT round(extract(epoch FROM max(expire) - now()::timestamp) / 3600) AS hours FROM session`,
    );
    expect(Number(hours)).toBe(12);
    await room.dataSource.query(`UPDATE session SET expire = now() - interval '1 minute'`);
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('has a Secure cookie where the public address is https', async () => {
    const secure = await room.startApp('https://proxbox.example.com');
    const answer = await request(secure.getHttpServer()).get('/sign-in').set('X-Forwarded-Proto', 'https');
    expect(answer.headers['set-cookie'][0]).toContain('; Secure');
    expect(answer.headers['strict-transport-security']).toBeDefined();
    await secure.close();
  });

  test('is answered with 503 in words when the database is gone', async () => {
    const { agent } = await room.signedIn();
    await room.dataSource.query('ALTER TABLE session RENAME TO away');
    const answer = await agent.get('/api/room');
    await room.dataSource.query('ALTER TABLE away RENAME TO session');
    expect([answer.status, answer.body]).toEqual([
      503,
      { detail: expect.stringContaining('database does not answer') },
    ]);
  });
});

describe('an old session', () => {
  test('ends a day after the sign-in, however busy it was', async () => {
    const { agent } = await room.signedIn();
    await agent.get('/api/room').expect(200);
    await changeSessions({ signedInAt: Date.now() - 24 * 3_600_000 - 1 });
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
    await agent.get('/sign-in').expect(200);
  });

  test('ends when its account was closed meanwhile, which is looked up every five minutes', async () => {
    const { agent } = await room.signedIn();
    room.provider.isClosed = true;
    await agent.get('/api/room').expect(200);
    await changeSessions({ checkedAt: Date.now() - 300_001 });
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('goes on while nobody can say whether its account is still there', async () => {
    const { agent } = await room.signedIn();
    room.provider.isDown = true;
    await changeSessions({ checkedAt: Date.now() - 300_001 });
    await agent.get('/api/room').expect(200, { username: 'ada' });
  });

  test('ends everywhere at once when the person wants that', async () => {
    const [here, there] = [await room.signedIn(), await room.signedIn()];
    await there.agent.post('/sign-out-everywhere').expect(403);
    await here.agent
      .post('/sign-out-everywhere')
      .type('form')
      .send({ _csrf: here.csrfToken })
      .expect(303)
      .expect('Location', '/sign-in');
    for (const { agent } of [here, there]) await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  /** As if time had passed. */
  async function changeSessions(news: object): Promise<void> {
    await room.dataSource.query('UPDATE session SET sess = (sess::jsonb || $1::jsonb)::json', [
      JSON.stringify(news),
    ]);
  }
});

describe('what a sign-in was lent', () => {
  const LOANS = ['Token good, loan 1', 'Token good, loan 2'];

  test('is given back at the sign-out', async () => {
    const { agent, csrfToken } = await room.signedIn();
    expect(room.provider.givenBack).toEqual([]);
    await agent.post('/sign-out').type('form').send({ _csrf: csrfToken }).expect(303);
    expect(room.provider.givenBack).toEqual(LOANS.slice(0, 1));
  });

  test('is given back by every session when somebody signs out everywhere', async () => {
    await room.dataSource.query('DELETE FROM session');
    const [here] = [await room.signedIn(), await room.signedIn()];
    await here.agent.post('/sign-out-everywhere').type('form').send({ _csrf: here.csrfToken }).expect(303);
    expect([...room.provider.givenBack].sort()).toEqual(LOANS);
  });

  test('is given back when the session has ended by itself, and when another takes its place', async () => {
    await room.dataSource.query('DELETE FROM session');
    await room.signedIn();
    await room.dataSource.query(`UPDATE session SET expire = now() - interval '1 minute'`);
    await room.app.get(SignedInPeople).clearExpired();
    expect(room.provider.givenBack).toEqual(LOANS.slice(0, 1));
    expect(await room.dataSource.query('SELECT sid FROM session')).toEqual([]);

    const { agent, csrfToken } = await room.signedIn();
    await agent.post('/sign-in').type('form').send({ _csrf: csrfToken, token: 'good' }).expect(303);
    expect(room.provider.givenBack).toEqual(LOANS);
  });

  test('stays where nobody takes it, and the person is signed out all the same', async () => {
    const { agent, csrfToken } = await room.signedIn();
    room.provider.isDown = true;
    await agent.post('/sign-out').type('form').send({ _csrf: csrfToken }).expect(303);
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('is nothing for who typed a token of their own', async () => {
    const agent = room.browser();
    await room.submit(agent, { token: 'good' });
    const { text } = await agent.get('/form').expect(200);
    await agent
      .post('/sign-out')
      .type('form')
      .send({ _csrf: csrfTokenIn(text) })
      .expect(303);
    expect(room.provider.givenBack).toEqual([]);
  });
});
