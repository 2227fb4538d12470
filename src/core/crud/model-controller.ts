import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Options,
  Patch,
  Post,
  Put,
  Req,
  Res,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { type Request, type Response } from 'express';
import { Needs } from '../access/needs';
import { NotFound } from '../errors/errors';
import { AcceptsJson, FiltersByFormat } from '../http/accepts-json';
import { API_ROOT } from '../http/api-root';
import { authorOf } from '../http/author-of';
import { tellVersion, versionDemanded } from '../http/etag';
import { PublicOrigin } from '../http/public-origin';
import { type Action, type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { DescribeRoutes } from '../openapi/describe';
import { modelRoutes } from '../openapi/model-routes';
import { LinkResolver } from './links';
import { parseListQuery } from './list-query';
import { ModelList } from './model-list';
import { type ModelStore } from './model-store';
import { optionsReply } from './options-reply';
import { cursorLink, pageLinks } from './paging';
import { type Projection, projectionOf } from './projection';
import { type JsonObject, Serializer } from './serializer';
import { storeToken } from './store-token';

/**
 * The REST controller of a model, as a class of its own with its own name: generic types do not exist at run time, and
 * routes, logs and stack traces read as if it was written by hand. Only the model's actions become routes.
 */
export function modelController(model: AnyModel): Type {
  const may = (action: Action, ...decorators: MethodDecorator[]): MethodDecorator => {
    return (target, key, descriptor) => {
      if (!model.actions.includes(action)) return;
      for (const decorate of [...decorators, Needs(`${action} ${model.name}`)]) {
        decorate(target, key, descriptor);
      }
    };
  };
  // The one row of a singleton is changed, never replaced.
  const mayReplace = (put: MethodDecorator) => may('change', ...(model.isSingleton ? [] : [put]));

  @Controller(`${API_ROOT}/${model.path}`)
  @UseGuards(AcceptsJson)
  @FiltersByFormat(Object.hasOwn(model.fields as Fields, 'format'))
  @DescribeRoutes(modelRoutes(model))
  class ModelController {
    constructor(
      @Inject(storeToken(model)) private readonly store: ModelStore,
      @Inject(ModelList) private readonly models: ModelList,
      @Inject(LinkResolver) private readonly links: LinkResolver,
      @Inject(PublicOrigin) private readonly origin: PublicOrigin,
    ) {}

    @may('view', Get('/'))
    async list(@Req() request: Request): Promise<JsonObject> {
      const url = this.origin.urlOf(request);
      const query = parseListQuery(model, url.searchParams, this.models);
      const names = projectionOf(model, url.searchParams);
      if (query.start !== undefined) {
        const { rows, next } = await this.store.listFrom(query.start, query);
        const results = await this.show(request, rows, names);
        return { count: null, next: cursorLink(url, query.limit, next), previous: null, results };
      }
      const { count, isEstimate, rows } = await this.store.list(query);
      const results = await this.show(request, rows, names);
      const links = pageLinks(url, count, query);
      return { count, ...(isEstimate && { count_is_estimate: true }), ...links, results };
    }

    @may('view', Get(':id/'))
    async detail(@Req() request: Request): Promise<JsonObject> {
      const { searchParams } = this.origin.urlOf(request);
      const row = await this.store.get(idOf(request), parseListQuery(model, searchParams, this.models));
      return this.showOne(request, row, projectionOf(model, searchParams));
    }

    @may('add', Post('/'))
    async create(
      @Req() request: Request,
      @Res({ passthrough: true }) response: Response,
    ): Promise<JsonObject | JsonObject[]> {
      const body = bodyOf(request);
      if (Array.isArray(body))
        return this.show(request, await this.store.createMany(body, authorOf(request)));
      const row = await this.store.create(body, authorOf(request));
      response.location(new Serializer(this.models, this.origin.of(request)).urlOf(model, row.id));
      return this.showOne(request, row);
    }

    @mayReplace(Put(':id/'))
    replace(@Req() request: Request): Promise<JsonObject> {
      return this.change(request, 'replace');
    }

    @may('change', Patch(':id/'))
    update(@Req() request: Request): Promise<JsonObject> {
      return this.change(request, 'merge');
    }

    @may('delete', Delete(':id/'), HttpCode(204))
    async remove(@Req() request: Request): Promise<void> {
      const [author, mayWrite] = [authorOf(request), versionDemanded(request)];
      await this.store.remove(idOf(request), author, bodyOf(request), mayWrite);
    }

    @mayReplace(Put('/'))
    async replaceMany(@Req() request: Request): Promise<JsonObject[]> {
      return this.show(request, await this.store.updateMany(bodyOf(request), 'replace', authorOf(request)));
    }

    @may('change', Patch('/'))
    async updateMany(@Req() request: Request): Promise<JsonObject[]> {
      return this.show(request, await this.store.updateMany(bodyOf(request), 'merge', authorOf(request)));
    }

    @may('delete', Delete('/'), HttpCode(204))
    async removeMany(@Req() request: Request): Promise<void> {
      await this.store.removeMany(bodyOf(request), authorOf(request));
    }

    @Options('/')
    @Needs(`view ${model.name}`)
    listOptions(): JsonObject {
      return optionsReply(model, 'List');
    }

    @Options(':id/')
    @Needs(`view ${model.name}`)
    detailOptions(@Req() request: Request): JsonObject {
      idOf(request);
      return optionsReply(model, 'Instance');
    }

    private async change(request: Request, mode: 'replace' | 'merge'): Promise<JsonObject> {
      const [author, mayWrite] = [authorOf(request), versionDemanded(request)];
      const row = await this.store.update(idOf(request), bodyOf(request), mode, author, mayWrite);
      return this.showOne(request, row);
    }

    /** A row alone is answered with its version. */
    private async showOne(request: Request, row: AnyRow, names?: Projection): Promise<JsonObject> {
      tellVersion(request, row);
      return (await this.show(request, [row], names))[0];
    }

    private async show(
      request: Request,
      rows: readonly AnyRow[],
      names: Projection = projectionOf(model, this.origin.urlOf(request).searchParams, {
        isBriefAllowed: false,
      }),
    ): Promise<JsonObject[]> {
      const links = await this.links.resolve(model, rows, names);
      const serializer = new Serializer(this.models, this.origin.of(request));
      return rows.map((row) => serializer.toJson(model, row, links, names));
    }
  }

  Object.defineProperty(ModelController, 'name', { value: `${model.className}Controller` });
  return ModelController;
}

function idOf(request: Request): number {
  const id = String(request.params.id);
  if (!/^\d+$/.test(id)) throw new NotFound('Not found.');
  return Number(id);
}

// A request without a body is one with nothing in it.
function bodyOf(request: Request): unknown {
  return request.body === undefined ? {} : (request.body as unknown);
}
