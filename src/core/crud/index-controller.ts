import { Controller, Get, Inject, Req, type Type } from '@nestjs/common';
import { type Request } from 'express';
import { Needs } from '../access/needs';
import { API_ROOT } from '../http/api-root';
import { PublicOrigin } from '../http/public-origin';
import { type AnyModel } from '../model/define-model';
import { pascalCase, snakeCase } from '../model/naming';
import { Describe } from '../openapi/describe';

/** The folders that the paths of models lie in: `endpoints` of `endpoints/proxmox`; the root is ''. */
export function foldersOf(models: readonly AnyModel[]): string[] {
  const folders = models.map(({ path }) => path.split('/').slice(0, -1).join('/'));
  return [...new Set(['', ...folders])];
}

/** What lies in a folder, model or folder, by name, with its path below the REST root. */
export function entriesOf(folder: string, models: readonly AnyModel[]): Record<string, string> {
  const depth = folder.split('/').filter(Boolean).length;
  const inside = models
    .map(({ path }) => path.split('/'))
    .filter((parts) => {
      return parts.length > depth && parts.slice(0, depth).join('/') === folder;
    });
  const entries = inside.map((parts) => [parts[depth], parts.slice(0, depth + 1).join('/')] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Tells programs which lists there are in a folder of the REST API, as NetBox's own roots do. */
export function indexController(folder: string, models: readonly AnyModel[]): Type {
  const name = snakeCase(folder.replace(/\//g, '-'));
  const entries = entriesOf(folder, models);

  @Controller([API_ROOT, folder].filter(Boolean).join('/'))
  class IndexController {
    constructor(@Inject(PublicOrigin) private readonly origin: PublicOrigin) {}

    @Get('/')
    @Needs('sign in')
    @Describe({
      operationId: ['plugins_proxbox', name, 'root_retrieve'].filter(Boolean).join('_'),
      summary: `What there is below /${[folder, ''].filter(Boolean).join('/')}`,
      tag: 'Index',
      answers: {
        200: {
          description: 'Addresses by name.',
          schema: {
            type: 'object',
            properties: Object.fromEntries(
              Object.keys(entries).map((entry) => [entry, { type: 'string', format: 'uri' } as const]),
            ),
            required: Object.keys(entries),
          },
        },
      },
    })
    index(@Req() request: Request): Record<string, string> {
      const root = this.origin.of(request) + API_ROOT;
      return Object.fromEntries(Object.entries(entries).map(([entry, path]) => [entry, `${root}/${path}/`]));
    }
  }

  Object.defineProperty(IndexController, 'name', {
    value: `${pascalCase(name.replace(/_/g, '-'))}IndexController`,
  });
  return IndexController;
}
