import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type AnyModel } from '../core/model/define-model';
import { type MenuSection } from '../core/pages/menu';
import { outsidePath } from '../core/http/base-path';
import { PAGES } from '../core/pages/page-address';
import { ModelPages } from '../core/pages/model-pages';
import { modelPagesProvider } from '../core/pages/model-pages.module';
import { type SecretBox } from '../core/secrets/secret-box';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Mirror } from '../endpoints/mirror';
import { type Resource } from '../sync/resources/define-resource';
import { Arrivals } from './arrivals';
import { Inside } from './inside';
import { INSIDE_MENU, InsideController, InsidePages } from './inside.controller';
import { LiveConfig } from './live-config';
import { NetboxEvents } from './netbox-events';
import { NetboxEventsController } from './netbox-events.controller';
import { InsideSettingsController, SCRIPT_PATH } from './settings.controller';

export interface ExtensionOptions {
  readonly models: readonly AnyModel[];
  readonly resources: readonly Resource[];
  readonly menu: readonly MenuSection[];
  readonly book: EndpointBook;
  readonly mirror: Mirror;
  readonly secretBox: SecretBox;
  readonly publicUrl?: string;
  /** Below NetBox's address: see `serveBelow`. */
  readonly basePath?: string;
}

/** What is put into NetBox's own pages. Needs a global `CrudModule`. */
@Module({})
export class ExtensionModule {
  static of({
    models,
    resources,
    menu,
    book,
    mirror,
    secretBox,
    publicUrl,
    basePath,
  }: ExtensionOptions): DynamicModule {
    return {
      module: ExtensionModule,
      controllers: [NetboxEventsController, InsideController, InsidePages, InsideSettingsController],
      providers: [
        modelPagesProvider,
        { provide: INSIDE_MENU, useValue: menu },
        { provide: SCRIPT_PATH, useValue: scriptPathOf(basePath) },
        {
          provide: Inside,
          useFactory: (dataSource: DataSource, pages: ModelPages) =>
            new Inside(dataSource, pages, { models, resources, config: new LiveConfig(book) }),
          inject: [DataSource, ModelPages],
        },
        {
          provide: NetboxEvents,
          useFactory: (dataSource: DataSource) =>
            new NetboxEvents(dataSource, book, new Arrivals(book, mirror), {
              secretBox,
              resources,
              publicUrl,
            }),
          inject: [DataSource],
        },
      ],
      exports: [Inside],
    };
  }
}

function scriptPathOf(basePath: string | undefined): string {
  return basePath === undefined ? '' : outsidePath(`${PAGES}/extension.js`, basePath);
}
