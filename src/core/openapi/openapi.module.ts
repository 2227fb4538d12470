import { type DynamicModule, Module } from '@nestjs/common';
import { type DocumentInfo } from './document';
import { DOCUMENT_INFO, OpenApiController } from './openapi.controller';

/** /api/schema/ and /api/docs/. Needs a global `CrudModule`, and a view engine for the page. */
@Module({})
export class OpenApiModule {
  static of(info: DocumentInfo): DynamicModule {
    return {
      module: OpenApiModule,
      controllers: [OpenApiController],
      providers: [{ provide: DOCUMENT_INFO, useValue: info }],
    };
  }
}
