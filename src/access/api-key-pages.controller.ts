import { Controller, Get, HttpStatus, Inject, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { Needs, SCOPES } from '../core/access/needs';
import { Invalid } from '../core/errors/errors';
import { authorOf } from '../core/http/author-of';
import { formOf } from '../core/pages/form-bodies';
import { detailPath, listPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { apiKey } from '../models/api-key.model';
import { newKeyOf } from './new-key';
import { StoredApiKeys } from './stored-api-keys';

/** The page that makes a key, and the one time that it is shown. */
@Controller(`${PAGES}/${apiKey.path}`)
export class ApiKeyPages {
  constructor(@Inject(StoredApiKeys) private readonly keys: StoredApiKeys) {}

  @Get('add')
  @Needs(`add ${apiKey.name}`)
  async ask(@Res() response: Response): Promise<void> {
    await this.show(response, new URLSearchParams({ scopes: 'view' }));
  }

  @Post('add')
  @Needs(`add ${apiKey.name}`)
  async make(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = formOf(request);
    try {
      const wanted = newKeyOf({
        label: form.get('label'),
        scopes: form.getAll('scopes'),
        expires: form.get('expires'),
      });
      const { row, key } = await this.keys.make(wanted, authorOf(request));
      response.setHeader('Cache-Control', 'no-store');
      await renderPage(response, 'api-key/made.njk', {
        title: `API key ${row.label}`,
        breadcrumbs: BREADCRUMBS,
        key,
        href: detailPath(apiKey, row.id),
      });
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      const errors = Object.entries(error.fields ?? {}).map(([name, found]) => `${name}: ${found.join(' ')}`);
      response.status(HttpStatus.BAD_REQUEST);
      await this.show(response, form, errors);
    }
  }

  private async show(response: Response, form: URLSearchParams, formErrors: readonly string[] = []) {
    const chosen = form.getAll('scopes');
    await renderPage(response, 'api-key/add.njk', {
      title: 'Add a new API key',
      breadcrumbs: BREADCRUMBS,
      label: form.get('label') ?? '',
      expires: form.get('expires') ?? '',
      scopes: SCOPES.map((name) => ({ name, isChosen: chosen.includes(name) })),
      formErrors,
    });
  }
}

const BREADCRUMBS = [{ label: apiKey.labelPlural, href: listPath(apiKey) }];
