import { type AnyModel } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { blocked, invalid, invalidRows, notAcceptable } from './answers';
import { type Answer, type RouteDescription } from './describe';
import { listParameters, rowParameters } from './list-parameters';
import { component, listOf, type Schema } from './schema';

const options: Schema = {
  type: 'object',
  description: 'What writes take, field by field.',
  properties: {
    name: { type: 'string' },
    description: { type: 'string' },
    renders: listOf({ type: 'string' }),
    parses: listOf({ type: 'string' }),
    actions: { type: 'object', additionalProperties: { type: 'object', additionalProperties: true } },
  },
  required: ['name', 'description', 'renders', 'parses'],
};

/** The routes of any model, by the methods of its controller (core/crud/model-controller.ts). */
export function modelRoutes(model: AnyModel) {
  const name = model.className;
  const row = component(name);
  const writable = component(`Writable${name}Request`);
  const patched = component(`PatchedWritable${name}Request`);
  const prefix = `plugins_proxbox_${snakeCase(model.path.replace(/\//g, '-'))}`;
  const route = (
    operation: string,
    summary: string,
    answers: Record<number, Answer>,
    rest: Partial<RouteDescription> = {},
  ): RouteDescription => ({
    operationId: `${prefix}_${operation}`,
    summary,
    tag: model.labelPlural,
    answers: { ...answers, 406: notAcceptable },
    ...rest,
  });
  const one = (description: string): Answer => ({ description, schema: row });
  const many = (description: string): Answer => ({ description, schema: listOf(row) });
  const named = (body: Schema): Schema => ({ allOf: [component('BulkDeleteRequest'), body] });
  const parameters = rowParameters(model, { isRead: false });
  const [label, plural] = [model.label, model.labelPlural];
  return {
    list: route(
      'list',
      `List ${plural}`,
      { 200: { description: 'One page.', schema: component(`Paginated${name}List`) }, 400: invalid },
      { parameters: (models) => listParameters(model, models) },
    ),
    detail: route(
      'retrieve',
      `Read one ${label}`,
      { 200: one('The row.') },
      { parameters: rowParameters(model) },
    ),
    create: route(
      'create',
      `Make one ${label}, or several`,
      {
        201: {
          description:
            'The new row with its address in Location, or the new rows in the order of the request.',
          schema: { oneOf: [row, listOf(row)] },
        },
        400: invalidRows,
        409: blocked,
      },
      { parameters, body: { oneOf: [writable, listOf(writable)] } },
    ),
    replace: route(
      'update',
      `Replace one ${label}`,
      { 200: one('The row as it is now.'), 400: invalid, 409: blocked },
      { parameters, body: writable },
    ),
    update: route(
      'partial_update',
      `Change one ${label}`,
      { 200: one('The row as it is now.'), 400: invalid, 409: blocked },
      { parameters, body: patched, isBodyOptional: true },
    ),
    remove: route(
      'destroy',
      `Delete one ${label}`,
      { 204: { description: 'It is gone.' }, 409: blocked },
      { body: component('DeleteRequest'), isBodyOptional: true },
    ),
    replaceMany: route(
      'bulk_update',
      `Replace several ${plural}`,
      { 200: many('The rows as they are now; unknown ids are skipped.'), 400: invalidRows, 409: blocked },
      { parameters, body: listOf(named(writable)) },
    ),
    updateMany: route(
      'bulk_partial_update',
      `Change several ${plural}`,
      { 200: many('The rows as they are now; unknown ids are skipped.'), 400: invalidRows, 409: blocked },
      { parameters, body: listOf(named(patched)) },
    ),
    removeMany: route(
      'bulk_destroy',
      `Delete several ${plural}`,
      { 204: { description: 'They are gone; unknown ids are skipped.' }, 400: invalidRows, 409: blocked },
      { body: listOf(component('BulkDeleteRequest')) },
    ),
    listOptions: route('options', `What the list of ${plural} takes`, {
      200: { description: 'Fields of writes.', schema: options },
    }),
    detailOptions: route('instance_options', `What one ${label} takes`, {
      200: { description: 'Fields of writes.', schema: options },
    }),
  } satisfies Record<string, RouteDescription>;
}
