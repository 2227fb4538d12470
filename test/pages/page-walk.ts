import { type Route } from '../../src/core/http/list-routes';
import { type AnyModel } from '../../src/core/model/define-model';
import { PAGES } from '../../src/core/pages/page-address';
import { models } from '../../src/models';

/** A page that a browser can open. */
export interface Place {
  /** As the router has it: `/plugins/proxbox/nodes/:id`. */
  readonly route: string;
  readonly address: string;
  /** The model whose pages it is one of. */
  readonly model?: AnyModel;
  readonly html: string;
}

/** The HTML at an address; undefined where something else than a whole page is served. */
export type ReadPage = (address: string) => Promise<string | undefined>;

/** What the parameters of a page are filled with: the id of a row of each model. */
export type KnownRows = ReadonlyMap<AnyModel, number>;

const isParameter = (part: string) => part.startsWith(':');
const parametersOf = (route: string) => route.split('/').filter(isParameter).length;

/**
 * Every page of a program, found by its router: what it answers to GET, as far as that is a whole page. `:id` is a row of the
 * model that the path names; any other parameter comes from a link to such a page on one of the pages before, or from
 * `outside`: where NetBox leads to. The answer has the pages, and the routes to which nothing leads.
 */
export async function walkPages(
  routes: readonly Route[],
  rows: KnownRows,
  { read, outside }: { read: ReadPage; outside: readonly string[] },
): Promise<{ places: Place[]; unreached: string[] }> {
  const places: Place[] = [];
  const unreached: string[] = [];
  const links = new Set(outside);
  const opened = new Set<string>();
  for (const route of pageRoutes(routes)) {
    const addresses = addressesOf(route, rows, links);
    // Not every model has rows that hang on it.
    if (addresses.length === 0 && !route.endsWith('/:related')) unreached.push(route);
    for (const address of addresses.filter((one) => !opened.has(one))) {
      opened.add(address);
      const html = await read(address);
      if (html === undefined) continue;
      places.push({ route, address, model: modelOf(route), html });
      for (const link of linksIn(html)) links.add(link);
    }
  }
  return { places, unreached };
}

/** Routes that may have a page, those with fewer parameters first; nothing that starts something or is for programs. */
function pageRoutes(routes: readonly Route[]): string[] {
  const own = routes.filter(
    ({ method, path, needs }) =>
      method === 'GET' &&
      needs !== 'run' &&
      !path.includes('*') &&
      (!path.startsWith('/api/') || path === '/api/docs'),
  );
  const paths = [...new Set(own.map(({ path }) => (path.length > 1 ? path.replace(/\/$/, '') : path)))];
  return paths.sort((a, b) => parametersOf(a) - parametersOf(b));
}

/** The model with the longest path that the route is below. */
function modelOf(route: string): AnyModel | undefined {
  const [model] = models
    .filter(({ path }) => `${route}/`.startsWith(`${PAGES}/${path}/`))
    .sort((a, b) => b.path.length - a.path.length);
  return model;
}

function addressesOf(route: string, rows: KnownRows, links: ReadonlySet<string>): string[] {
  const model = modelOf(route);
  const own = model && `${PAGES}/${model.path}/`;
  const id = model && rows.get(model);
  const filled = own && id !== undefined ? route.replace(`${own}:id`, `${own}${id}`) : route;
  const left = parametersOf(filled);
  if (left === 0) return [filled === '/' ? filled : `${filled}/`];
  const pattern = new RegExp(`^${filled.replace(/:\w+/g, '[^/]+')}/?$`);
  const found = [...links].filter((link) => pattern.test(link));
  // Each kind of rows that hang on the same row is a page of its own; of everything else one is enough.
  return filled.endsWith('/:related') && left === 1 ? found : found.slice(0, 1);
}

/** The addresses that a page links to, without their queries. */
function linksIn(html: string): string[] {
  return [...html.matchAll(/\shref="(\/[^"?#]*)/g)].map(([, path]) => path.replace(/&amp;/g, '&'));
}

/** The kinds of elements of a page: each with its class and the names of its attributes. */
export function kindsIn(html: string): Set<string> {
  return new Set(
    [...html.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag.replace(/(\s(?!class)[\w:-]+)="[^"]*"/g, '$1')),
  );
}
