/** The y of NetBox 4.y. */
export type Minor = 4 | 5 | 6 | 7;

/**
 * One request that is sent to the real NetBox and to the simulated one. `{site}` in the path or the body stands for the
 * id that the object kept as `site` has on that side; a text that is nothing else becomes the number.
 */
export interface Step {
  /** How the step is called when the answers differ; what it sends unless told. */
  name: string;
  method: string;
  path: string;
  body?: unknown;
  /** A body that is sent as it is, JSON or not. */
  raw?: string;
  headers?: Record<string, string>;
  /** The object the answer shows is kept by this name; of a list of objects by `name0`, `name1` and so on. */
  keep?: string;
  /** The secret the answer shows is kept by this name. */
  keepSecret?: string;
  /** Signed with this kept secret; `nobody` sends no credentials. */
  as?: string;
  /** The ETag of the last answer about the same path goes along as If-Match. */
  ifMatch?: boolean;
  since?: Minor;
  until?: Minor;
  /** Values that are not compared: their path in the answer matches. */
  any?: RegExp;
}

type More = Partial<Omit<Step, 'method' | 'path' | 'body'>>;

function step(method: string, path: string, body: unknown, more: More): Step {
  const at = path.startsWith('/') ? path : `/api/${path}`;
  const sent = more.raw ?? (body === undefined ? '' : JSON.stringify(body));
  const signed = more.as === undefined ? '' : ` as ${more.as}`;
  return { name: `${method} ${at}${signed} ${sent}`.trim(), method, path: at, body, ...more };
}

export const get = (path: string, more: More = {}): Step => step('GET', path, undefined, more);
export const post = (path: string, body: unknown, more: More = {}): Step => step('POST', path, body, more);
export const patch = (path: string, body: unknown, more: More = {}): Step => step('PATCH', path, body, more);
export const put = (path: string, body: unknown, more: More = {}): Step => step('PUT', path, body, more);
export const remove = (path: string, body?: unknown, more: More = {}): Step =>
  step('DELETE', path, body, more);
export const options = (path: string, more: More = {}): Step => step('OPTIONS', path, undefined, more);

/** An object that later steps name. */
export const make = (keep: string, path: string, body: unknown, more: More = {}): Step =>
  post(path, body, { keep, ...more });

/** An id that no server has. */
export const NOBODY = 999999999;
