import { Controller, Get, HttpStatus, Inject, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { isFeatureParameter } from '../features/feature-filters';
import { type AnyModel } from '../model/define-model';
import { labelOfName } from './cell';
import { FormBuilder } from './form-builder';
import { filterLines, filterQuery, lineNames } from './filter-form';
import { filterInput } from './filter-input';
import { listTabs } from './list-tabs';
import { ModelPages } from './model-pages';
import { named, routes } from './named-controller';
import { listPath, PAGES, withParameters } from './page-address';
import { renderPage, templateOf } from './render';
import { parametersOf } from './request-parameters';

/** The Filters tab of a list. Its form comes back here and is sent on to the list with a query that can be shared. */
export function filtersController(model: AnyModel): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class FilterPages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(FormBuilder) private readonly forms: FormBuilder,
    ) {}

    @may('view', Get('filters'))
    async filters(@Req() request: Request, @Res() response: Response): Promise<void> {
      const query = parametersOf(request);
      if (query.has('_apply')) {
        const wanted = filterQuery(model, query);
        return response.redirect(HttpStatus.FOUND, withParameters(listPath(model), wanted, {}));
      }
      const lines = await Promise.all(
        filterLines(model, query).map(async (line, index) => ({
          ...line,
          label: labelOfName(model, line.name),
          names: lineNames(index),
          inputs: await filterInput(this.forms, model, line, lineNames(index).value),
        })),
      );
      const customFields = await this.pages.customFields(model);
      const features = await this.forms.features.filters(model, customFields, query);
      const { count, filterCount } = await this.pages.counted(model, query);
      await renderPage(response, templateOf(response, model, 'filters'), {
        title: model.labelPlural,
        tabs: listTabs(model, query, { count, filterCount, current: 'filters' }),
        lines,
        features,
        q: query.get('q') ?? '',
        kept: [...query]
          .filter(([name, value]) => {
            const isShown = features.some((one) => one.name === name);
            const isKept = ['sort', 'per_page'].includes(name) || isFeatureParameter(model, name);
            return value !== '' && isKept && !isShown;
          })
          .map(([name, value]) => ({ name, value })),
        action: `${listPath(model)}filters/`,
        resetHref: listPath(model),
      });
    }
  }
  return named(FilterPages, `${model.className}FilterPages`);
}
