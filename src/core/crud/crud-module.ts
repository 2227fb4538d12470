import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { type AnyModel } from '../model/define-model';
import { foldersOf, indexController } from './index-controller';
import { ExternalObjects, LinkResolver, NoExternalObjects } from './links';
import { ModelList } from './model-list';
import { ModelModule } from './model-module';
import { PublicOrigin } from '../http/public-origin';
import { RowJson } from './row-json';
import { SightInterceptor } from './sight.interceptor';

export interface CrudOptions {
  models: readonly AnyModel[];
  /** What knows objects of other programs; without it they are shown by their numbers. */
  externalObjects?: ExternalObjects;
  imports?: ModuleMetadata['imports'];
  /** What people type before the path, without a slash at its end; taken from each request unless told. */
  publicUrl?: string;
}

/** What all models share, for the whole program: the list of models, the finder of what rows point at, and each model's module. */
@Module({})
export class CrudModule {
  /** Needs a provider of TypeORM's DataSource that is visible everywhere. */
  static of({ models, externalObjects, imports, publicUrl }: CrudOptions): DynamicModule {
    return {
      module: CrudModule,
      global: true,
      imports: [...(imports ?? []), ...models.map((model) => ModelModule.of(model))],
      controllers: foldersOf(models).map((folder) => indexController(folder, models)),
      providers: [
        { provide: ModelList, useValue: new ModelList(models) },
        { provide: PublicOrigin, useValue: new PublicOrigin(publicUrl) },
        { provide: ExternalObjects, useValue: externalObjects ?? new NoExternalObjects() },
        {
          provide: LinkResolver,
          useFactory: (dataSource: DataSource, list: ModelList, external: ExternalObjects) =>
            new LinkResolver(dataSource.manager, list, external),
          inject: [DataSource, ModelList, ExternalObjects],
        },
        RowJson,
        {
          provide: APP_INTERCEPTOR,
          useFactory: (dataSource: DataSource, list: ModelList) => new SightInterceptor(dataSource, list),
          inject: [DataSource, ModelList],
        },
      ],
      exports: [ModelList, PublicOrigin, ExternalObjects, LinkResolver, RowJson],
    };
  }
}
