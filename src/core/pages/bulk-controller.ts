import { Controller, HttpStatus, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { ownPath } from '../access/own-path';
import { ModelList } from '../crud/model-list';
import { parseListQuery } from '../crud/list-query';
import { type FieldErrors, Invalid } from '../errors/errors';
import { authorOf } from '../http/author-of';
import { type AnyModel } from '../model/define-model';
import { hasAny } from '../crud/drafts';
import { type CustomField } from '../features/custom-field.model';
import { bulkInputOf, bulkNames } from './bulk-input';
import { bulkFeatureInputOf, messageIn } from './feature-form';
import { flash } from './flash';
import { formOf } from './form-bodies';
import { FormBuilder } from './form-builder';
import { errorsBeside, returnPathOf } from './form-view';
import { ModelPages } from './model-pages';
import { named, routes } from './named-controller';
import { listPath, PAGES, withParameters } from './page-address';
import { renderPage, templateOf } from './render';
import { parametersOf } from './request-parameters';
import { demand } from './rights';
import { seeOther } from './see-other';
import { selectedIds } from './selection';

const SHOWN_AT_MOST = 50;
const NOTHING_FILLED_IN = 'Nothing would change: fill in a field, or tick the box that empties it.';

/** Which rows a bulk edit is about, and where it goes back to. */
interface BulkEdit {
  readonly ids: readonly number[];
  readonly back: string;
  readonly customFields: readonly CustomField[];
}

/** The page that changes the rows ticked in the list, all or none. */
export function bulkController(model: AnyModel): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class BulkPages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(FormBuilder) private readonly forms: FormBuilder,
      @Inject(ModelList) private readonly models: ModelList,
    ) {}

    @may('change', Post('edit'))
    async edit(@Req() request: Request, @Res() response: Response): Promise<void> {
      demand('change', model, request);
      const form = formOf(request);
      const store = this.pages.store(model);
      const query = parametersOf(request);
      const back = returnPathOf(form.get('_return')) || withParameters(listPath(model), query, {});
      const ids = await selectedIds(store, form, () => parseListQuery(model, query, this.models));
      if (ids.length === 0) {
        flash(request, 'warning', `No ${model.labelPlural} were selected.`);
        return seeOther(request, response, back);
      }
      const customFields = await this.pages.customFields(model);
      const about = { ids, back, customFields };
      if (!form.has('_apply')) return this.show(request, response, about, new URLSearchParams());
      const features = bulkFeatureInputOf(model, form, customFields);
      const input = { ...bulkInputOf(model, form), ...features.input };
      if (hasAny(features.errors)) return this.show(request, response, about, form, features.errors);
      if (Object.keys(input).length === 0) {
        return this.show(request, response, about, form, { __all__: [NOTHING_FILLED_IN] });
      }
      try {
        const rows = await store.updateMany(
          ids.map((id) => ({ id, ...input, ...messageIn(form) })),
          'merge',
          authorOf(request),
        );
        flash(
          request,
          'success',
          `Updated ${rows.length} ${rows.length === 1 ? model.label : model.labelPlural}`,
        );
        await seeOther(request, response, back);
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        await this.show(request, response, about, form, error.fields ?? { __all__: [error.message] });
      }
    }

    private async show(
      request: Request,
      response: Response,
      { ids, back, customFields }: BulkEdit,
      values: URLSearchParams,
      errors?: FieldErrors,
    ): Promise<void> {
      const filters = [{ name: 'id', lookup: 'exact' as const, values: ids.slice(0, SHOWN_AT_MOST) }];
      const state = { values, errors, isBulk: true };
      const [fields, features, table] = await Promise.all([
        this.forms.fields(model, bulkNames(model), state),
        this.forms.features.bulk(model, customFields, state),
        this.pages.table(model, SHOWN_AT_MOST, model.list, filters),
      ]);
      if (errors) response.status(HttpStatus.BAD_REQUEST);
      await renderPage(response, templateOf(response, model, 'bulk-edit'), {
        title: `Editing ${ids.length} ${ids.length === 1 ? model.label : model.labelPlural}`,
        breadcrumbs: [{ label: model.labelPlural, href: listPath(model) }],
        fields: [...fields, ...features],
        messageField: this.forms.features.message(model, state),
        formErrors: errorsBeside(model, errors ?? {}, customFields),
        table,
        count: ids.length,
        pk: ids.join(','),
        action: ownPath(request.originalUrl),
        cancelHref: back,
        returnPath: back,
      });
    }
  }
  return named(BulkPages, `${model.className}BulkPages`);
}
