import supertest from 'supertest';
import { type App } from 'supertest/types';
import { PASSWORD } from './pages-app';

/** A person at a browser without scripts: keeps cookies, and sends forms with the token that the page put into them. */
export class Visitor {
  private readonly agent;

  constructor(server: App) {
    this.agent = supertest.agent(server);
  }

  /** The page and its status; redirects are not followed. */
  get(path: string): supertest.Test {
    return this.agent.get(path).set('Accept', 'text/html');
  }

  async signIn(username = 'admin', password = PASSWORD): Promise<supertest.Response> {
    return this.post('/sign-in', '/sign-in', { username, password });
  }

  /** Sends a form of the page `from`. */
  async post(
    from: string,
    to: string,
    fields: Record<string, string | string[]>,
  ): Promise<supertest.Response> {
    const page = await this.get(from);
    const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    return this.postWith(to, { ...fields, _csrf: token });
  }

  /** Sends a file with the form of the page at `path`. */
  async upload(path: string, name: string, content: string): Promise<supertest.Response> {
    const page = await this.get(path);
    const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    return this.agent
      .post(path)
      .set('Accept', 'text/html')
      .field('_csrf', token)
      .attach('file', Buffer.from(content), name);
  }

  postWith(to: string, fields: Record<string, string | string[]>): supertest.Test {
    return this.agent.post(to).set('Accept', 'text/html').type('form').send(fields);
  }
}
