import { type DynamicModule, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { type AnyModel } from '../core/model/define-model';
import { ModelPagesModule, modelPagesProvider } from '../core/pages/model-pages.module';
import { syncRun } from '../models/sync-run.model';
import { HomeController } from './home.controller';
import { SyncRunController } from './sync-run.controller';
import { type SyncStarter } from './sync-starter';

export interface PagesOptions {
  models: readonly AnyModel[];
  /** Provider of `SyncStarter`. */
  starter: Provider<SyncStarter>;
  /** Modules with what the starter needs. */
  imports?: ModuleMetadata['imports'];
}

/** The pages about no single model. Nest takes its routes after those of the models, so that `runs/:id` hides no `runs/filters`. */
@Module({})
class OwnPagesModule {}

/** Every page of the program: home, runs, and the list and detail pages of all models. Needs a global `CrudModule`. */
@Module({})
export class PagesModule {
  static of({ models, starter, imports }: PagesOptions): DynamicModule {
    return {
      module: PagesModule,
      imports: [
        ...models.map((model) => ModelPagesModule.of(model, { detail: model !== syncRun })),
        {
          module: OwnPagesModule,
          imports,
          controllers: [HomeController, SyncRunController],
          providers: [modelPagesProvider, starter],
        },
      ],
    };
  }
}
