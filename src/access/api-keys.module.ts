import { type DynamicModule, Module } from '@nestjs/common';
import { ModelModule } from '../core/crud/model-module';
import { apiKey } from '../models/api-key.model';
import { ApiKeyPages } from './api-key-pages.controller';
import { ApiKeysController, KeyRegistryController } from './api-keys.controller';
import { StoredApiKeys } from './stored-api-keys';

/** API keys over HTTP. Needs a global `CrudModule`. */
@Module({})
export class ApiKeysModule {
  static of(keys: StoredApiKeys): DynamicModule {
    return {
      module: ApiKeysModule,
      imports: [ModelModule.of(apiKey)],
      controllers: [ApiKeysController, KeyRegistryController, ApiKeyPages],
      providers: [{ provide: StoredApiKeys, useValue: keys }],
    };
  }
}
