import { type ExceptionFilter } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { RestErrorsFilter } from './rest-errors.filter';
import { KEY_REGISTRY } from './api-root';
import { explainBodyErrors, identifyRequest, jsonBodies, requireTrailingSlash } from './rest-requests';
import { routeMethods } from './route-methods';

export interface RestOptions {
  /** Answers failures outside /api/. */
  pages?: ExceptionFilter;
  /** An answer 500 tells what went wrong. */
  exposesErrors?: boolean;
}

/** What every request below /api/ goes through before its route, and what answers its failure. Call it before `app.init()`. */
export function prepareRest(app: NestExpressApplication, { pages, exposesErrors }: RestOptions = {}): void {
  app.use('/api', identifyRequest, requireTrailingSlash, ...jsonBodies(), explainBodyErrors);
  app.use(KEY_REGISTRY, ...jsonBodies(), explainBodyErrors);
  app.useGlobalFilters(new RestErrorsFilter(routeMethods(app), pages, exposesErrors));
}
