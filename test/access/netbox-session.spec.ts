import supertest from 'supertest';
import { type BrowserSession } from '../../src/simulators/netbox/sessions';
import { API, authorized, openPeopleApp, type PeopleApp } from './people';

const HTML = 'text/html';
const NOT_PROVIDED = { detail: 'Authentication credentials were not provided.' };

let people: PeopleApp;
beforeAll(async () => {
  people = await openPeopleApp({ netboxSessionCookie: 'sessionid' });
});
afterAll(() => people?.close());

const cookieOf = ({ sessionid, csrftoken }: BrowserSession) =>
  `sessionid=${sessionid}; csrftoken=${csrftoken}`;
/** A browser that is signed in to NetBox and keeps our cookies, too. */
function browserOf(session: BrowserSession, at = people.url) {
  const agent = supertest.agent(at).set('Accept', HTML);
  const own = new Map<string, string>();
  const cookies = () =>
    [cookieOf(session), ...[...own].map(([name, value]) => `${name}=${value}`)].join('; ');
  const noted = async (request: supertest.Test) => {
    const answer = await request.set('Cookie', cookies());
    for (const line of (answer.headers['set-cookie'] ?? []) as unknown as string[]) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) own.set(name, value);
    }
    return answer;
  };
  return {
    own,
    get: (path: string) => noted(agent.get(path)),
    post: (path: string, fields: object) => noted(agent.post(path).type('form').send(fields)),
  };
}
const csrfIn = (page: string) => /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';

test('who is signed in to NetBox in the same browser is signed in here, with the same name and role', async () => {
  const operator = browserOf(people.netbox.signInBrowser('operator'));
  const page = await operator.get('/plugins/proxbox/');
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('operator')]);
  expect((await operator.get(`${API}/nodes/`)).status).toBe(200);
  expect((await operator.get(`${API}/group-roles/`)).status).toBe(403);
  const administrator = browserOf(people.netbox.signInBrowser('administrator'));
  expect((await administrator.get(`${API}/group-roles/`)).status).toBe(200);
});

test('their forms need the token of one of our pages, which no other session has', async () => {
  const operator = browserOf(people.netbox.signInBrowser('operator'));
  const { text } = await operator.get('/plugins/proxbox/tags/add/');
  const fields = { name: 'mine', slug: 'mine', color: '00ff00' };
  expect((await operator.post('/plugins/proxbox/tags/add/', fields)).status).toBe(403);
  const made = await operator.post('/plugins/proxbox/tags/add/', { ...fields, _csrf: csrfIn(text) });
  expect(made.status).toBe(303);
  // A session of ours that was planted, together with its token, is not theirs.
  const attacker = browserOf(people.netbox.signInBrowser('viewer'));
  const known = csrfIn((await attacker.get('/plugins/proxbox/')).text);
  expect(known).not.toBe('');
  const victim = browserOf(people.netbox.signInBrowser('operator'));
  for (const [name, value] of attacker.own) victim.own.set(name, value);
  const forged = { name: 'theirs', slug: 'theirs', color: '00ff00', _csrf: known };
  expect((await victim.post('/plugins/proxbox/tags/add/', forged)).status).toBe(403);
});

test('addresses that start a run by GET want more than a cookie', async () => {
  const operator = browserOf(people.netbox.signInBrowser('operator'));
  expect((await operator.get('/full-update')).status).toBe(403);
});

test('NetBox is asked once a minute at most', async () => {
  const operator = browserOf(people.netbox.signInBrowser('operator'));
  await operator.get(`${API}/nodes/`);
  people.netbox.resetRequests();
  for (let n = 0; n < 3; n += 1) expect((await operator.get(`${API}/nodes/`)).status).toBe(200);
  expect(people.netbox.requests().reads).toBe(0);
});

test('a session that is over in NetBox, or that is none, is nobody', async () => {
  const session = people.netbox.signInBrowser('operator');
  people.netbox.signOutBrowser(session);
  const strange = { sessionid: 'a\r\nX-Evil: 1', csrftoken: 'x' };
  for (const one of [session, { sessionid: 'f'.repeat(32), csrftoken: 'x' }]) {
    const page = await browserOf(one).get('/plugins/proxbox/');
    expect([page.status, page.headers.location]).toEqual([302, expect.stringMatching(/^\/sign-in/)]);
    const rest = await people.agent.get(`${API}/nodes/`).set('Cookie', cookieOf(one));
    expect([rest.status, rest.body]).toEqual([403, NOT_PROVIDED]);
  }
  const encoded = `sessionid=${encodeURIComponent(strange.sessionid)}`;
  expect((await people.agent.get(`${API}/nodes/`).set('Cookie', encoded)).status).toBe(403);
});

test('without the setting the cookie means nothing, and NetBox never sees it', async () => {
  const closed = await openPeopleApp();
  try {
    const session = closed.netbox.signInBrowser('administrator');
    closed.netbox.resetRequests();
    const { status, body } = await closed.agent.get(`${API}/nodes/`).set('Cookie', cookieOf(session));
    expect([status, body, closed.netbox.requests().reads]).toEqual([403, NOT_PROVIDED, 0]);
  } finally {
    await closed.close();
  }
});

describe('the simulated NetBox', () => {
  const ask = (session: BrowserSession) =>
    supertest(people.netbox.url).get('/api/authentication-check/').set('Cookie', cookieOf(session));

  test('takes the session before a token, and asks for the token of forms where something changes', async () => {
    const session = people.netbox.signInBrowser('viewer');
    const who = await ask(session).set(authorized('administrator'));
    expect(who.body).toMatchObject({ username: 'viewer' });
    const post = (headers: Record<string, string>) =>
      supertest(people.netbox.url).post('/api/users/tokens/').set(headers).send({ user: 1 });
    const cookie = { Cookie: cookieOf(session) };
    expect((await post({ Cookie: `sessionid=${session.sessionid}` })).body).toEqual({
      detail: 'CSRF Failed: CSRF cookie not set.',
    });
    expect((await post(cookie)).body).toEqual({ detail: 'CSRF Failed: CSRF token missing.' });
    const allowed = await post({ ...cookie, 'X-CSRFToken': session.csrftoken });
    expect(JSON.stringify(allowed.body)).not.toContain('CSRF');
  });

  test('knows nobody by a session that is over', async () => {
    const session = people.netbox.signInBrowser('viewer');
    people.netbox.signOutBrowser(session);
    const { status, body } = await ask(session);
    expect([status, body]).toEqual([403, NOT_PROVIDED]);
  });
});
