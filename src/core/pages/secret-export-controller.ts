import { Controller, Get, HttpStatus, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { IdentityConfirmation, type Proof } from '../access/identity-confirmation';
import { Needs } from '../access/needs';
import { WHOLE_LIST } from '../crud/list-query';
import { NotAllowed } from '../errors/errors';
import { type AnyModel } from '../model/define-model';
import { carriedNames } from './carried';
import { exportFormatOf, sendFile } from './export-file';
import { EXPORT_FORMATS } from './export-writer';
import { Exporter } from './exporter';
import { formOf } from './form-bodies';
import { ModelPages } from './model-pages';
import { named } from './named-controller';
import { listPath, PAGES } from './page-address';
import { renderPage } from './render';

/** Nothing typed is no wrong credential, of which only a few are allowed. */
export const PROOF_MISSING =
  'Enter an API token or the password of your account: secrets leave only with one.';

/** What somebody typed once more; undefined for nothing. */
export function proofIn({ token, password }: { token?: unknown; password?: unknown }): Proof | undefined {
  if (typeof token === 'string' && token.trim() !== '') return { token };
  return typeof password === 'string' && password !== '' ? { password } : undefined;
}

/** What the audit log calls it. */
export function secretExportOf(model: AnyModel): string {
  return `export of all ${model.labelPlural} with their secrets`;
}

/** The page that gives out all rows with their secrets, each time only to who shows once more who they are. */
export function secretExportController(model: AnyModel): Type {
  @Controller(`${PAGES}/${model.path}`)
  @Needs('export secrets')
  class SecretExportPages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(Exporter) private readonly exporter: Exporter,
      @Inject(IdentityConfirmation) private readonly confirmation: IdentityConfirmation,
    ) {}

    @Get('export-with-secrets')
    async ask(@Res() response: Response): Promise<void> {
      await this.show(response, []);
    }

    @Post('export-with-secrets')
    async export(@Req() request: Request, @Res() response: Response): Promise<void> {
      const form = formOf(request);
      const format = exportFormatOf(form.get('format') ?? undefined);
      const proof = proofIn({ token: form.get('token'), password: form.get('password') });
      if (!proof) {
        response.status(HttpStatus.BAD_REQUEST);
        return this.show(response, [PROOF_MISSING]);
      }
      try {
        await this.confirmation.confirm(request, proof, secretExportOf(model));
      } catch (error) {
        if (!(error instanceof NotAllowed)) throw error;
        response.status(HttpStatus.FORBIDDEN);
        return this.show(response, [error.message]);
      }
      const { open, secrets } = carriedNames(model, await this.pages.customFields(model));
      const pieces = this.exporter.export(this.pages.store(model), WHOLE_LIST, open, format, secrets);
      response.setHeader('Cache-Control', 'no-store');
      await sendFile(response, model, pieces, format, 'with-secrets');
    }

    private async show(response: Response, formErrors: readonly string[]): Promise<void> {
      await renderPage(response, 'generic/export-with-secrets.njk', {
        title: `Export ${model.labelPlural} with secrets`,
        breadcrumbs: [{ label: model.labelPlural, href: listPath(model) }],
        labelPlural: model.labelPlural,
        formats: EXPORT_FORMATS,
        formErrors,
        action: `${listPath(model)}export-with-secrets/`,
        cancelHref: listPath(model),
      });
    }
  }
  return named(SecretExportPages, `${model.className}SecretExportPages`);
}
