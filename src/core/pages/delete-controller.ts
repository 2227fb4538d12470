import { Controller, Get, Inject, Param, Post, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { ownPath } from '../access/own-path';
import { falloutOf } from '../crud/fallout';
import { parseListQuery } from '../crud/list-query';
import { ModelList } from '../crud/model-list';
import { Invalid, Refused } from '../errors/errors';
import { authorOf } from '../http/author-of';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { deleteView } from './delete-view';
import { flash } from './flash';
import { CHANGE_MESSAGE, messageIn } from './feature-form';
import { formOf } from './form-bodies';
import { FormBuilder } from './form-builder';
import { returnPathOf } from './form-view';
import { ModelPages } from './model-pages';
import { named, routes } from './named-controller';
import { detailPath, listPath, PAGES, withParameters } from './page-address';
import { renderPage, templateOf } from './render';
import { parametersOf, rowId } from './request-parameters';
import { demand } from './rights';
import { seeOther } from './see-other';
import { selectedIds } from './selection';

const NAMED_AT_MOST = 50;

/** The pages that delete one row or those ticked in the list, after showing what goes with them. */
export function deleteController(model: AnyModel): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class DeletePages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(FormBuilder) private readonly forms: FormBuilder,
      @Inject(DataSource) private readonly dataSource: DataSource,
      @Inject(ModelList) private readonly models: ModelList,
    ) {}

    @may('delete', Get(':id/delete'))
    async ask(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
      demand('delete', model, request);
      const row = await this.pages.store(model).get(rowId(id));
      const returnPath = returnPathOf(parametersOf(request).get('return_url'));
      await this.confirm(
        request,
        response,
        [row],
        [row.id],
        returnPath || detailPath(model, row.id),
        returnPath,
      );
    }

    @may('delete', Post(':id/delete'))
    async remove(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
      demand('delete', model, request);
      const store = this.pages.store(model);
      const row = await store.get(rowId(id));
      const back = returnPathOf(formOf(request).get('_return')) || listPath(model);
      await this.removing(request, response, detailPath(model, row.id), async () => {
        const name = await this.pages.nameOf(model, row);
        await store.remove(row.id, authorOf(request), messageIn(formOf(request)));
        flash(request, 'success', `Deleted ${model.label} ${name}`);
        return back;
      });
    }

    @may('delete', Post('delete'))
    async removeMany(@Req() request: Request, @Res() response: Response): Promise<void> {
      demand('delete', model, request);
      const form = formOf(request);
      const store = this.pages.store(model);
      const query = parametersOf(request);
      const back = returnPathOf(form.get('_return')) || withParameters(listPath(model), query, {});
      const ids = await selectedIds(store, form, () => parseListQuery(model, query, this.models));
      if (ids.length === 0) {
        flash(request, 'warning', `No ${model.labelPlural} were selected.`);
        return seeOther(request, response, back);
      }
      if (!form.has('_confirm')) {
        const filters = [{ name: 'id', lookup: 'exact' as const, values: ids.slice(0, NAMED_AT_MOST) }];
        const { rows } = await store.list({ filters, ordering: [], limit: NAMED_AT_MOST, offset: 0 });
        return this.confirm(request, response, rows, ids, back, back);
      }
      await this.removing(request, response, back, async () => {
        await store.removeMany(
          ids.map((id) => ({ id, ...messageIn(form) })),
          authorOf(request),
        );
        flash(
          request,
          'success',
          `Deleted ${ids.length} ${ids.length === 1 ? model.label : model.labelPlural}`,
        );
        return back;
      });
    }

    private async confirm(
      request: Request,
      response: Response,
      rows: readonly AnyRow[],
      ids: readonly number[],
      cancelHref: string,
      returnPath: string,
    ): Promise<void> {
      const [touched, names] = await Promise.all([
        falloutOf(this.dataSource, this.models, model, ids),
        this.pages.namesOf(model, rows),
      ]);
      const fallout = await Promise.all(
        touched.map(async (one) => ({ ...one, names: await this.pages.namesOf(one.model, one.rows) })),
      );
      const messageField = this.forms.features.message(model, { values: new URLSearchParams() });
      const action = ownPath(request.originalUrl);
      const about = { rows, names, ids, fallout, messageField };
      const view = deleteView(model, { ...about, action, cancelHref, returnPath });
      await renderPage(response, templateOf(response, model, 'delete'), view);
    }

    /** A delete that other rows forbid comes back to where it was asked for, with their names. */
    private async removing(
      request: Request,
      response: Response,
      refusedTo: string,
      work: () => Promise<string>,
    ): Promise<void> {
      try {
        await seeOther(request, response, await work());
      } catch (error) {
        const said = error instanceof Invalid ? error.fields?.[CHANGE_MESSAGE]?.join(' ') : undefined;
        if (!(error instanceof Refused) && said === undefined) throw error;
        flash(
          request,
          'danger',
          said === undefined ? (error as Refused).message : `Changelog message: ${said}`,
        );
        await seeOther(request, response, refusedTo);
      }
    }
  }
  return named(DeletePages, `${model.className}DeletePages`);
}
