import { Controller, Get, HttpException, HttpStatus, Inject, Req, Res } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { type Request, type Response } from 'express';
import { stringify } from 'yaml';
import { csrfTokenOf } from '../access/csrf';
import { type KnownRequest } from '../access/identity';
import { Needs } from '../access/needs';
import { ModelList } from '../crud/model-list';
import { NotFound } from '../errors/errors';
import { API_DOCS, API_SCHEMA } from '../http/api-root';
import { controllerRoutes } from '../http/list-routes';
import { renderPage } from '../pages/render';
import { notAcceptable, notFound } from './answers';
import { Describe } from './describe';
import { type DocumentInfo, type OpenApiDocument, openApiDocument } from './document';

/** Injection token of what the document says of the whole program. */
export const DOCUMENT_INFO = 'OpenApiDocumentInfo';

const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'application/vnd.oai.openapi'];
const TAG = 'Schema';

/** What the REST API is, for programs and for people; made from the routes of the running program. */
@Needs('sign in')
@Controller()
export class OpenApiController {
  private document?: OpenApiDocument;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ApplicationConfig) private readonly application: ApplicationConfig,
    @Inject(ModelList) private readonly models: ModelList,
    @Inject(DOCUMENT_INFO) private readonly info: DocumentInfo,
  ) {}

  /** JSON, unless `?format=yaml` or the Accept header asks for YAML. */
  @Get(API_SCHEMA)
  @Describe({
    operationId: 'schema_retrieve',
    summary: 'This document',
    tag: TAG,
    parameters: [{ name: 'format', in: 'query', schema: { type: 'string', enum: ['json', 'yaml'] } }],
    answers: {
      200: {
        description: 'OpenAPI 3.0.3.',
        schema: { type: 'object' },
        contentTypes: ['application/json', ...YAML_TYPES.slice(0, 1)],
      },
      404: notFound,
      406: notAcceptable,
    },
  })
  schema(@Req() request: Request, @Res() response: Response): void {
    this.document ??= openApiDocument(
      controllerRoutes(this.modules, this.application.getGlobalPrefix()),
      this.models.all,
      this.info,
    );
    if (isYamlWanted(request)) response.type(YAML_TYPES[0]).send(yamlOf(this.document));
    else response.json(this.document);
  }

  /** The same to read and to try out. */
  @Get(API_DOCS)
  @Describe({
    operationId: 'docs_retrieve',
    summary: 'This document as a page',
    tag: TAG,
    answers: {
      200: { description: 'A page.', schema: { type: 'string' }, contentTypes: ['text/html'] },
    },
  })
  async docs(@Req() request: KnownRequest, @Res() response: Response): Promise<void> {
    await renderPage(response, 'api-docs.njk', {
      title: this.info.title,
      schemaPath: `/${API_SCHEMA}`,
      csrfToken: request.session?.identity ? csrfTokenOf(request) : '',
    });
  }
}

/** Without anchors: many readers refuse a document with hundreds of them. */
function yamlOf(document: OpenApiDocument): string {
  return stringify(document, { aliasDuplicateObjects: false });
}

function isYamlWanted(request: Request): boolean {
  const { format } = request.query;
  if (format !== undefined && format !== 'json' && format !== 'yaml') throw new NotFound('Not found.');
  if (format !== undefined) return format === 'yaml';
  const wanted = request.accepts(['application/json', 'text/html', ...YAML_TYPES]);
  if (wanted !== false) return YAML_TYPES.includes(wanted);
  const detail = 'Could not satisfy the request Accept header.';
  throw new HttpException({ detail }, HttpStatus.NOT_ACCEPTABLE);
}
