import { Controller, Get, HttpStatus, Inject, Param, Post, Req, Res, type Type } from '@nestjs/common';
import { type Response } from 'express';
import { type KnownRequest } from '../access/identity';
import { type FieldErrors, Invalid } from '../errors/errors';
import { journalEntry } from '../features/journal-entry.model';
import { authorOf } from '../http/author-of';
import { contentTypeOf } from '../model/content-type';
import { type AnyModel } from '../model/define-model';
import { flash } from './flash';
import { formOf } from './form-bodies';
import { FormBuilder } from './form-builder';
import { inputOf } from './form-input';
import { newValues } from './form-values';
import { errorsBeside } from './form-view';
import { listActions } from './list-actions';
import { ModelPages } from './model-pages';
import { named, routes } from './named-controller';
import { detailPath, PAGES } from './page-address';
import { JOURNAL } from './related';
import { renderPage, templateOf } from './render';
import { parametersOf, rowId } from './request-parameters';
import { demand, rightsOf, withOpenTabs } from './rights';
import { rowButtons } from './row-buttons';
import { seeOther } from './see-other';
import { TableColumns } from './table-columns';

const entry = journalEntry as AnyModel;
const ASKED = ['kind', 'comments'];

/** The journal of a row: what people noted about it, and the form for a new entry. */
export function journalController(model: AnyModel): Type {
  const may = routes(model);
  const mayWrite = routes(entry);

  @Controller(`${PAGES}/${model.path}`)
  class JournalPages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(FormBuilder) private readonly forms: FormBuilder,
      @Inject(TableColumns) private readonly columns: TableColumns,
    ) {}

    @may('view', Get(`:id/${JOURNAL}`))
    async list(
      @Param('id') id: string,
      @Req() request: KnownRequest,
      @Res() response: Response,
    ): Promise<void> {
      demand('view', entry, request);
      await this.show(request, response, rowId(id), newValues(entry, new URLSearchParams()));
    }

    @mayWrite('add', Post(`:id/${JOURNAL}`))
    async add(
      @Param('id') id: string,
      @Req() request: KnownRequest,
      @Res() response: Response,
    ): Promise<void> {
      demand('add', entry, request);
      demand('view', model, request);
      const row = await this.pages.store(model).get(rowId(id));
      const form = formOf(request);
      try {
        await this.pages.store(entry).create(
          {
            assigned_object_type: contentTypeOf(model),
            assigned_object_id: row.id,
            ...inputOf(entry, form, ASKED),
          },
          authorOf(request),
        );
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        return this.show(request, response, row.id, form, error.fields ?? { __all__: [error.message] });
      }
      flash(request, 'success', `Added a ${entry.label.toLowerCase()}`);
      await seeOther(request, response, `${detailPath(model, row.id)}${JOURNAL}/`);
    }

    private async show(
      request: KnownRequest,
      response: Response,
      id: number,
      values: URLSearchParams,
      errors?: FieldErrors,
    ): Promise<void> {
      const parameters = parametersOf(request);
      const columns = (listed: AnyModel) => this.columns.of(listed, request.identity?.username);
      const rights = rightsOf(entry, request.identity);
      const [view, fields] = await Promise.all([
        this.pages.relatedList(model, id, JOURNAL, parameters, columns),
        rights.add ? this.forms.fields(entry, ASKED, { values, errors }) : [],
      ]);
      if (errors) response.status(HttpStatus.BAD_REQUEST);
      await renderPage(response, templateOf(response, model, 'journal'), {
        ...withOpenTabs(view, request.identity),
        fields,
        formErrors: errorsBeside(entry, errors ?? {}),
        actions: listActions(entry, rights, parameters, {
          path: view.path,
          pagination: view.pagination,
          shown: view.table.rows.length,
        }),
        buttons: rowButtons(model, id, rightsOf(model, request.identity)),
      });
    }
  }
  return named(JournalPages, `${model.className}JournalPages`);
}
