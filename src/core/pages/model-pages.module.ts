import {
  Controller,
  type DynamicModule,
  type FactoryProvider,
  Get,
  Inject,
  Module,
  Param,
  Req,
  Res,
  type Type,
} from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { LinkResolver } from '../crud/links';
import { ModelList } from '../crud/model-list';
import { type AnyModel } from '../model/define-model';
import { ModelPages } from './model-pages';
import { PAGES } from './page-address';
import { renderPage, templateOf } from './render';
import { parametersOf, rowId } from './request-parameters';

export interface ModelPagesOptions {
  /** False for a model whose detail page a controller of its own answers. */
  detail?: boolean;
}

/** What puts the pages of any model together. Needs a global `CrudModule` and TypeORM's DataSource. */
export const modelPagesProvider: FactoryProvider<ModelPages> = {
  provide: ModelPages,
  useFactory: (dataSource: DataSource, models: ModelList, links: LinkResolver) =>
    new ModelPages(dataSource, models, links),
  inject: [DataSource, ModelList, LinkResolver],
};

/** The pages of one model: its list, and each row with its related lists as tabs. */
@Module({})
export class ModelPagesModule {
  static of(model: AnyModel, { detail = true }: ModelPagesOptions = {}): DynamicModule {
    // Nest tells modules apart by their class, and shows its name.
    const name = `${model.className}PagesModule`;
    return {
      module: { [name]: class {} }[name],
      controllers: detail ? [listController(model), detailController(model)] : [listController(model)],
      providers: [modelPagesProvider],
    };
  }
}

/** Routes, logs and stack traces show the class like one that was written by hand. */
function named<T extends Type>(controller: T, name: string): T {
  Object.defineProperty(controller, 'name', { value: name });
  return controller;
}

function listController(model: AnyModel): Type {
  @Controller(`${PAGES}/${model.path}`)
  class ListPages {
    constructor(@Inject(ModelPages) private readonly pages: ModelPages) {}

    @Get()
    async list(@Req() request: Request, @Res() response: Response): Promise<void> {
      if (model.isSingleton) {
        const view = await this.pages.detail(model, await this.pages.onlyId(model));
        return renderPage(response, templateOf(response, model, 'detail'), view);
      }
      const list = await this.pages.list(model, parametersOf(request));
      const tabs = [{ label: 'Results', href: list.path, isCurrent: true, count: list.pagination.count }];
      return renderPage(response, templateOf(response, model, 'list'), {
        title: model.labelPlural,
        tabs,
        ...list,
      });
    }

    @Get(':id/:related')
    async related(
      @Param('id') id: string,
      @Param('related') slug: string,
      @Req() request: Request,
      @Res() response: Response,
    ): Promise<void> {
      const view = await this.pages.relatedList(model, rowId(id), slug, parametersOf(request));
      return renderPage(response, 'generic/related.njk', view);
    }
  }
  return named(ListPages, `${model.className}ListPages`);
}

function detailController(model: AnyModel): Type {
  @Controller(`${PAGES}/${model.path}`)
  class DetailPages {
    constructor(@Inject(ModelPages) private readonly pages: ModelPages) {}

    @Get(':id')
    async detail(@Param('id') id: string, @Res() response: Response): Promise<void> {
      const view = await this.pages.detail(model, rowId(id));
      return renderPage(response, templateOf(response, model, 'detail'), view);
    }
  }
  return named(DetailPages, `${model.className}DetailPages`);
}
