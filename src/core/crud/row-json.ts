import { Inject, Injectable } from '@nestjs/common';
import { type Request } from 'express';
import { PublicOrigin } from '../http/public-origin';
import { type AnyModel } from '../model/define-model';
import { LinkResolver } from './links';
import { ModelList } from './model-list';
import { projectionOf } from './projection';
import { type JsonObject, restPath, Serializer } from './serializer';

/** A stored row as REST shows it, for controllers beside the generic ones. */
@Injectable()
export class RowJson {
  constructor(
    @Inject(ModelList) private readonly models: ModelList,
    @Inject(LinkResolver) private readonly links: LinkResolver,
    @Inject(PublicOrigin) private readonly origin: PublicOrigin,
  ) {}

  async of(model: AnyModel, stored: object, request: Request): Promise<JsonObject> {
    const names = projectionOf(model, new URLSearchParams());
    const row = { ...stored } as never;
    const links = await this.links.resolve(model, [row], names);
    return new Serializer(this.models, this.origin.of(request)).toJson(model, row, links, names);
  }

  /** Its absolute address. */
  address(model: AnyModel, id: number, request: Request): string {
    return this.origin.of(request) + restPath(model, id);
  }
}
