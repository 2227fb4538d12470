import { type ExceptionFilter } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type AnyModel } from '../model/define-model';
import { modelMethods } from './model-methods';
import { RestErrorsFilter } from './rest-errors.filter';
import { explainBodyErrors, identifyRequest, jsonBodies, requireTrailingSlash } from './rest-requests';

export interface RestOptions {
  models: readonly AnyModel[];
  /** Answers failures outside /api/. */
  pages?: ExceptionFilter;
}

/** What every request below /api/ goes through before its route, and what answers its failure. Call it before `app.init()`. */
export function prepareRest(app: NestExpressApplication, { models, pages }: RestOptions): void {
  app.use('/api', identifyRequest, requireTrailingSlash, ...jsonBodies(), explainBodyErrors);
  app.useGlobalFilters(new RestErrorsFilter(modelMethods(models), pages));
}
