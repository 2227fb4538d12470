import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type AnyModel } from '../model/define-model';
import { ExternalObjects } from './links';
import { modelController } from './model-controller';
import { ModelList } from './model-list';
import { ModelStore } from './model-store';
import { storeToken } from './store-token';

const made = new WeakMap<AnyModel, DynamicModule>();

/** The Nest module of a model: its REST controller under a name of its own, and its store, which it exports. */
@Module({})
export class ModelModule {
  /** The same module for the same model, however often it is imported. Needs `CrudModule` in the program. */
  static of(model: AnyModel): DynamicModule {
    const known = made.get(model);
    if (known) return known;
    // Nest tells modules apart by their class, and shows its name.
    const name = `${model.className}Module`;
    const module: DynamicModule = {
      module: { [name]: class {} }[name],
      controllers: [modelController(model)],
      providers: [
        {
          provide: storeToken(model),
          useFactory: (dataSource: DataSource, models: ModelList, external: ExternalObjects) =>
            new ModelStore(model, dataSource, models, external),
          inject: [DataSource, ModelList, ExternalObjects],
        },
      ],
      exports: [storeToken(model)],
    };
    made.set(model, module);
    return module;
  }
}
