import { type AxiosInstance } from 'axios';
import { randomBytes } from 'node:crypto';
import { apiOf } from '../../src/tools/house';

export type NetboxObject = Record<string, unknown> & { id: number };

interface ObjectChange {
  id: number;
  user: { id: number } | null;
  /** Null once it is deleted. */
  changed_object: { url?: string } | null;
}

/** Which NetBox the suites talk to; `npm run test:netbox` sets it. */
export interface NetboxUnderTest {
  url: string;
  token: string;
  /** `4.7.3` */
  version: string;
}

export function netboxUnderTest(): NetboxUnderTest {
  const { NETBOX_URL: url, NETBOX_TOKEN: token, PROXBOX_TEST_NETBOX_VERSION: version } = process.env;
  if (!url || !token || !version)
    throw new Error('No NetBox is named: start this suite with npm run test:netbox.');
  return { url: url.replace(/\/$/, ''), token, version };
}

/** NetBox's REST as a person or a script would use it, beside Proxbox. Every refusal is an error with NetBox's words. */
export class NetboxApi {
  private readonly api: AxiosInstance;

  constructor({ url, token }: NetboxUnderTest) {
    this.api = apiOf(`${url}/api`, token);
  }

  /** Every object of a type that a filter leaves. */
  async all(path: string, filter: Record<string, unknown> = {}): Promise<NetboxObject[]> {
    const found: NetboxObject[] = [];
    for (let offset = 0; ;) {
      const params = { ...filter, limit: 1000, offset, ordering: 'id' };
      const page = await this.send<{ results: NetboxObject[]; next: string | null }>('GET', path, { params });
      found.push(...page.results);
      if (page.next === null) return found;
      offset += page.results.length;
    }
  }

  /** The only object that a filter leaves. */
  async one(path: string, filter: Record<string, unknown>): Promise<NetboxObject> {
    const found = await this.all(path, filter);
    if (found.length === 1) return found[0];
    throw new Error(`${found.length} objects of ${path} match ${JSON.stringify(filter)} instead of one.`);
  }

  get(path: string, id: number): Promise<NetboxObject> {
    return this.send('GET', `${path}/${id}`);
  }

  create(path: string, data: object): Promise<NetboxObject> {
    return this.send('POST', path, { data });
  }

  change(path: string, id: number, data: object): Promise<NetboxObject> {
    return this.send('PATCH', `${path}/${id}`, { data });
  }

  async remove(path: string, id: number): Promise<void> {
    await this.send('DELETE', `${path}/${id}`);
  }

  /** The id of the newest line of NetBox's change log: it grows with every write of anybody. */
  async newestChange(): Promise<number> {
    const params = { limit: 1, ordering: '-id' };
    const { results } = await this.send<{ results: ObjectChange[] }>('GET', 'core/object-changes', {
      params,
    });
    return results[0]?.id ?? 0;
  }

  /** Deletes whatever our own account made after a line of the change log, the newest first. */
  async forget(after: number): Promise<void> {
    const filter = { action: 'create', user_id: await this.ownUserId(), id__gt: after };
    const changes = (await this.all('core/object-changes', filter)) as unknown as ObjectChange[];
    let left = changes.reverse().flatMap(({ changed_object: object }) => object?.url ?? []);
    // An older object may use a newer one, which then goes in a later round.
    for (let before = Infinity; left.length > 0 && left.length < before;) {
      before = left.length;
      const isGone = (status: number) => status === 204 || status === 404;
      const statuses = new Map<string, number>();
      for (const url of left) statuses.set(url, (await this.api.delete(url)).status);
      left = left.filter((url) => !isGone(statuses.get(url)!));
    }
    if (left.length > 0) throw new Error(`These could not be removed again: ${left.join(', ')}`);
  }

  /** NetBox 4.4 does not tell whose a token is, but the change log tells who made an object. */
  private async ownUserId(): Promise<number> {
    const name = `proxbox-suite-${randomBytes(6).toString('hex')}`;
    const { id } = await this.create('extras/tags', { name, slug: name });
    const filter = { changed_object_type: 'extras.tag', changed_object_id: id };
    const [change] = (await this.all('core/object-changes', filter)) as unknown as ObjectChange[];
    await this.remove('extras/tags', id);
    return change.user!.id;
  }

  private async send<T = NetboxObject>(
    method: string,
    path: string,
    { params, data }: { params?: object; data?: object } = {},
  ): Promise<T> {
    const answer = await this.api.request<T>({ method, url: `/${path}/`, params, data });
    if (answer.status < 300) return answer.data;
    throw new Error(
      `${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.data)?.slice(0, 500)}`,
    );
  }
}
