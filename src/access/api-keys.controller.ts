import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { Needs } from '../core/access/needs';
import { Open } from '../core/access/open';
import { LinkResolver } from '../core/crud/links';
import { ModelList } from '../core/crud/model-list';
import { projectionOf } from '../core/crud/projection';
import { type JsonObject, restPath, Serializer } from '../core/crud/serializer';
import { storeToken } from '../core/crud/store-token';
import { type ModelStore } from '../core/crud/model-store';
import { Invalid, NotFound } from '../core/errors/errors';
import { API_ROOT, KEY_REGISTRY } from '../core/http/api-root';
import { authorOf } from '../core/http/author-of';
import { PublicOrigin } from '../core/http/public-origin';
import { Describe } from '../core/openapi/describe';
import { apiKey, type ApiKey } from '../models/api-key.model';
import * as routes from './api-key-routes';
import { newKeyOf, objectOf, textOf } from './new-key';
import { StoredApiKeys } from './stored-api-keys';

/** The one thing about keys that the routes of any model cannot do: making one, whose text is answered this once. */
@Controller(`${API_ROOT}/${apiKey.path}`)
export class ApiKeysController {
  constructor(
    @Inject(StoredApiKeys) private readonly keys: StoredApiKeys,
    @Inject(ModelList) private readonly models: ModelList,
    @Inject(LinkResolver) private readonly links: LinkResolver,
    @Inject(PublicOrigin) private readonly origin: PublicOrigin,
  ) {}

  @Post('/')
  @Needs(`add ${apiKey.name}`)
  @Describe(routes.makeKey)
  async make(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JsonObject> {
    const { row, key } = await this.keys.make(newKeyOf(body), authorOf(request));
    const names = projectionOf(apiKey, new URLSearchParams());
    const links = await this.links.resolve(apiKey, [row as never], names);
    response.location(this.origin.of(request) + restPath(apiKey, row.id));
    const serializer = new Serializer(this.models, this.origin.of(request));
    return { ...serializer.toJson(apiKey, row as never, links, names), key };
  }
}

/** The same keys under the addresses of proxbox-api, where its clients look for them. */
@Controller(KEY_REGISTRY)
export class KeyRegistryController {
  constructor(
    @Inject(StoredApiKeys) private readonly keys: StoredApiKeys,
    @Inject(storeToken(apiKey)) private readonly store: ModelStore,
  ) {}

  @Open()
  @Get('bootstrap-status')
  @Describe(routes.bootstrapStatus)
  async status(): Promise<{ needs_bootstrap: boolean; has_db_keys: boolean }> {
    const rows = await this.keys.list();
    return { needs_bootstrap: rows.length === 0, has_db_keys: rows.some(({ isActive }) => isActive) };
  }

  /** Open as long as there is no key at all: a new client brings the first one. */
  @Open()
  @Post('register-key')
  @Describe(routes.registerKey)
  async register(@Body() body: unknown, @Req() request: Request): Promise<{ detail: string }> {
    const { api_key: key, label } = objectOf(body);
    if (typeof key !== 'string') throw Invalid.of({ api_key: ['This field is required.'] });
    await this.keys.register(key, textOf(label) || 'First key', authorOf(request));
    return { detail: 'API key registered.' };
  }

  @Get('keys')
  @Needs(`view ${apiKey.name}`)
  @Describe(routes.listKeys)
  async list(): Promise<{ keys: KeyJson[] }> {
    return { keys: (await this.keys.list()).map(jsonOf) };
  }

  @Post('keys')
  @Needs(`add ${apiKey.name}`)
  @Describe(routes.makeOldKey)
  async make(@Body() body: unknown, @Req() request: Request): Promise<KeyJson & { raw_key: string }> {
    const label = textOf(objectOf(body).label) || 'API key';
    const wanted = { label, scopes: ['view', 'edit', 'run'] as const };
    const { row, key } = await this.keys.make(wanted, authorOf(request));
    return { ...jsonOf(row), raw_key: key };
  }

  @Delete('keys/:id')
  @HttpCode(204)
  @Needs(`delete ${apiKey.name}`)
  @Describe(routes.deleteKey)
  async remove(@Param('id') id: string, @Req() request: Request): Promise<void> {
    await this.store.remove(idOf(id), authorOf(request));
  }

  @Post('keys/:id/activate')
  @HttpCode(200)
  @Needs(`change ${apiKey.name}`)
  @Describe(routes.activateKey)
  activate(@Param('id') id: string, @Req() request: Request): Promise<KeyJson> {
    return this.change(id, true, request);
  }

  @Post('keys/:id/deactivate')
  @HttpCode(200)
  @Needs(`change ${apiKey.name}`)
  @Describe(routes.deactivateKey)
  deactivate(@Param('id') id: string, @Req() request: Request): Promise<KeyJson> {
    return this.change(id, false, request);
  }

  private async change(id: string, isActive: boolean, request: Request): Promise<KeyJson> {
    await this.store.update(idOf(id), { is_active: isActive }, 'merge', authorOf(request));
    return jsonOf(await this.keys.get(idOf(id)));
  }
}

interface KeyJson {
  id: number;
  label: string;
  is_active: boolean;
  created_at: string;
}

function jsonOf({ id, label, isActive, created }: ApiKey): KeyJson {
  return { id, label, is_active: isActive, created_at: created.toISOString() };
}

function idOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new NotFound('Not found.');
  return Number(text);
}
