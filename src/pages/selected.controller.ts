import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { parseListQuery } from '../core/crud/list-query';
import { ModelList } from '../core/crud/model-list';
import { NotFound, ProxboxError } from '../core/errors/errors';
import { flash } from '../core/pages/flash';
import { formOf } from '../core/pages/form-bodies';
import { returnPathOf } from '../core/pages/form-view';
import { type PickedAction } from '../core/pages/list-actions';
import { ModelPages } from '../core/pages/model-pages';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { parametersOf } from '../core/pages/request-parameters';
import { demand } from '../core/pages/rights';
import { seeOther } from '../core/pages/see-other';
import { selectedIds } from '../core/pages/selection';
import { syncRun } from '../models/sync-run.model';
import { SyncStarter } from './sync-starter';

const PATH = `${PAGES}/sync/selected`;

/** The button below a list that synchronises its ticked rows. */
export function syncSelected(model: string): PickedAction {
  return { label: 'Sync Selected', icon: 'sync', path: `${PATH}/${model}/`, needs: 'apply' };
}

/** Starts a run for the rows that somebody ticked in a list. */
@Controller(PATH)
export class SelectedController {
  constructor(
    private readonly pages: ModelPages,
    @Inject(ModelList) private readonly models: ModelList,
    private readonly starter: SyncStarter,
  ) {}

  @Post(':model')
  @Needs('apply')
  async start(
    @Param('model') name: string,
    @CurrentIdentity() identity: KnownIdentity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const model = this.models.all.find((one) => one.name === name);
    if (!model) throw new NotFound(`There is no kind of object "${name}".`);
    demand('view', model, request);
    const query = parametersOf(request);
    const form = formOf(request);
    const ids = await selectedIds(this.pages.store(model), form, () =>
      parseListQuery(model, query, this.models),
    );
    try {
      const { id } = await this.starter.start({
        mode: 'apply',
        batch: { type: name, ids },
        requestedBy: identity?.username ?? '',
      });
      await seeOther(request, response, detailPath(syncRun, id));
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(
        request,
        'danger',
        Object.values(error.fields ?? { error: [error.message] })
          .flat()
          .join(' '),
      );
      await seeOther(request, response, returnPathOf(form.get('_return')) || listPath(model));
    }
  }
}
