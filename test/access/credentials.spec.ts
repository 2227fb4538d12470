import request from 'supertest';
import { BROWSER, csrfTokenIn, NO_PERMISSION, NOT_PROVIDED, useRoom } from './room';

const room = useRoom();

describe('without credentials', () => {
  test('a REST route answers 403 and the words that scripts know, whoever asks', async () => {
    await room.script().get('/api/room').expect(403, NOT_PROVIDED);
    await room.browser().get('/api/room').expect(403, NOT_PROVIDED);
    await room.script().post('/api/room').send({}).expect(403, NOT_PROVIDED);
  });

  test('a page sends a browser to the sign-in page and remembers where it wanted to go', async () => {
    await room
      .browser()
      .get('/room?page=2')
      .expect(302)
      .expect('Location', '/sign-in?next=%2Froom%3Fpage%3D2');
    await room.script().get('/room').expect(403, NOT_PROVIDED);
  });

  test('a form posted after the session ended leads back to the page that held it', async () => {
    const server = room.app.getHttpServer();
    const posted = await request(server)
      .post('/room')
      .set({ Accept: BROWSER, Host: 'here:8800', Referer: 'http://here:8800/room?page=2' });
    expect([posted.status, posted.headers.location]).toEqual([303, '/sign-in?next=%2Froom%3Fpage%3D2']);
  });

  test('htmx is told to leave the page', async () => {
    await room
      .script()
      .get('/room')
      .set('HX-Request', 'true')
      .expect(403)
      .expect('HX-Redirect', '/sign-in?next=%2F');
  });

  test('another scheme counts as no credentials', async () => {
    await room.script().get('/api/room').auth('ada', 'engine').expect(403, NOT_PROVIDED);
    expect(room.provider.asked).toEqual([]);
  });

  test('health and the sign-in page are open', async () => {
    await room.script().get('/health').expect(200, { status: 'ok' });
    const page = await room.browser().get('/sign-in').expect(200);
    expect(csrfTokenIn(page.text)).not.toBe('');
  });
});

describe('who tries five wrong credentials', () => {
  const LOCKED = 'Too many failed authentication attempts. Please try again later.';

  test('in the form is kept out for five minutes, with the right ones too', async () => {
    const agent = room.browser();
    for (let n = 0; n < 5; n++) {
      expect((await room.submit(agent, { username: 'ada', password: `guess ${n}` })).status).toBe(403);
    }
    const locked = await room.submit(agent, { username: 'ada', password: 'engine' });
    expect([locked.status, locked.text]).toEqual([429, expect.stringContaining('Wait five minutes')]);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(200);
  });

  test('is kept out by every process, wherever they were tried', async () => {
    const other = await room.startApp();
    try {
      const tries = [room.app, other, room.app, other, room.app].map(
        (one) => () => room.submit(room.browser(one), { token: 'bad' }),
      );
      for (const attempt of tries) expect((await attempt()).status).toBe(403);
      expect((await room.submit(room.browser(other), { token: 'good' })).status).toBe(429);
      expect((await room.submit(room.browser(), { token: 'good' })).status).toBe(429);
    } finally {
      await other.close();
    }
  });

  test('may try again when the time is over', async () => {
    for (let n = 0; n < 5; n++) await room.submit(room.browser(), { token: 'bad' });
    await room.dataSource.query(`UPDATE credential_failures SET ends = now() - interval '1 second'`);
    expect((await room.submit(room.browser(), { token: 'good' })).status).toBe(303);
    expect((await room.submit(room.browser(), { token: 'bad' })).status).toBe(403);
    expect((await room.submit(room.browser(), { token: 'good' })).status).toBe(303);
  });

  test('in a header is kept out too, while those who are signed in go on', async () => {
    const { agent } = await room.signedIn();
    for (let n = 0; n < 5; n++) {
      await room.script().get('/api/room').set('Authorization', `Token bad${n}`).expect(403);
    }
    await room.script().get('/api/room').set('Authorization', 'Token good').expect(429, { detail: LOCKED });
    await agent.get('/api/room').expect(200);
  });
});

describe('an Authorization header', () => {
  test.each(['Token good', 'bearer good'])(
    '%s opens a route, also for changes, without a CSRF token',
    async (header) => {
      await room.script().get('/api/room').set('Authorization', header).expect(200, { username: 'ada' });
      await room.script().post('/api/room').set('Authorization', header).send({ a: 1 }).expect(201, { a: 1 });
      expect(room.provider.asked).toEqual([header]);
    },
  );

  test('that may only read is refused changes', async () => {
    await room.script().get('/api/room').set('Authorization', 'Token reader').expect(200);
    await room
      .script()
      .post('/api/room')
      .set('Authorization', 'Token reader')
      .send({})
      .expect(403, NO_PERMISSION);
  });

  test('that is wrong is refused with the reason, even beside a good session', async () => {
    await room
      .script()
      .get('/api/room')
      .set('Authorization', 'Token bad')
      .expect(403, { detail: 'Invalid v1 token' });
    const { agent } = await room.signedIn();
    await agent.get('/api/room').set('Authorization', 'Token bad').expect(403);
  });

  test('that is malformed is refused without asking', async () => {
    const answer = await room.script().get('/api/room').set('Authorization', 'Token a b').expect(403);
    expect(answer.body).toEqual({ detail: expect.stringContaining('Invalid authorization header') });
    expect(room.provider.asked).toEqual([]);
  });

  test('lets nobody in while it cannot be checked', async () => {
    room.provider.isDown = true;
    const header = { Authorization: 'Token good' };
    await room
      .script()
      .get('/api/room')
      .set(header)
      .expect(503, { detail: 'The account server does not answer.' });
    room.provider.isDown = false;
    await room.script().get('/api/room').set(header).expect(200);
  });
});
