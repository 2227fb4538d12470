import { type AnyModel } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { invalid, invalidRows } from './answers';
import { type Answer, type RouteDescription } from './describe';
import { type Schema } from './schema';

const formats: Schema = { type: 'string', enum: ['csv', 'json', 'yaml'], default: 'csv' };

const file: Answer = {
  description: 'A file with the rows, without their ids.',
  schema: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'object' } }] },
  contentTypes: ['text/csv', 'application/json', 'application/yaml'],
};

/** The routes that carry rows of a model from one installation to another (core/pages/transfer-controller.ts). */
export function transferRoutes(model: AnyModel) {
  const name = snakeCase(model.path.replace(/\//g, '-'));
  const route = (
    operation: string,
    summary: string,
    rest: Omit<RouteDescription, 'operationId' | 'summary' | 'tag'>,
  ): RouteDescription => ({
    operationId: `plugins_proxbox_${operation}`,
    summary,
    tag: model.labelPlural,
    ...rest,
  });
  return {
    export: route(`exports_${name}_retrieve`, `Export ${model.labelPlural} without secrets`, {
      description: 'Takes the filters of the list.',
      parameters: [{ name: 'format', in: 'query', schema: formats }],
      answers: { 200: file, 400: invalid },
    }),
    exportSecrets: route(`exports_${name}_create`, `Export all ${model.labelPlural} with their secrets`, {
      description: 'Wants an API token of the caller once more, and leaves an entry in the audit log.',
      body: {
        type: 'object',
        properties: {
          format: formats,
          token: { type: 'string', format: 'password', description: 'A NetBox token of the caller.' },
          password: {
            type: 'string',
            format: 'password',
            description: 'The NetBox password of the caller, instead of a token.',
          },
        },
      },
      answers: { 200: file, 400: invalid },
    }),
    import: route(`imports_${name}_create`, `Import ${model.labelPlural}, all or none`, {
      body: {
        type: 'object',
        properties: {
          data: { type: 'string', description: 'The text of an export.' },
          format: { type: 'string', enum: ['auto', 'csv', 'json', 'yaml'], default: 'auto' },
          dry_run: { type: 'boolean', default: false, description: 'Stores nothing and answers the same.' },
        },
        required: ['data'],
      },
      answers: {
        200: {
          description: 'How many rows were made and changed.',
          schema: {
            type: 'object',
            properties: {
              created: { type: 'integer' },
              updated: { type: 'integer' },
              dry_run: { type: 'boolean' },
            },
            required: ['created', 'updated', 'dry_run'],
          },
        },
        400: invalidRows,
      },
    }),
  } satisfies Record<string, RouteDescription>;
}
