import supertest from 'supertest';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import { type AnyModel, type AnyRow } from '../../src/core/model/define-model';
import { models } from '../../src/models';
import { Examples } from './example';
import { type RestApp, startRestApp } from './rest-app';

const API = '/api/plugins/proxbox';

/** The REST API of all models, for the tests of what rows have beside their fields. */
export interface FeaturesApp extends RestApp {
  agent: ReturnType<typeof supertest>;
  examples: Examples;
  /** A stored row of a model: the one of a singleton, or the n-th example. */
  rowOf(model: AnyModel, n: number): Promise<AnyRow>;
  /** How often the database is asked while some work is done. */
  queriesOf(work: () => Promise<unknown>): Promise<number>;
}

export async function startFeaturesApp(): Promise<FeaturesApp> {
  const rest = await startRestApp(models);
  const examples = new Examples(rest.dataSource, models);
  return {
    ...rest,
    agent: supertest(rest.url),
    examples,
    rowOf: async (model, n) =>
      model.isSingleton
        ? rest.dataSource.getRepository<AnyRow>(model.name).findOneByOrFail({})
        : examples.rowOf(model, n),
    queriesOf: async (work) => {
      const queries = jest.spyOn(PostgresQueryRunner.prototype, 'query');
      await work();
      const count = queries.mock.calls.length;
      queries.mockRestore();
      return count;
    },
  };
}

export const pathOf = (model: AnyModel) => `${API}/${model.path}/`;
export const namedModels = (...wanted: ((model: AnyModel) => boolean)[]) =>
  models
    .filter((model) => wanted.every((isWanted) => isWanted(model)))
    .map((model) => [model.name, model] as const);
export const hasFeatures = (model: AnyModel) => !model.isPlain;
export const takes =
  (...actions: ('add' | 'change' | 'delete')[]) =>
  (model: AnyModel) =>
    actions.every((action) => model.actions.includes(action));
