import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response } from 'express';
import { API_DOCS, API_ROOT, API_SCHEMA, PAGE_ROOT } from './api-root';

/**
 * What lives beside the pages and the REST API when the program has an address of its own. Beside another program those
 * places may be taken (NetBox has a `/static/`), so there they hang below the pages.
 */
export const BESIDE = ['static', 'sign-in', 'sign-out', 'sign-out-everywhere', 'health', 'ready', 'metrics', 'auth', 'full-update']; // prettier-ignore

const MOVED = [
  ...BESIDE.map((name) => [`/${name}`, `${PAGE_ROOT}/${name}`] as const),
  [`/${API_SCHEMA}`, `${API_ROOT}/schema/`] as const,
  [`/${API_DOCS}`, `${API_ROOT}/docs/`] as const,
];

/** Headers that send a browser elsewhere. */
const WAYS = ['Location', 'HX-Redirect', 'HX-Location', 'HX-Push-Url', 'HX-Replace-Url'];
/** Attributes that hold an address of a page, a file or a script's request. */
const ADDRESSED = /(\s(?:href|src|action|formaction|hx-[a-z-]+|data-[a-z-]+)=")(\/[^"]*)/g;

/**
 * Where something of the program is found below `basePath` (`/netbox`, or nothing where the neighbour is at the top): its
 * own path `/sign-in?next=%2F` becomes `/netbox/plugins/proxbox/sign-in?next=%2F`. What is outside already, and what is no
 * path of the program, stays as it is.
 */
export function outsidePath(path: string, basePath: string): string {
  if (path === '/') return `${basePath}${PAGE_ROOT}/`;
  for (const [inside, outside] of MOVED)
    if (isBelow(path, inside)) return basePath + outside + path.slice(inside.length);
  return isBelow(path, PAGE_ROOT) || isBelow(path, API_ROOT) ? basePath + path : path;
}

/** The own path of what was asked for below `basePath`; what is asked for without it, by a health check say, stays. */
export function insidePath(path: string, basePath: string): string {
  const rest = basePath && isBelow(path, basePath) ? path.slice(basePath.length) : path;
  for (const [inside, outside] of MOVED)
    if (isBelow(rest, outside)) return inside + rest.slice(outside.length);
  return rest;
}

/** A page whose addresses are those outside. */
export function outsideHtml(html: string, basePath: string): string {
  return html.replace(
    ADDRESSED,
    (_whole, before: string, path: string) => before + outsidePath(path, basePath),
  );
}

/**
 * Lets the program be reached below the address of another one. Everything after this knows only its own paths: they are
 * translated as a request comes in, and in pages and redirects as they go out. Call it before everything else.
 */
export function serveBelow(app: NestExpressApplication, basePath: string): void {
  app.use((request: Request, response: Response, next: NextFunction) => {
    request.url = insidePath(request.url, basePath);
    request.originalUrl = request.url;
    translateAnswer(response, basePath);
    next();
  });
}

function translateAnswer(response: Response, basePath: string): void {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) =>
    setHeader(name, WAYS.includes(name) && typeof value === 'string' ? outsidePath(value, basePath) : value);
  const send = response.send.bind(response);
  response.send = (body: unknown) => {
    const type = String(response.getHeader('Content-Type') ?? 'text/html');
    return send(
      typeof body === 'string' && type.startsWith('text/html') ? outsideHtml(body, basePath) : body,
    );
  };
}

/** Whether a path is the root itself or something below it. */
function isBelow(path: string, root: string): boolean {
  return path.startsWith(root) && (root.endsWith('/') || /^(?:$|[/?#])/.test(path.slice(root.length)));
}
