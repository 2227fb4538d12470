import { Body, Controller, Get, Module, Post, Res } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { type Response } from 'express';
import { join } from 'node:path';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { projectRoot } from '../../src/config/project-root';
import { AccessModule } from '../../src/core/access/access.module';
import { CurrentIdentity } from '../../src/core/access/current-identity';
import { type Identity } from '../../src/core/access/identity';
import { secureApp } from '../../src/core/access/secure-app';
import { Needs } from '../../src/core/access/needs';
import { credentialFailuresSchema } from '../../src/core/access/credential-failures.schema';
import { SignedInPeople } from '../../src/core/access/signed-in-people';
import { poolOf } from '../../src/core/access/session';
import { sessionSchema } from '../../src/core/access/session.schema';
import { frontEndAssets } from '../../src/core/pages/front-end-assets';
import { setUpViews } from '../../src/core/pages/view-engine';
import { type TestDatabase } from '../../src/core/database/test-database';
import { SecretBox } from '../../src/core/secrets/secret-box';
import { freshDatabase } from '../setup/database';
import { FakeIdentityProvider } from './fake-identity-provider';

const NOT_PROVIDED = { detail: 'Authentication credentials were not provided.' };
const NO_PERMISSION = { detail: 'You do not have permission to perform this action.' };
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

@Needs('sign in')
@Controller()
class RoomController {
  @Get(['api/room', 'room'])
  enter(@CurrentIdentity() identity: Identity): { username: string } {
    return { username: identity.username };
  }

  @Get('form')
  form(@Res({ passthrough: true }) response: Response): string {
    return `<input name="_csrf" value="${response.locals.csrfToken}">`;
  }

  @Post(['api/room', 'room'])
  @Needs('change room')
  change(@Body() body: unknown): unknown {
    return body;
  }
}

let database: TestDatabase;
let dataSource: DataSource;
let provider: FakeIdentityProvider;
let app: NestExpressApplication;

beforeAll(async () => {
  database = await freshDatabase();
  dataSource = await new DataSource({
    type: 'postgres',
    url: database.url,
    entities: [sessionSchema, credentialFailuresSchema],
    synchronize: true,
  }).initialize();
});

afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

beforeEach(async () => {
  await dataSource.query('DELETE FROM credential_failures');
  provider = new FakeIdentityProvider();
  app = await startApp();
});

afterEach(() => app.close());

async function startApp(publicUrl?: string): Promise<NestExpressApplication> {
  const secretBox = new SecretBox('a key for tests');
  @Module({
    imports: [AccessModule.forRoot({ provider: { useValue: provider }, secretBox })],
    controllers: [RoomController],
  })
  class RoomModule {}
  const created = (
    await Test.createTestingModule({ imports: [RoomModule] }).compile()
  ).createNestApplication<NestExpressApplication>();
  secureApp(created, { pool: poolOf(dataSource), secretBox, publicUrl });
  setUpViews(created, {
    viewsFolder: join(projectRoot, 'views'),
    assets: frontEndAssets(projectRoot),
    menu: [],
  });
  return created.init();
}

type Agent = ReturnType<typeof request.agent>;
const browser = (one = app): Agent => request.agent(one.getHttpServer()).set('Accept', BROWSER);
const script = (): Agent => request.agent(app.getHttpServer());

function csrfTokenIn(page: string): string {
  return /name="_csrf" value="([0-9a-f]+)"/.exec(page)?.[1] ?? '';
}

async function submit(agent: Agent, fields: Record<string, string>): Promise<request.Response> {
  const page = await agent.get('/sign-in').query({ next: fields.next });
  return agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: csrfTokenIn(page.text), ...fields });
}

async function signedIn(): Promise<{ agent: Agent; csrfToken: string }> {
  const agent = browser();
  await submit(agent, { username: 'ada', password: 'engine' }).then((response) =>
    expect(response.status).toBe(303),
  );
  const { text } = await agent.get('/form').expect(200);
  return { agent, csrfToken: csrfTokenIn(text) };
}

describe('without credentials', () => {
  test('a REST route answers 403 and the words that scripts know, whoever asks', async () => {
    await script().get('/api/room').expect(403, NOT_PROVIDED);
    await browser().get('/api/room').expect(403, NOT_PROVIDED);
    await script().post('/api/room').send({}).expect(403, NOT_PROVIDED);
  });

  test('a page sends a browser to the sign-in page and remembers where it wanted to go', async () => {
    await browser().get('/room?page=2').expect(302).expect('Location', '/sign-in?next=%2Froom%3Fpage%3D2');
    await script().get('/room').expect(403, NOT_PROVIDED);
  });

  test('a form posted after the session ended leads back to the page that held it', async () => {
    const server = app.getHttpServer();
    const posted = await request(server)
      .post('/room')
      .set({ Accept: BROWSER, Host: 'here:8800', Referer: 'http://here:8800/room?page=2' });
    expect([posted.status, posted.headers.location]).toEqual([303, '/sign-in?next=%2Froom%3Fpage%3D2']);
  });

  test('htmx is told to leave the page', async () => {
    await script()
      .get('/room')
      .set('HX-Request', 'true')
      .expect(403)
      .expect('HX-Redirect', '/sign-in?next=%2F');
  });

  test('another scheme counts as no credentials', async () => {
    await script().get('/api/room').auth('ada', 'engine').expect(403, NOT_PROVIDED);
    expect(provider.asked).toEqual([]);
  });

  test('health and the sign-in page are open', async () => {
    await script().get('/health').expect(200, { status: 'ok' });
    const page = await browser().get('/sign-in').expect(200);
    expect(csrfTokenIn(page.text)).not.toBe('');
  });
});

describe('signing in', () => {
  test('opens every page, and goes on to the wanted one', async () => {
    const agent = browser();
    const answer = await submit(agent, { username: 'ada', password: 'engine', next: '/room?page=2' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/room?page=2']);
    expect(answer.headers['set-cookie'][0]).toMatch(/^proxbox_session=.+; HttpOnly; SameSite=Lax$/);
    await agent.get('/room').expect(200, { username: 'ada' });
    await agent.get('/sign-in').expect(302).expect('Location', '/');
  });

  test('never goes on to another site', async () => {
    const answer = await submit(browser(), { username: 'ada', password: 'engine', next: '//evil.example' });
    expect(answer.headers.location).toBe('/');
  });

  test('works with a token in place of a password', async () => {
    const agent = browser();
    const answer = await submit(agent, { token: ' good ' });
    expect([answer.status, provider.asked]).toEqual([303, ['Token good']]);
    await agent.get('/room').expect(200, { username: 'ada' });
  });

  test('begins a new session, so that a planted one is worth nothing', async () => {
    const agent = browser();
    const before = (await agent.get('/sign-in')).headers['set-cookie'][0].split(';')[0];
    await submit(agent, { username: 'ada', password: 'engine' });
    await request(app.getHttpServer()).get('/api/room').set('Cookie', before).expect(403, NOT_PROVIDED);
  });

  test('with a wrong password shows the page again, with the reason and the name, without the password', async () => {
    const answer = await submit(browser(), { username: 'ada"><b>', password: 'guess' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('The user name or the password is wrong.');
    expect(answer.text).toContain('ada&quot;&gt;&lt;b&gt;');
    expect(answer.text).not.toContain('guess');
  });

  test('with nothing filled in asks for it', async () => {
    const answer = await submit(browser(), {});
    expect([answer.status, answer.text]).toEqual([
      403,
      expect.stringContaining('Enter a user name and a password'),
    ]);
  });

  test('says so when the accounts cannot be checked', async () => {
    provider.isDown = true;
    const answer = await submit(browser(), { username: 'ada', password: 'engine' });
    expect([answer.status, answer.text]).toEqual([
      503,
      expect.stringContaining('The account server does not answer.'),
    ]);
  });

  test('from a form that is not ours is refused', async () => {
    const agent = browser();
    const answer = await submit(agent, { username: 'ada', password: 'engine', _csrf: '0'.repeat(64) });
    expect(answer.status).toBe(403);
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('keeps the credential encrypted', async () => {
    await signedIn();
    const rows = await dataSource.query<{ sess: { credential?: string } }[]>('SELECT sess FROM session');
    const credentials = rows.flatMap(({ sess }) => sess.credential ?? []);
    expect(credentials.length).toBeGreaterThan(0);
    for (const credential of credentials)
      expect(new SecretBox('a key for tests').open(credential)).toBe('Token good');
    expect(JSON.stringify(rows)).not.toContain('Token good');
  });
});

describe('a session', () => {
  test('changes things only with the token of our own pages, as field or as header', async () => {
    const { agent, csrfToken } = await signedIn();
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
    const { agent, csrfToken } = await signedIn();
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
    const { agent } = await signedIn();
    await dataSource.query(`UPDATE session SET expire = now() + interval '5 minutes'`);
    await agent.get('/api/room').expect(200);
    const [{ hours }] = await dataSource.query<{ hours: string }[]>(
      `SELECT round(extract(epoch FROM max(expire) - now()::timestamp) / 3600) AS hours FROM session`,
    );
    expect(Number(hours)).toBe(12);
    await dataSource.query(`UPDATE session SET expire = now() - interval '1 minute'`);
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('has a Secure cookie where the public address is https', async () => {
    const secure = await startApp('https://proxbox.example.com');
    const answer = await request(secure.getHttpServer()).get('/sign-in').set('X-Forwarded-Proto', 'https');
    expect(answer.headers['set-cookie'][0]).toContain('; Secure');
    expect(answer.headers['strict-transport-security']).toBeDefined();
    await secure.close();
  });

  test('is answered with 503 in words when the database is gone', async () => {
    const { agent } = await signedIn();
    await dataSource.query('ALTER TABLE session RENAME TO away');
    const answer = await agent.get('/api/room');
    await dataSource.query('ALTER TABLE away RENAME TO session');
    expect([answer.status, answer.body]).toEqual([
      503,
      { detail: expect.stringContaining('database does not answer') },
    ]);
  });
});

describe('an old session', () => {
  test('ends a day after the sign-in, however busy it was', async () => {
    const { agent } = await signedIn();
    await agent.get('/api/room').expect(200);
    await changeSessions({ signedInAt: Date.now() - 24 * 3_600_000 - 1 });
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
    await agent.get('/sign-in').expect(200);
  });

  test('ends when its account was closed meanwhile, which is looked up every five minutes', async () => {
    const { agent } = await signedIn();
    provider.isClosed = true;
    await agent.get('/api/room').expect(200);
    await changeSessions({ checkedAt: Date.now() - 300_001 });
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('goes on while nobody can say whether its account is still there', async () => {
    const { agent } = await signedIn();
    provider.isDown = true;
    await changeSessions({ checkedAt: Date.now() - 300_001 });
    await agent.get('/api/room').expect(200, { username: 'ada' });
  });

  test('ends everywhere at once when the person wants that', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
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
    await dataSource.query('UPDATE session SET sess = (sess::jsonb || $1::jsonb)::json', [
      JSON.stringify(news),
    ]);
  }
});

describe('what a sign-in was lent', () => {
  const LOANS = ['Token good, loan 1', 'Token good, loan 2'];

  test('is given back at the sign-out', async () => {
    const { agent, csrfToken } = await signedIn();
    expect(provider.givenBack).toEqual([]);
    await agent.post('/sign-out').type('form').send({ _csrf: csrfToken }).expect(303);
    expect(provider.givenBack).toEqual(LOANS.slice(0, 1));
  });

  test('is given back by every session when somebody signs out everywhere', async () => {
    await dataSource.query('DELETE FROM session');
    const [here] = [await signedIn(), await signedIn()];
    await here.agent.post('/sign-out-everywhere').type('form').send({ _csrf: here.csrfToken }).expect(303);
    expect([...provider.givenBack].sort()).toEqual(LOANS);
  });

  test('is given back when the session has ended by itself, and when another takes its place', async () => {
    await dataSource.query('DELETE FROM session');
    await signedIn();
    await dataSource.query(`UPDATE session SET expire = now() - interval '1 minute'`);
    await app.get(SignedInPeople).clearExpired();
    expect(provider.givenBack).toEqual(LOANS.slice(0, 1));
    expect(await dataSource.query('SELECT sid FROM session')).toEqual([]);

    const { agent, csrfToken } = await signedIn();
    await agent.post('/sign-in').type('form').send({ _csrf: csrfToken, token: 'good' }).expect(303);
    expect(provider.givenBack).toEqual(LOANS);
  });

  test('stays where nobody takes it, and the person is signed out all the same', async () => {
    const { agent, csrfToken } = await signedIn();
    provider.isDown = true;
    await agent.post('/sign-out').type('form').send({ _csrf: csrfToken }).expect(303);
    await agent.get('/api/room').expect(403, NOT_PROVIDED);
  });

  test('is nothing for who typed a token of their own', async () => {
    const agent = browser();
    await submit(agent, { token: 'good' });
    const { text } = await agent.get('/form').expect(200);
    await agent
      .post('/sign-out')
      .type('form')
      .send({ _csrf: csrfTokenIn(text) })
      .expect(303);
    expect(provider.givenBack).toEqual([]);
  });
});

describe('who tries five wrong credentials', () => {
  const LOCKED = 'Too many failed authentication attempts. Please try again later.';

  test('in the form is kept out for five minutes, with the right ones too', async () => {
    const agent = browser();
    for (let n = 0; n < 5; n++) {
      expect((await submit(agent, { username: 'ada', password: `guess ${n}` })).status).toBe(403);
    }
    const locked = await submit(agent, { username: 'ada', password: 'engine' });
    expect([locked.status, locked.text]).toEqual([429, expect.stringContaining('Wait five minutes')]);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(200);
  });

  test('is kept out by every process, wherever they were tried', async () => {
    const other = await startApp();
    try {
      const tries = [app, other, app, other, app].map((one) => () => submit(browser(one), { token: 'bad' }));
      for (const attempt of tries) expect((await attempt()).status).toBe(403);
      expect((await submit(browser(other), { token: 'good' })).status).toBe(429);
      expect((await submit(browser(), { token: 'good' })).status).toBe(429);
    } finally {
      await other.close();
    }
  });

  test('may try again when the time is over', async () => {
    for (let n = 0; n < 5; n++) await submit(browser(), { token: 'bad' });
    await dataSource.query(`UPDATE credential_failures SET ends = now() - interval '1 second'`);
    expect((await submit(browser(), { token: 'good' })).status).toBe(303);
    expect((await submit(browser(), { token: 'bad' })).status).toBe(403);
    expect((await submit(browser(), { token: 'good' })).status).toBe(303);
  });

  test('in a header is kept out too, while those who are signed in go on', async () => {
    const { agent } = await signedIn();
    for (let n = 0; n < 5; n++) {
      await script().get('/api/room').set('Authorization', `Token bad${n}`).expect(403);
    }
    await script().get('/api/room').set('Authorization', 'Token good').expect(429, { detail: LOCKED });
    await agent.get('/api/room').expect(200);
  });
});

describe('an Authorization header', () => {
  test.each(['Token good', 'bearer good'])(
    '%s opens a route, also for changes, without a CSRF token',
    async (header) => {
      await script().get('/api/room').set('Authorization', header).expect(200, { username: 'ada' });
      await script().post('/api/room').set('Authorization', header).send({ a: 1 }).expect(201, { a: 1 });
      expect(provider.asked).toEqual([header]);
    },
  );

  test('that may only read is refused changes', async () => {
    await script().get('/api/room').set('Authorization', 'Token reader').expect(200);
    await script().post('/api/room').set('Authorization', 'Token reader').send({}).expect(403, NO_PERMISSION);
  });

  test('that is wrong is refused with the reason, even beside a good session', async () => {
    await script()
      .get('/api/room')
      .set('Authorization', 'Token bad')
      .expect(403, { detail: 'Invalid v1 token' });
    const { agent } = await signedIn();
    await agent.get('/api/room').set('Authorization', 'Token bad').expect(403);
  });

  test('that is malformed is refused without asking', async () => {
    const answer = await script().get('/api/room').set('Authorization', 'Token a b').expect(403);
    expect(answer.body).toEqual({ detail: expect.stringContaining('Invalid authorization header') });
    expect(provider.asked).toEqual([]);
  });

  test('lets nobody in while it cannot be checked', async () => {
    provider.isDown = true;
    const header = { Authorization: 'Token good' };
    await script()
      .get('/api/room')
      .set(header)
      .expect(503, { detail: 'The account server does not answer.' });
    provider.isDown = false;
    await script().get('/api/room').set(header).expect(200);
  });
});

test('files of the front end are for everybody, and ask for no session', async () => {
  await script().get('/static/htmx/htmx.min.js').expect(200);
  const { agent } = await signedIn();
  expect((await agent.get('/room')).headers['set-cookie']).toBeDefined();
  expect((await agent.get('/static/htmx/htmx.min.js')).headers['set-cookie']).toBeUndefined();
});

test('every answer carries a policy that allows nothing from elsewhere and no inline code', async () => {
  const { headers } = await script().get('/health');
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-powered-by']).toBeUndefined();
});
