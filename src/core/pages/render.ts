import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Response } from 'express';
import { type AnyModel } from '../model/define-model';

/** Answers with a template of the views folder; rejects when it cannot be rendered, so that an error page is shown. */
export async function renderPage(response: Response, template: string, view: object): Promise<void> {
  const html = await new Promise<string>((resolve, reject) =>
    response.render(template, view, (error: Error | null, text: string) =>
      error ? reject(error) : resolve(text),
    ),
  );
  // A page that a form leads to is an answer like any other; Nest would say that something was created.
  if (response.statusCode === 201) response.status(200);
  response.type('html').send(html);
}

export type PageName =
  'list' | 'detail' | 'edit' | 'delete' | 'bulk-edit' | 'filters' | 'columns' | 'import' | 'journal';

/** The template of a model's page: `views/<model>/<page>.njk` where there is one, else the generic one. */
export function templateOf(response: Response, model: AnyModel, page: PageName): string {
  const own = `${model.name}/${page}.njk`;
  return existsSync(join(String(response.app.get('views')), own)) ? own : `generic/${page}.njk`;
}
