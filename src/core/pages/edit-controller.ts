import { Controller, Get, HttpStatus, Inject, Param, Post, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { ownPath } from '../access/own-path';
import { type FieldErrors, Invalid } from '../errors/errors';
import { authorOf } from '../http/author-of';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { hasAny } from '../crud/drafts';
import { flash } from './flash';
import { formOf } from './form-bodies';
import { FormBuilder } from './form-builder';
import { type CustomField } from '../features/custom-field.model';
import { featureInputOf, setFeatureValues } from './feature-form';
import { inputOf } from './form-input';
import { newValues, rowValues } from './form-values';
import { formView, returnPathOf } from './form-view';
import { ModelPages } from './model-pages';
import { named, routes } from './named-controller';
import { detailPath, PAGES } from './page-address';
import { renderPage, templateOf } from './render';
import { parametersOf, rowId } from './request-parameters';
import { demand } from './rights';
import { seeOther } from './see-other';

const MEANWHILE =
  'Somebody changed this object after the form was opened. Look at what it is now before you save: what you typed is below.';

interface Shown {
  readonly values: URLSearchParams;
  readonly errors?: FieldErrors;
  readonly customFields: readonly CustomField[];
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
      const customFields = await this.pages.customFields(model);
      const row = source ? await this.pages.store(model).get(rowId(source)) : undefined;
      const values = row ? rowValues(model, row) : newValues(model, query);
      setFeatureValues(values, model, customFields, row);
      await this.show(request, response, { values, customFields });
    }

    @may('add', Post('add'))
    async create(@Req() request: Request, @Res() response: Response): Promise<void> {
      demand('add', model, request);
      const form = formOf(request);
      const customFields = await this.pages.customFields(model);
      try {
        const input = wholeInput(model, form, customFields);
        const row = await this.pages.store(model).create(input, authorOf(request));
        flash(request, 'success', `Created ${model.label} ${await this.pages.nameOf(model, row)}`);
        const isAnother = form.has('_addanother');
        await seeOther(request, response, isAnother ? ownPath(request.originalUrl) : after(form, row));
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        await this.show(request, response, { values: form, errors: errorsOf(error), customFields });
      }
    }

    @may('change', Get(':id/edit'))
    async edit(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
      demand('change', model, request);
      const row = await this.pages.store(model).get(rowId(id));
      const customFields = await this.pages.customFields(model);
      const values = setFeatureValues(rowValues(model, row), model, customFields, row);
      await this.show(request, response, { values, customFields, row, version: versionOf(row) });
    }

    @may('change', Post(':id/edit'))
    async update(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
      demand('change', model, request);
      const form = formOf(request);
      const store = this.pages.store(model);
      const row = await store.get(rowId(id));
      const customFields = await this.pages.customFields(model);
      const version = form.get('_version');
      if (version && version !== versionOf(row)) {
        const errors = { __all__: [MEANWHILE] };
        const shown = { values: form, errors, customFields, row, version: versionOf(row) };
        return this.show(request, response, shown);
      }
      try {
        const input = wholeInput(model, form, customFields, row);
        const changed = await store.update(row.id, input, 'merge', authorOf(request));
        flash(request, 'success', `Modified ${model.label} ${await this.pages.nameOf(model, changed)}`);
        await seeOther(request, response, after(form, changed));
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        await this.show(request, response, {
          values: form,
          errors: errorsOf(error),
          customFields,
          row,
          version: versionOf(row),
        });
      }
    }

    private async show(request: Request, response: Response, shown: Shown): Promise<void> {
      const { values, errors = {}, customFields, row, version = '' } = shown;
      const returnPath = returnPathOf(values.get('_return') ?? parametersOf(request).get('return_url'));
      const state = { values, errors, isStored: row !== undefined };
      const [sets, name] = await Promise.all([
        this.forms.sets(model, customFields, state),
        row && this.pages.nameOf(model, row),
      ]);
      const messageField = this.forms.features.message(model, state);
      const action = ownPath(request.originalUrl);
      if (shown.errors) response.status(HttpStatus.BAD_REQUEST);
      const about = { row, name, version };
      const view = formView(model, {
        sets,
        messageField,
        customFields,
        errors,
        action,
        returnPath,
        ...about,
      });
      await renderPage(response, templateOf(response, model, 'edit'), view);
    }
  }

  const after = (form: URLSearchParams, row: AnyRow): string =>
    returnPathOf(form.get('_return')) || detailPath(model, row.id);

  return named(EditPages, `${model.className}EditPages`);
}

/** Everything that the form of one row says, as the JSON of a REST request. Throws Invalid for what cannot be read. */
function wholeInput(
  model: AnyModel,
  form: URLSearchParams,
  customFields: readonly CustomField[],
  row?: AnyRow,
): Record<string, unknown> {
  const { input, errors } = featureInputOf(model, form, customFields, row);
  if (hasAny(errors)) throw Invalid.of(errors);
  return { ...inputOf(model, form), ...input };
}

function errorsOf(error: Invalid): FieldErrors {
  return error.fields ?? { __all__: [error.message] };
}

function versionOf(row: AnyRow): string {
  return row.lastUpdated.toISOString();
}
