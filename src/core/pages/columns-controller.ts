import { Controller, Get, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type KnownRequest } from '../access/identity';
import { ownPath } from '../access/own-path';
import { type AnyModel } from '../model/define-model';
import { labelOfName } from './cell';
import { flash } from './flash';
import { formOf } from './form-bodies';
import { returnPathOf } from './form-view';
import { named, routes } from './named-controller';
import { listPath, PAGES } from './page-address';
import { renderPage, templateOf } from './render';
import { parametersOf } from './request-parameters';
import { seeOther } from './see-other';
import { type ColumnMove, movedColumns, possibleColumns, TableColumns } from './table-columns';

const MOVES: readonly string[] = ['add', 'remove', 'up', 'down'] satisfies ColumnMove[];

/** The page on which a person chooses the columns of a list, for themselves. Every button works without scripts. */
export function columnsController(model: AnyModel): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class ColumnsPages {
    constructor(@Inject(TableColumns) private readonly columns: TableColumns) {}

    @may('view', Get('columns'))
    async choose(@Req() request: KnownRequest, @Res() response: Response): Promise<void> {
      const chosen = await this.columns.of(model, request.identity?.username);
      const back = returnPathOf(parametersOf(request).get('return_url'));
      await this.show(request, response, chosen, [], back);
    }

    @may('view', Post('columns'))
    async save(@Req() request: KnownRequest, @Res() response: Response): Promise<void> {
      const form = formOf(request);
      const possible = possibleColumns(model, await this.columns.customFieldsOf(model));
      const known = (name: string) => form.getAll(name).filter((one) => possible.includes(one));
      const chosen = [...new Set(known('column'))];
      const back = returnPathOf(form.get('_return'));
      const move = form.get('_move') ?? '';
      if (MOVES.includes(move)) {
        const marked = known(move === 'add' ? 'available' : 'selected');
        return this.show(request, response, movedColumns(chosen, marked, move as ColumnMove), marked, back);
      }
      const username = request.identity?.username ?? '';
      if (form.has('_reset')) await this.columns.reset(model, username);
      else if (chosen.length > 0) await this.columns.save(model, username, chosen);
      else flash(request, 'warning', 'A list needs at least one column; nothing was changed.');
      await seeOther(request, response, back || listPath(model));
    }

    private async show(
      request: Request,
      response: Response,
      chosen: readonly string[],
      marked: readonly string[],
      returnPath: string,
    ): Promise<void> {
      const customFields = await this.columns.customFieldsOf(model);
      const shown = (name: string) => ({
        name,
        label: labelOfName(model, name, customFields),
        isMarked: marked.includes(name),
      });
      await renderPage(response, templateOf(response, model, 'columns'), {
        title: `Configure Table: ${model.labelPlural}`,
        breadcrumbs: [{ label: model.labelPlural, href: listPath(model) }],
        available: possibleColumns(model, customFields)
          .filter((name) => !chosen.includes(name))
          .map(shown),
        chosen: chosen.map(shown),
        action: ownPath(request.originalUrl),
        cancelHref: returnPath || listPath(model),
        returnPath,
      });
    }
  }
  return named(ColumnsPages, `${model.className}ColumnsPages`);
}
