import { Controller, Get, HttpStatus, Inject, Param, Post, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { ownPath } from '../access/own-path';
import { type FieldErrors, Invalid } from '../errors/errors';
import { authorOf } from '../http/author-of';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { flash } from './flash';
import { formOf } from './form-bodies';
import { FormBuilder } from './form-builder';
import { inputOf } from './form-input';
import { newValues, rowValues } from './form-values';
import { formView, returnPathOf } from './form-view';
import { ModelPages } from './model-pages';
import { named, routes } from './named-controller';
import { detailPath, listPath, PAGES } from './page-address';
import { renderPage, templateOf } from './render';
import { parametersOf, rowId } from './request-parameters';
import { demand } from './rights';
import { seeOther } from './see-other';

const MEANWHILE =
  'Somebody changed this object after the form was opened. Look at what it is now before you save: what you typed is below.';

interface Shown {
  readonly values: URLSearchParams;
  readonly errors?: FieldErrors;
  readonly row?: AnyRow;
  readonly version?: string;
}

/** The pages that make a row and change one. They go through the same operations of the store as REST. */
export function editController(model: AnyModel): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class EditPages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(FormBuilder) private readonly forms: FormBuilder,
    ) {}

    @may('add', Get('add'))
    async add(@Req() request: Request, @Res() response: Response): Promise<void> {
      demand('add', model, request);
      const query = parametersOf(request);
      const source = query.get('clone');
      const values = source
        ? rowValues(model, await this.pages.store(model).get(rowId(source)))
        : newValues(model, query);
      await this.show(request, response, { values });
    }

    @may('add', Post('add'))
    async create(@Req() request: Request, @Res() response: Response): Promise<void> {
      demand('add', model, request);
      const form = formOf(request);
      try {
        const row = await this.pages.store(model).create(inputOf(model, form), authorOf(request));
        flash(request, 'success', `Created ${model.label} ${await this.pages.nameOf(model, row)}`);
        const isAnother = form.has('_addanother');
        await seeOther(request, response, isAnother ? ownPath(request.originalUrl) : after(form, row));
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        await this.show(request, response, { values: form, errors: errorsOf(error) });
      }
    }

    @may('change', Get(':id/edit'))
    async edit(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
      demand('change', model, request);
      const row = await this.pages.store(model).get(rowId(id));
      await this.show(request, response, { values: rowValues(model, row), row, version: versionOf(row) });
    }

    @may('change', Post(':id/edit'))
    async update(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
      demand('change', model, request);
      const form = formOf(request);
      const store = this.pages.store(model);
      const row = await store.get(rowId(id));
      const version = form.get('_version');
      if (version && version !== versionOf(row)) {
        const errors = { __all__: [MEANWHILE] };
        return this.show(request, response, { values: form, errors, row, version: versionOf(row) });
      }
      try {
        const changed = await store.update(row.id, inputOf(model, form), 'merge', authorOf(request));
        flash(request, 'success', `Modified ${model.label} ${await this.pages.nameOf(model, changed)}`);
        await seeOther(request, response, after(form, changed));
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        await this.show(request, response, {
          values: form,
          errors: errorsOf(error),
          row,
          version: versionOf(row),
        });
      }
    }

    private async show(request: Request, response: Response, shown: Shown): Promise<void> {
      const { values, errors = {}, row, version = '' } = shown;
      const returnPath = returnPathOf(values.get('_return') ?? parametersOf(request).get('return_url'));
      const sets = await this.forms.sets(model, { values, errors, isStored: row !== undefined });
      const action = ownPath(request.originalUrl);
      if (shown.errors) response.status(HttpStatus.BAD_REQUEST);
      const view = formView(model, { sets, errors, action, returnPath, row, version });
      await renderPage(response, templateOf(response, model, 'edit'), view);
    }
  }

  const after = (form: URLSearchParams, row: AnyRow): string =>
    returnPathOf(form.get('_return')) || (model.isSingleton ? listPath(model) : detailPath(model, row.id));

  return named(EditPages, `${model.className}EditPages`);
}

function errorsOf(error: Invalid): FieldErrors {
  return error.fields ?? { __all__: [error.message] };
}

function versionOf(row: AnyRow): string {
  return row.lastUpdated.toISOString();
}
