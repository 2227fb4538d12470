import { Controller, Get, Inject, Req, Res, type Type } from '@nestjs/common';
import { type Response } from 'express';
import { type KnownRequest } from '../access/identity';
import { type AnyModel } from '../model/define-model';
import { exportFormatOf, sendFile } from './export-file';
import { Exporter } from './exporter';
import { ModelList } from '../crud/model-list';
import { ModelPages, pageQuery } from './model-pages';
import { named, routes } from './named-controller';
import { PAGES } from './page-address';
import { parametersOf } from './request-parameters';
import { possibleColumns, TableColumns } from './table-columns';

/** The rows of a list as a file. */
export function exportController(model: AnyModel): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class ExportPages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(Exporter) private readonly exporter: Exporter,
      @Inject(TableColumns) private readonly columns: TableColumns,
      @Inject(ModelList) private readonly models: ModelList,
    ) {}

    @may('view', Get('export'))
    async export(@Req() request: KnownRequest, @Res() response: Response): Promise<void> {
      const parameters = parametersOf(request);
      const format = exportFormatOf(parameters.get('_format') ?? undefined);
      const isView = parameters.get('_columns') === 'view';
      const names = isView
        ? await this.columns.of(model, request.identity?.username)
        : possibleColumns(model, await this.columns.customFieldsOf(model));
      const query = pageQuery(model, this.models, parameters, { page: 1, perPage: 1 });
      const pieces = this.exporter.export(this.pages.store(model), query, names, format);
      await sendFile(response, model, pieces, format);
    }
  }
  return named(ExportPages, `${model.className}ExportPages`);
}
