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
import { type Response } from 'express';
import { DataSource } from 'typeorm';
import { type KnownRequest } from '../access/identity';
import { ExternalObjects, LinkResolver } from '../crud/links';
import { ModelList } from '../crud/model-list';
import { type AnyModel } from '../model/define-model';
import { bulkController } from './bulk-controller';
import { isCarried } from './carried';
import { columnsController } from './columns-controller';
import { deleteController } from './delete-controller';
import { editController } from './edit-controller';
import { exportController } from './export-controller';
import { Exporter } from './exporter';
import { filtersController } from './filters-controller';
import { FormBuilder, type FormNotes } from './form-builder';
import { importController } from './import-controller';
import { journalController } from './journal-controller';
import { listActions, type ListActions, type PickedAction } from './list-actions';
import { listTabs } from './list-tabs';
import { type ListView, ModelPages } from './model-pages';
import { named, routes } from './named-controller';
import { detailPath, PAGES } from './page-address';
import { renderPage, templateOf } from './render';
import { parametersOf, rowId } from './request-parameters';
import { demand, rightsOf, withOpenTabs } from './rights';
import { rowButtons } from './row-buttons';
import { secretExportController } from './secret-export-controller';
import { seeOther } from './see-other';
import { TableColumns } from './table-columns';
import { transferController } from './transfer-controller';

export interface ModelPagesOptions {
  /** False for a model whose detail page a controller of its own answers. */
  detail?: boolean;
  /** What forms say of a field besides its help, by its name. */
  notes?: FormNotes;
  /** What can be done with ticked rows besides editing and deleting them. */
  picked?: PickedActions;
}

/** What the program offers to do with ticked rows of a model. */
export type PickedActions = (model: AnyModel) => readonly PickedAction[];

/** What puts the pages of any model together. Needs a global `CrudModule` and TypeORM's DataSource. */
export const modelPagesProvider: FactoryProvider<ModelPages> = {
  provide: ModelPages,
  useFactory: (dataSource: DataSource, models: ModelList, links: LinkResolver, external: ExternalObjects) =>
    new ModelPages(dataSource, models, links, external),
  inject: [DataSource, ModelList, LinkResolver, ExternalObjects],
};

const formBuilderProvider = (notes: FormNotes | undefined): FactoryProvider<FormBuilder> => ({
  provide: FormBuilder,
  useFactory: (dataSource: DataSource, models: ModelList, external: ExternalObjects, links: LinkResolver) =>
    new FormBuilder(dataSource, models, external, links, notes),
  inject: [DataSource, ModelList, ExternalObjects, LinkResolver],
});

/** Which columns people chose. Needs TypeORM's DataSource. */
export const tableColumnsProvider: FactoryProvider<TableColumns> = {
  provide: TableColumns,
  useFactory: (dataSource: DataSource) => new TableColumns(dataSource),
  inject: [DataSource],
};

const exporterProvider: FactoryProvider<Exporter> = {
  provide: Exporter,
  useFactory: (dataSource: DataSource, models: ModelList, links: LinkResolver) =>
    new Exporter(dataSource, models, links),
  inject: [DataSource, ModelList, LinkResolver],
};

/** The pages of one model: its list, forms, and each row with its related lists as tabs. */
@Module({})
export class ModelPagesModule {
  static of(
    model: AnyModel,
    { detail = true, notes, picked = () => [] }: ModelPagesOptions = {},
  ): DynamicModule {
    // Nest tells modules apart by their class, and shows its name.
    const name = `${model.className}PagesModule`;
    return {
      module: { [name]: class {} }[name],
      // Express takes the first route that fits: words such as `add` before the number of a row.
      controllers: [
        editController(model),
        bulkController(model),
        deleteController(model),
        filtersController(model),
        columnsController(model),
        exportController(model),
        ...(isCarried(model) ? [secretExportController(model), transferController(model)] : []),
        importController(model),
        ...(model.isPlain ? [] : [journalController(model)]),
        listController(model, picked),
        ...(detail ? [detailController(model)] : []),
      ],
      providers: [modelPagesProvider, formBuilderProvider(notes), tableColumnsProvider, exporterProvider],
    };
  }
}

function listController(model: AnyModel, picked: PickedActions): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class ListPages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(TableColumns) private readonly columns: TableColumns,
    ) {}

    @may('view', Get())
    async list(@Req() request: KnownRequest, @Res() response: Response): Promise<void> {
      if (model.isSingleton) {
        return seeOther(request, response, detailPath(model, await this.pages.onlyId(model)));
      }
      const parameters = parametersOf(request);
      const columns = await this.columns.of(model, request.identity?.username);
      const list = await this.pages.list(model, parameters, { columns });
      const { countText: count } = list.pagination;
      return renderPage(response, templateOf(response, model, 'list'), {
        title: model.labelPlural,
        tabs: listTabs(model, parameters, { count, filterCount: list.applied.length, current: 'results' }),
        ...list,
        actions: actionsOf(model, request, list, picked),
      });
    }

    @may('view', Get(':id/:related'))
    async related(
      @Param('id') id: string,
      @Param('related') slug: string,
      @Req() request: KnownRequest,
      @Res() response: Response,
    ): Promise<void> {
      const columns = (listed: AnyModel) => this.columns.of(listed, request.identity?.username);
      const view = await this.pages.relatedList(model, rowId(id), slug, parametersOf(request), columns);
      demand('view', view.listModel, request);
      const actions = actionsOf(view.listModel, request, view, picked);
      const buttons = rowButtons(model, rowId(id), rightsOf(model, request.identity));
      const shown = { ...withOpenTabs(view, request.identity), actions, buttons };
      return renderPage(response, 'generic/related.njk', shown);
    }
  }
  return named(ListPages, `${model.className}ListPages`);
}

function actionsOf(
  model: AnyModel,
  request: KnownRequest,
  list: ListView,
  picked: PickedActions,
): ListActions {
  const { identity } = request;
  return listActions(model, rightsOf(model, identity), parametersOf(request), {
    path: list.path,
    pagination: list.pagination,
    shown: list.table.rows.length,
    mayExportSecrets: isCarried(model) && (identity?.may('export secrets') ?? false),
    picked: picked(model).filter(({ needs }) => identity?.may(needs)),
  });
}

function detailController(model: AnyModel): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class DetailPages {
    constructor(@Inject(ModelPages) private readonly pages: ModelPages) {}

    @may('view', Get(':id'))
    async detail(
      @Param('id') id: string,
      @Req() request: KnownRequest,
      @Res() response: Response,
    ): Promise<void> {
      const view = withOpenTabs(await this.pages.detail(model, rowId(id)), request.identity);
      const buttons = rowButtons(model, view.row.id, rightsOf(model, request.identity));
      return renderPage(response, templateOf(response, model, 'detail'), { ...view, buttons });
    }
  }
  return named(DetailPages, `${model.className}DetailPages`);
}
