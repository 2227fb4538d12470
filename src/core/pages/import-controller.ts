import { Controller, Get, HttpStatus, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { readChangeMessage } from '../features/change-message';
import { FormBuilder } from './form-builder';
import { CHANGE_MESSAGE, messageIn } from './feature-form';
import { InvalidRows } from '../crud/invalid-rows';
import { ExternalObjects } from '../crud/links';
import { Invalid } from '../errors/errors';
import { authorOf } from '../http/author-of';
import { type AnyModel } from '../model/define-model';
import { flash } from './flash';
import { formOf, uploadedText } from './form-bodies';
import { DELIMITERS, IMPORT_FORMATS, recordsOf } from './import-text';
import { errorLines, fieldHints, type Preview, previewOf } from './import-view';
import { ModelPages } from './model-pages';
import { named, routes } from './named-controller';
import { listPath, PAGES } from './page-address';
import { readImport } from './read-import';
import { renderPage, templateOf } from './render';
import { demand } from './rights';
import { seeOther } from './see-other';

const LINKED_AT_MOST = 100;

interface Shown {
  readonly form: URLSearchParams;
  readonly text?: string;
  readonly errors?: readonly string[];
  readonly preview?: Preview & { readonly created: number; readonly updated: number };
}

/** The page that stores many rows from a text: first a trial that shows what would happen, then all of them or none. */
export function importController(model: AnyModel): Type {
  const may = routes(model);

  @Controller(`${PAGES}/${model.path}`)
  class ImportPages {
    constructor(
      @Inject(ModelPages) private readonly pages: ModelPages,
      @Inject(FormBuilder) private readonly forms: FormBuilder,
      @Inject(ExternalObjects) private readonly externalObjects: ExternalObjects,
    ) {}

    @may('add', Get('import'))
    async ask(@Req() request: Request, @Res() response: Response): Promise<void> {
      demand('add', model, request);
      await this.show(response, { form: new URLSearchParams() });
    }

    @may('add', Post('import'))
    async import(@Req() request: Request, @Res() response: Response): Promise<void> {
      demand('add', model, request);
      const form = formOf(request);
      const text = uploadedText(request) ?? form.get('data') ?? '';
      if (form.has('_back')) return this.show(response, { form, text });
      const isTrial = !form.has('_confirm');
      try {
        const format = IMPORT_FORMATS.find((one) => one === form.get('format')) ?? 'auto';
        const read = recordsOf(text, format, DELIMITERS[form.get('delimiter') ?? '']);
        const inputs = await readImport(model, read, request, this.pages, this.externalObjects);
        const { created, updated } = await this.pages
          .store(model)
          .import(inputs, { isTrial, author: { ...authorOf(request), message: messageOf(form) } });
        if (isTrial) {
          const preview = {
            ...previewOf(model, read.records),
            created: created.length,
            updated: updated.length,
          };
          return await this.show(response, { form, text, preview });
        }
        const count = created.length + updated.length;
        flash(request, 'success', `Imported ${count} ${count === 1 ? model.label : model.labelPlural}`);
        await seeOther(request, response, resultPath([...created, ...updated].map(({ id }) => id)));
      } catch (error) {
        if (!(error instanceof Invalid)) throw error;
        const errors = error instanceof InvalidRows ? errorLines(error.rows) : [error.message];
        await this.show(response, { form, text, errors });
      }
    }

    private async show(response: Response, { form, text = '', errors, preview }: Shown): Promise<void> {
      if (errors) response.status(HttpStatus.BAD_REQUEST);
      await renderPage(response, templateOf(response, model, 'import'), {
        title: `${model.label} Bulk Import`,
        breadcrumbs: [{ label: model.labelPlural, href: listPath(model) }],
        text,
        format: form.get('format') ?? 'auto',
        delimiter: form.get('delimiter') ?? '',
        formErrors: errors ?? [],
        preview,
        hints: fieldHints(model, await this.pages.customFields(model)),
        messageField: this.forms.features.message(model, { values: form }),
        action: `${listPath(model)}import/`,
        cancelHref: listPath(model),
        labelPlural: model.labelPlural,
      });
    }
  }

  /** The list of what was imported, as long as an address can name it. */
  const resultPath = (ids: readonly number[]): string => {
    if (ids.length > LINKED_AT_MOST) return listPath(model);
    return `${listPath(model)}?${ids.map((id) => `id=${id}`).join('&')}`;
  };

  return named(ImportPages, `${model.className}ImportPages`);
}

/** Why somebody imports; throws Invalid for a text that is too long. */
function messageOf(form: URLSearchParams): string | undefined {
  const { message, errors } = readChangeMessage(messageIn(form));
  const [problem] = errors[CHANGE_MESSAGE] ?? [];
  if (problem !== undefined) throw new Invalid(`Changelog message: ${problem}`);
  return message;
}
