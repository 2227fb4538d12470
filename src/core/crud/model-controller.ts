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
import { NotFound } from '../errors/errors';
import { AcceptsJson } from '../http/accepts-json';
import { API_ROOT } from '../http/api-root';
import { PublicOrigin } from '../http/public-origin';
import { type Action, type AnyModel, type AnyRow } from '../model/define-model';
import { LinkResolver } from './links';
import { parseListQuery } from './list-query';
import { ModelList } from './model-list';
import { type ModelStore } from './model-store';
import { optionsReply } from './options-reply';
import { pageLinks } from './paging';
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
      for (const decorate of decorators) decorate(target, key, descriptor);
    };
  };
  // The one row of a singleton is changed, never replaced.
  const mayReplace = (put: MethodDecorator) => may('change', ...(model.isSingleton ? [] : [put]));

  @Controller(`${API_ROOT}/${model.path}`)
  @UseGuards(AcceptsJson)
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
      const query = parseListQuery(model, url.searchParams);
      const { count, rows } = await this.store.list(query);
      const results = await this.show(request, rows, projectionOf(model, url.searchParams));
      return { count, ...pageLinks(url, count, query), results };
    }

    @may('view', Get(':id/'))
    async detail(@Req() request: Request): Promise<JsonObject> {
      const row = await this.store.get(idOf(request));
      const [json] = await this.show(
        request,
        [row],
        projectionOf(model, this.origin.urlOf(request).searchParams),
      );
      return json;
    }

    @may('add', Post('/'))
    async create(
      @Req() request: Request,
      @Res({ passthrough: true }) response: Response,
    ): Promise<JsonObject | JsonObject[]> {
      const body = bodyOf(request);
      if (Array.isArray(body)) return this.show(request, await this.store.createMany(body));
      const row = await this.store.create(body);
      response.location(new Serializer(this.models, this.origin.of(request)).urlOf(model, row.id));
      return (await this.show(request, [row]))[0];
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
      await this.store.remove(idOf(request));
    }

    @mayReplace(Put('/'))
    async replaceMany(@Req() request: Request): Promise<JsonObject[]> {
      return this.show(request, await this.store.updateMany(bodyOf(request), 'replace'));
    }

    @may('change', Patch('/'))
    async updateMany(@Req() request: Request): Promise<JsonObject[]> {
      return this.show(request, await this.store.updateMany(bodyOf(request), 'merge'));
    }

    @may('delete', Delete('/'), HttpCode(204))
    async removeMany(@Req() request: Request): Promise<void> {
      await this.store.removeMany(bodyOf(request));
    }

    @Options('/')
    listOptions(): JsonObject {
      return optionsReply(model, 'List');
    }

    @Options(':id/')
    detailOptions(): JsonObject {
      return optionsReply(model, 'Instance');
    }

    private async change(request: Request, mode: 'replace' | 'merge'): Promise<JsonObject> {
      const row = await this.store.update(idOf(request), bodyOf(request), mode);
      return (await this.show(request, [row]))[0];
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
  return (request.body as unknown) ?? {};
}
