import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { join } from 'node:path';
import { AppModule } from './app.module';
import { projectRoot } from './config/project-root';
import { secureApp } from './core/access/secure-app';
import { poolOf } from './core/access/session';
import { serveBelow } from './core/http/base-path';
import { guardDoor } from './core/http/guard-door';
import { JsonErrorsFilter } from './core/http/json-errors.filter';
import { prepareRest } from './core/http/prepare-rest';
import { frontEndAssets } from './core/pages/front-end-assets';
import { menuOf } from './core/pages/menu';
import { PageErrorFilter } from './core/pages/page-error.filter';
import { setUpViews } from './core/pages/view-engine';
import { models } from './models';
import { menuSections } from './pages/menu';
import { type Program } from './program';

/** The web side of the program; it does not listen yet. */
export async function createWeb(program: Program): Promise<NestExpressApplication> {
  const { config, dataSource, secretBox, book, log } = program;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(program), {
    logger: log,
    abortOnError: false,
  });
  if (config.basePath !== undefined) serveBelow(app, config.basePath);
  guardDoor(app, {
    rateLimit: config.rateLimit,
    trustedProxies: config.trustedProxies,
    allowedOrigins: async () => [...(await book.netboxOrigin()), ...config.corsOrigins],
  });
  secureApp(app, {
    pool: poolOf(dataSource),
    secretBox,
    publicUrl: config.publicUrl,
    foreignCookie: config.netboxSessionCookie,
  });
  setUpViews(app, {
    viewsFolder: join(projectRoot, 'views'),
    assets: frontEndAssets(projectRoot),
    menu: menuOf(models, menuSections),
  });
  const exposesErrors = config.exposeInternalErrors;
  prepareRest(app, { pages: new PageErrorFilter(new JsonErrorsFilter(exposesErrors)), exposesErrors });
  return app;
}
