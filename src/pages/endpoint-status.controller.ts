import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { Needs } from '../core/access/needs';
import { NotFound } from '../core/errors/errors';
import { detailPath, PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { rowId } from '../core/pages/request-parameters';
import { netboxEndpoint } from '../models/netbox-endpoint.model';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type EndpointCheck } from '../sync/endpoint-checks';
import { type EndpointKind, EndpointWatch } from '../sync/endpoint-watch';

const NOT_USED: EndpointCheck = {
  isReached: false,
  version: null,
  name: null,
  problems: ['It is not used: the first NetBox endpoint is the one that is kept true.'],
  suggestion: null,
};

/** What an endpoint answers just now: a piece of other pages, or a page of its own for browsers without scripts. */
@Controller(PAGES)
export class EndpointStatusController {
  constructor(private readonly watch: EndpointWatch) {}

  @Get(`${proxmoxEndpoint.path}/:id/status`)
  @Needs(`view ${proxmoxEndpoint.name}`)
  proxmox(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.show('proxmox', rowId(id), request, response);
  }

  @Get(`${netboxEndpoint.path}/:id/status`)
  @Needs(`view ${netboxEndpoint.name}`)
  netbox(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.show('netbox', rowId(id), request, response);
  }

  private async show(kind: EndpointKind, id: number, request: Request, response: Response): Promise<void> {
    const check = await this.watch.look(kind, id).catch((error: unknown) => {
      if (kind === 'netbox' && error instanceof NotFound) return NOT_USED;
      throw error;
    });
    const isPiece = request.get('HX-Request') === 'true';
    const model = kind === 'netbox' ? netboxEndpoint : proxmoxEndpoint;
    await renderPage(response, isPiece ? 'partials/endpoint-status.njk' : 'home/endpoint-status.njk', {
      title: `Test of ${model.label} ${id}`,
      breadcrumbs: [{ label: model.label, href: detailPath(model, id) }],
      check,
      isUnused: check === NOT_USED,
    });
  }
}
