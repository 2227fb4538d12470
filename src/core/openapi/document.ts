import { isOpen } from '../access/open';
import { ModelList } from '../crud/model-list';
import { API_PREFIX } from '../http/api-root';
import { outsidePath } from '../http/base-path';
import { type ControllerRoute } from '../http/list-routes';
import { type AnyModel } from '../model/define-model';
import {
  away,
  errorSchemas,
  forbidden,
  invalid,
  notAllowed,
  notFound,
  notJson,
  tooLarge,
  tooMany,
  unexpected,
} from './answers';
import { type Answer, descriptionOf, type RouteDescription } from './describe';
import { schemasOf, sharedSchemas } from './row-schemas';
import { type Parameter, type Schema } from './schema';

/** What the document says of the whole program. */
export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Shapes that hand-written controllers refer to, by name. */
  readonly schemas?: Readonly<Record<string, Schema>>;
  /** Below another program's address: see `serveBelow`. */
  readonly basePath?: string;
}

/** An OpenAPI document, as far as anybody here looks into it. */
export interface OpenApiDocument {
  readonly openapi: '3.0.3';
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly [other: string]: unknown;
  };
  readonly [other: string]: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

const UNSAFE_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];
const JSON_TYPE = 'application/json';

/** Describes every route that says something about itself; throws when one below /api/ does not. */
export function openApiDocument(
  routes: readonly ControllerRoute[],
  models: readonly AnyModel[],
  info: DocumentInfo,
): OpenApiDocument {
  const listed = new ModelList(models);
  const paths: Record<string, Record<string, Operation>> = {};
  const tags = new Set<string>();
  for (const route of routes) {
    const path = openApiPath(route.path);
    const description = descriptionOf(route.controller, route.action, route.name);
    if (!description) {
      if (!path.startsWith(API_PREFIX)) continue;
      const place = `${route.controller.name}.${route.name} (${route.method} ${path})`;
      throw new Error(`${place} has no description for OpenAPI: put @Describe({ … }) on it.`);
    }
    const method = route.method.toLowerCase();
    paths[path] ??= {};
    // Express takes the first of two equal routes.
    if (paths[path][method]) continue;
    paths[path][method] = operationOf(route, path, description, listed);
    tags.add(description.tag);
  }
  return {
    openapi: '3.0.3',
    info: {
      title: info.title,
      version: info.version,
      description: info.description,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: info.basePath || '/' }],
    tags: [...tags].map((name) => ({ name })),
    security: [{ tokenAuth: [] }, { bearerAuth: [] }, { keyAuth: [] }, { cookieAuth: [] }],
    paths:
      info.basePath === undefined
        ? paths
        : Object.fromEntries(Object.entries(paths).map(([path, item]) => [outsidePath(path, ''), item])),
    components: {
      schemas: Object.assign(
        {},
        errorSchemas,
        sharedSchemas,
        info.schemas,
        ...models.map(schemasOf),
      ) as Record<string, Schema>,
      responses: {
        MethodNotAllowed: responseOf(notAllowed, true),
        UnexpectedError: responseOf(unexpected, true),
      },
      securitySchemes: {
        tokenAuth: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: '`Token <token>`, a token of NetBox.',
        },
        bearerAuth: {
          type: 'http',
          scheme: 'bearer',
          description: '`Bearer nbt_<key>.<token>`, a v2 token of NetBox.',
        },
        keyAuth: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Proxbox-API-Key',
          description: 'A key of Proxbox itself, with the roles that it was made for.',
        },
        cookieAuth: {
          type: 'apiKey',
          in: 'cookie',
          name: 'proxbox_session',
          description: 'The session of a browser; a write also needs the token of the page in X-CSRFToken.',
        },
      },
    },
  };
}

/** Below /api/ addresses end with a slash, others do not; `:id` becomes `{id}`. */
export function openApiPath(path: string): string {
  const bare = `/${path.split('/').filter(Boolean).join('/')}`.replace(/:(\w+)/g, '{$1}');
  return bare.startsWith(API_PREFIX) || `${bare}/` === API_PREFIX ? `${bare}/` : bare;
}

function operationOf(
  route: ControllerRoute,
  path: string,
  description: RouteDescription,
  models: ModelList,
): Operation {
  const { operationId, summary, tag, parameters = [], body } = description;
  const isForAll = isOpen(route.action, route.controller);
  const isRest = path.startsWith(API_PREFIX);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => pathParameter(name));
  const reads = UNSAFE_METHODS.includes(route.method);
  const answers: Readonly<Record<string, Answer>> = {
    ...(reads ? { 400: invalid, 413: tooLarge, 415: notJson } : {}),
    ...(isForAll ? {} : { 403: forbidden }),
    ...(inPath.length > 0 ? { 404: notFound } : {}),
    429: tooMany,
    503: away,
    ...description.answers,
  };
  return {
    operationId,
    summary,
    ...(description.description && { description: description.description }),
    tags: [tag],
    parameters: [...inPath, ...(typeof parameters === 'function' ? parameters(models) : parameters)],
    ...(body && {
      requestBody: { required: !description.isBodyOptional, content: { [JSON_TYPE]: { schema: body } } },
    }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, responseOf(answer, isRest)]),
    ),
    ...(isForAll && { security: [] }),
    ...(description.needsHeader && { security: [{ tokenAuth: [] }, { bearerAuth: [] }] }),
  };
}

function pathParameter(name: string): Parameter {
  return { name, in: 'path', required: true, schema: { type: 'integer' } };
}

function responseOf(answer: Answer, isRest: boolean): object {
  const headers = {
    ...(isRest && {
      'X-Request-ID': {
        description: 'Names the request in the log.',
        required: true,
        schema: { type: 'string', format: 'uuid' },
      },
      'API-Version': {
        description: 'The NetBox release whose conventions are followed.',
        required: true,
        schema: { type: 'string' },
      },
    }),
    ...Object.fromEntries(
      Object.entries(answer.headers ?? {}).map(([name, header]) => [name, { ...header, required: true }]),
    ),
  };
  const types = answer.contentTypes ?? [JSON_TYPE];
  return {
    description: answer.description,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(answer.schema && {
      content: Object.fromEntries(types.map((type) => [type, { schema: answer.schema }])),
    }),
  };
}
