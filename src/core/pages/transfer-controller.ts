import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { IdentityConfirmation } from '../access/identity-confirmation';
import { Needs } from '../access/needs';
import { objectOf } from '../crud/input';
import { ExternalObjects } from '../crud/links';
import { parseListQuery, WHOLE_LIST } from '../crud/list-query';
import { ModelList } from '../crud/model-list';
import { Invalid } from '../errors/errors';
import { API_ROOT } from '../http/api-root';
import { authorOf } from '../http/author-of';
import { type AnyModel } from '../model/define-model';
import { DescribeRoutes } from '../openapi/describe';
import { transferRoutes } from '../openapi/transfer-routes';
import { carriedNames } from './carried';
import { exportFormatOf, sendFile } from './export-file';
import { Exporter } from './exporter';
import { IMPORT_FORMATS, recordsOf } from './import-text';
import { ModelPages } from './model-pages';
import { named } from './named-controller';
import { readImport } from './read-import';
import { parametersOf } from './request-parameters';
import { PROOF_MISSING, proofIn, secretExportOf } from './secret-export-controller';

/** Rows as files by REST, out and in: without ids, so that another installation can take them. */
export function transferController(model: AnyModel): Type {
  @Controller(API_ROOT)
  @DescribeRoutes(transferRoutes(model))
  class TransferController {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(Exporter) private readonly exporter: Exporter,
      @Inject(ModelList) private readonly models: ModelList,
      @Inject(ExternalObjects) private readonly externalObjects: ExternalObjects,
      @Inject(IdentityConfirmation) private readonly confirmation: IdentityConfirmation,
    ) {}

    /** Filters are those of the list. */
    @Get(`exports/${model.path}`)
    @Needs(`view ${model.name}`)
    async export(@Req() request: Request, @Res() response: Response): Promise<void> {
      const parameters = parametersOf(request);
      const format = exportFormatOf(parameters.get('format') ?? undefined);
      parameters.delete('format');
      const query = parseListQuery(model, parameters, this.models);
      const { open } = carriedNames(model, await this.pages.customFields(model));
      const pieces = this.exporter.export(this.pages.store(model), query, open, format);
      await sendFile(response, model, pieces, format, 'safe');
    }

    @Post(`exports/${model.path}`)
    @Needs('export secrets')
    async exportSecrets(
      @Body() body: unknown,
      @Req() request: Request,
      @Res() response: Response,
    ): Promise<void> {
      const { format: given, ...typed } = objectOf(body ?? {});
      const format = exportFormatOf(given);
      const proof = proofIn(typed);
      if (!proof) throw Invalid.of({ token: [PROOF_MISSING] });
      await this.confirmation.confirm(request, proof, secretExportOf(model));
      const { open, secrets } = carriedNames(model, await this.pages.customFields(model));
      const pieces = this.exporter.export(this.pages.store(model), WHOLE_LIST, open, format, secrets);
      response.setHeader('Cache-Control', 'no-store');
      await sendFile(response, model, pieces, format, 'with-secrets');
    }

    /** All rows or none; with `dry_run` none, and the same answer. */
    @Post(`imports/${model.path}`)
    @Needs(`add ${model.name}`)
    @HttpCode(200)
    async import(
      @Body() body: unknown,
      @Req() request: Request,
    ): Promise<{ created: number; updated: number; dry_run: boolean }> {
      const { data, format: given = 'auto', dry_run: isTrial = false } = objectOf(body ?? {});
      if (typeof data !== 'string') throw Invalid.of({ data: ['Enter the text of an export.'] });
      if (typeof isTrial !== 'boolean') throw Invalid.of({ dry_run: ['Must be a valid boolean.'] });
      const format = IMPORT_FORMATS.find((one) => one === given);
      if (!format) throw Invalid.of({ format: [`An import is one of ${IMPORT_FORMATS.join(', ')}.`] });
      const read = recordsOf(data, format);
      const inputs = await readImport(model, read, request, this.pages, this.externalObjects);
      const { created, updated } = await this.pages
        .store(model)
        .import(inputs, { isTrial, author: authorOf(request) });
      return { created: created.length, updated: updated.length, dry_run: isTrial };
    }
  }
  return named(TransferController, `${model.className}TransferController`);
}
