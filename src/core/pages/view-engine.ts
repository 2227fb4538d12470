import { hostname } from 'node:os';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type Application, type NextFunction, type Request, type RequestHandler, type Response, static as serveStatic } from 'express'; // prettier-ignore
import { Environment, FileSystemLoader, runtime } from 'nunjucks';
import { type KnownIdentity } from '../access/identity';
import { differencesOf } from './differences';
import { readForms } from './form-bodies';
import { takeFlashes } from './flash';
import { type AssetFolder } from './front-end-assets';
import { markdownHtml } from './markdown';
import { menuAt, type MenuSection } from './menu';
import { NAMED_COLORS } from './named-colors';
import { titleCase } from './title-case';
import { dateTimeText } from './value-text';

const FOR_EVER_MS = 365 * 24 * 3_600_000;

export interface ViewOptions {
  viewsFolder: string;
  /** See `frontEndAssets`. */
  assets: readonly AssetFolder[];
  menu: readonly MenuSection[];
  /** Of the program, for the foot of the sidebar. */
  version?: string;
}

/**
 * Lets the application render the templates of a folder, with every value escaped, serve the files they load, and read
 * the forms they send. Call it after the sessions are set up. Pages
 * find `menu`, `takeFlashes()` and `host` besides what the guard of the application leaves in `response.locals`.
 */
export function setUpViews(app: NestExpressApplication, options: ViewOptions): void {
  const { viewsFolder, assets, menu, version } = options;
  const environment = new Environment(new FileSystemLoader(viewsFolder), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addGlobal('asset', (path: string) => assetAddress(path, assets));
  environment.addGlobal('version', version);
  environment.addGlobal('host', hostname());
  environment.addGlobal('now', () => new Date());
  environment.addGlobal('namedColors', NAMED_COLORS);
  environment.addFilter(
    'markdown',
    (text: string, level?: number) => new runtime.SafeString(markdownHtml(text, level)),
  );
  environment.addFilter('titleCase', titleCase);
  environment.addFilter('dateTime', dateTimeText);
  environment.addFilter('differences', differencesOf);
  environment.express(app.getHttpAdapter().getInstance() as object);
  app.setBaseViewsDir(viewsFolder);
  app.setViewEngine('njk');

  for (const { name, folder, version: isVersioned } of assets) {
    const serve = serveStatic(folder, {
      index: false,
      redirect: false,
      ...(isVersioned && { immutable: true, maxAge: FOR_EVER_MS }),
      setHeaders: (response) => response.setHeader('X-Content-Type-Options', 'nosniff'),
    });
    // A route rather than a middleware, so that it stands in the list of routes.
    (app.getHttpAdapter().getInstance() as Application).get(`/static/${name}/*file`, below(name, serve));
  }
  app.use((request: Request, response: Response, next: NextFunction) => {
    const locals = response.locals as { identity?: KnownIdentity };
    // Whose page it is, the guard knows only later.
    Object.defineProperty(locals, 'menu', {
      enumerable: true,
      get: () => menuAt(menu, request.path, (need) => locals.identity?.may(need) ?? false),
    });
    response.locals.takeFlashes = () => takeFlashes(request);
    next();
  });
  readForms(app);
}

/** Hands a request on with the part of its path that is left below `/static/<name>`. */
function below(name: string, serve: RequestHandler): RequestHandler {
  return function staticFile(request, response, next) {
    const whole = request.url;
    request.url = whole.slice(`/static/${name}`.length);
    serve(request, response, (error?: unknown) => {
      request.url = whole;
      next(error);
    });
  };
}

/** The address of a front-end file: `tabler/css/tabler.min.css`. Throws for a folder that is not served. */
function assetAddress(path: string, assets: readonly AssetFolder[]): string {
  const owner = assets.find(({ name }) => path.startsWith(`${name}/`));
  if (!owner) throw new Error(`No folder of the front end has "${path}".`);
  return `/static/${path}${owner.version ? `?v=${owner.version}` : ''}`;
}
