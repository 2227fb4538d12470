import { isObject, type Json, type Reply } from '../../recordings/difference';
import { type Step } from './step';

/** What one answer was, with the headers that are compared. */
export interface Answer extends Reply {
  headers: Record<string, string>;
  /** Names of the kept objects that the request spoke of, by id. */
  named: Map<number, string>;
}

/** An object that a step kept. */
interface Kept {
  id: number;
  /** Its list below /api/, e.g. `dcim/sites`. */
  path: string;
}

const comparedHeaders = ['allow', 'api-version', 'content-type', 'location', 'etag', 'retry-after'];
const address = /\/api\/([a-z-]+\/[a-z-]+)\/(\d+)\/$/;

/** One of the two servers: where it is, and what the steps have left there. */
export class Side {
  private readonly kept = new Map<string, Kept>();
  private readonly secrets = new Map<string, string>();
  private readonly etags = new Map<string, string>();
  private readonly made: string[] = [];
  private readonly names = new Map<string, string>();

  constructor(
    readonly url: string,
    private readonly token: string,
    /** What is the same on both sides, e.g. `run`, and stands in texts as `{run}`. */
    private readonly words: Readonly<Record<string, string>>,
  ) {}

  /** Whether a name is one that the steps have given. */
  isOwn(name: string): boolean {
    return name.includes(this.words.run);
  }

  /** The name an object was kept by. */
  nameOf(path: string, id: unknown): string | undefined {
    return this.names.get(`${path}/${String(id)}`);
  }

  async play(step: Step): Promise<Answer> {
    const named = new Map<number, string>();
    const path = this.filled(step.path, named) as string;
    const content =
      step.raw ?? (step.body === undefined ? undefined : JSON.stringify(this.filled(step.body, named)));
    const response = await fetch(this.url + path, {
      method: step.method,
      headers: this.headersOf(step, path, content !== undefined),
      body: content,
      redirect: 'manual',
    });
    const text = await response.text();
    const headers = Object.fromEntries(
      comparedHeaders.flatMap((name) =>
        response.headers.has(name) ? [[name, response.headers.get(name) ?? '']] : [],
      ),
    );
    const isJson = (headers['content-type'] ?? '').startsWith('application/json');
    const body = isJson ? (JSON.parse(text) as unknown) : null;
    if (headers.etag !== undefined) this.etags.set(path, headers.etag);
    if (response.status === 201) this.remember(step, body);
    return { status: response.status, body, headers, named };
  }

  /** Deletes what the steps made, the newest first; what was deleted meanwhile is no matter. */
  async clean(): Promise<string[]> {
    const left = new Set(this.made.reverse());
    for (const _round of [1, 2])
      for (const url of [...left]) {
        const headers = { Authorization: authorization(this.token) };
        const response = await fetch(`${this.url}${new URL(url).pathname}`, { method: 'DELETE', headers });
        await response.text();
        if (response.ok || response.status === 404) left.delete(url);
      }
    return [...left];
  }

  private remember(step: Step, body: unknown): void {
    const objects = Array.isArray(body) ? (body as unknown[]) : [body];
    objects.forEach((object, index) => {
      if (isObject(object) && typeof object.url === 'string') this.made.push(object.url);
      if (step.keep !== undefined)
        this.keep(Array.isArray(body) ? `${step.keep}${index}` : step.keep, object);
    });
    if (step.keepSecret !== undefined && isObject(body)) this.secrets.set(step.keepSecret, secretOf(body));
  }

  private keep(name: string, object: unknown): void {
    const parts = isObject(object) && typeof object.url === 'string' ? address.exec(object.url) : null;
    if (!parts) return;
    this.kept.set(name, { path: parts[1], id: Number(parts[2]) });
    this.names.set(`${parts[1]}/${parts[2]}`, name);
  }

  private headersOf(step: Step, path: string, hasBody: boolean): Record<string, string> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (hasBody) headers['Content-Type'] = 'application/json';
    if (step.ifMatch) headers['If-Match'] = this.etags.get(path) ?? '';
    if (step.as !== 'nobody')
      headers.Authorization = authorization(
        step.as === undefined ? this.token : (this.secrets.get(step.as) ?? ''),
      );
    return { ...headers, ...step.headers };
  }

  private filled(value: unknown, named: Map<number, string>): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.filled(item, named));
    if (isObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          this.filled(key, named) as string,
          this.filled(item, named),
        ]),
      );
    if (typeof value !== 'string') return value;
    const whole = /^\{([a-z]\w*)\}$/i.exec(value);
    const one = whole && this.kept.get(whole[1]);
    if (one) named.set(one.id, whole[1]);
    if (one) return one.id;
    return value.replace(/\{([a-z]\w*)\}/gi, (text, name: string) => {
      const kept = this.kept.get(name);
      if (kept) named.set(kept.id, name);
      return kept ? String(kept.id) : (this.words[name] ?? text);
    });
  }
}

const authorization = (token: string): string => `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}`;

function secretOf(token: Json): string {
  if (token.token == null) return String(token.key);
  return token.version === 2 ? `nbt_${String(token.key)}.${String(token.token)}` : String(token.token);
}
