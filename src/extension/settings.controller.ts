import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { isURL } from 'class-validator';
import { type Request, type Response } from 'express';
import { Needs } from '../core/access/needs';
import { Invalid, ProxboxError } from '../core/errors/errors';
import { flash } from '../core/pages/flash';
import { PAGES } from '../core/pages/page-address';
import { renderPage } from '../core/pages/render';
import { seeOther } from '../core/pages/see-other';
import { netboxEndpoint } from '../models/netbox-endpoint.model';
import { NetboxEvents } from './netbox-events';
import { HTTP_ADDRESS, HTTP_ADDRESS_WANTED } from './http-address';

/** Where the page is, as the menu has it. */
export const SETTINGS_PATH = `${PAGES}/inside/`;
/** Injection token of the path of the script outside; undefined where Proxbox is not below NetBox's address. */
export const SCRIPT_PATH = 'ExtensionScriptPath';

/** The page from which an administrator connects NetBox with Proxbox. */
@Controller(`${PAGES}/inside`)
export class InsideSettingsController {
  constructor(
    @Inject(NetboxEvents) private readonly events: NetboxEvents,
    @Inject(SCRIPT_PATH) private readonly scriptPath: string,
  ) {}

  @Get()
  @Needs(`view ${netboxEndpoint.name}`)
  async show(@Res() response: Response): Promise<void> {
    const state = await this.events.state();
    await renderPage(response, 'inside/settings.njk', {
      title: 'Inside NetBox',
      state,
      url: state.payloadUrl === null ? '' : new URL(state.payloadUrl).origin,
      scriptPath: this.scriptPath,
    });
  }

  @Post()
  @Needs(`change ${netboxEndpoint.name}`)
  async change(
    @Body() body: { wanted?: unknown; url?: unknown } | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    try {
      if (body?.wanted === 'remove') await this.events.remove();
      else await this.events.register(addressIn(body?.url));
      flash(request, 'success', body?.wanted === 'remove' ? 'NetBox is silent again.' : 'NetBox tells of its changes from now on.'); // prettier-ignore
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      flash(request, 'danger', error.message);
    }
    await seeOther(request, response, SETTINGS_PATH);
  }
}

function addressIn(given: unknown): string | undefined {
  const text = typeof given === 'string' ? given.trim() : '';
  if (text !== '' && !isURL(text, HTTP_ADDRESS)) throw new Invalid(HTTP_ADDRESS_WANTED);
  return text || undefined;
}
