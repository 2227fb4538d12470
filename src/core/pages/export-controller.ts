import { Controller, Get, Inject, Req, Res, type Type } from '@nestjs/common';
import { type Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type KnownRequest } from '../access/identity';
import { Invalid } from '../errors/errors';
import { type AnyModel } from '../model/define-model';
import { CONTENT_TYPES, EXPORT_FORMATS } from './export-writer';
import { Exporter } from './exporter';
import { ModelList } from '../crud/model-list';
import { ModelPages, pageQuery } from './model-pages';
import { named, routes } from './named-controller';
import { PAGES } from './page-address';
import { parametersOf } from './request-parameters';
import { possibleColumns, TableColumns } from './table-columns';

/** The rows of a list as a file. What was already sent is on its way: a failure in the middle breaks the connection. */
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
      const format = EXPORT_FORMATS.find((one) => one === (parameters.get('_format') ?? 'csv'));
      if (!format) throw new Invalid(`An export is one of ${EXPORT_FORMATS.join(', ')}.`);
      const isView = parameters.get('_columns') === 'view';
      const names = isView
        ? await this.columns.of(model, request.identity?.username)
        : possibleColumns(model, await this.columns.customFieldsOf(model));
      const query = pageQuery(model, this.models, parameters, { page: 1, perPage: 1 });
      const pieces = this.exporter.export(this.pages.store(model), query, names, format);
      // Before the first byte an error is still a page.
      const first = await pieces.next();
      const day = new Date().toISOString().slice(0, 10);
      response.type(CONTENT_TYPES[format]);
      response.attachment(`proxbox_${model.path.replace(/\//g, '_')}_${day}.${format}`);
      await pipeline(Readable.from(continued(first, pieces)), response);
    }
  }
  return named(ExportPages, `${model.className}ExportPages`);
}

async function* continued<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (!first.done) yield first.value;
  yield* rest;
}
