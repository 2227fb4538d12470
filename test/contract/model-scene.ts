import supertest from 'supertest';
import { ModelList } from '../../src/core/crud/model-list';
import { targetOf } from '../../src/core/crud/places';
import { type AnyModel, type AnyRow, type Fields } from '../../src/core/model/define-model';
import { Examples } from './example';
import { type RestApp, startRestApp } from './rest-app';

export interface Reply {
  [key: string]: unknown;
  id: number;
}

export const pathOf = (model: AnyModel) => `/api/plugins/proxbox/${model.path}/`;
export const fieldsOf = (model: AnyModel) => Object.entries(model.fields as Fields);
export const writable = (model: AnyModel) => fieldsOf(model).filter(([, field]) => !field.isReadOnly);

/** A program with these models, and what its contract asks again and again. */
export class ModelScene {
  readonly listed: ModelList;
  rest!: RestApp;
  examples!: Examples;
  agent!: ReturnType<typeof supertest>;

  constructor(private readonly models: readonly AnyModel[]) {
    this.listed = new ModelList(models);
  }

  async open(): Promise<void> {
    this.rest = await startRestApp(this.models);
    this.examples = new Examples(this.rest.dataSource, this.models);
    this.agent = supertest(this.rest.url);
  }

  async close(): Promise<void> {
    await this.rest?.close();
  }

  async list(
    model: AnyModel,
    query: Record<string, unknown> = {},
  ): Promise<{ count: number; results: Reply[] }> {
    const { status, body } = await this.agent.get(pathOf(model)).query(query);
    expect({ query, status, ...(status !== 200 && { body }) }).toEqual({ query, status: 200 });
    return body as { count: number; results: Reply[] };
  }

  /** Three rows at least, in the order of making. */
  async someRows(model: AnyModel): Promise<AnyRow[]> {
    const repository = this.rest.dataSource.getRepository<AnyRow>(model.name);
    for (let count = await repository.count(); count < 3 && !model.isSingleton; count += 1) {
      await this.examples.rowOf(model, 50 + count);
    }
    return repository.find({ order: { id: 'ASC' } });
  }

  /** A value of a row, or of what it points at: `cluster.name`. */
  async valueAt(model: AnyModel, row: AnyRow, path: string): Promise<unknown> {
    const [own, other] = path.split('.');
    const target = other === undefined ? undefined : targetOf(model, own, this.listed);
    if (!target) return row[own];
    const { mirror } = target;
    const type = (model.fields as Fields)[own].externalType;
    const where =
      type !== undefined && mirror ? { [mirror.type]: type, [mirror.id]: row[own] } : { id: row[own] };
    const found = await this.rest.dataSource
      .getRepository<AnyRow>(target.name)
      .findOneByOrFail(where as never);
    return found[other];
  }
}
