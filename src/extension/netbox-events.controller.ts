import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { IsOptional, IsUrl } from 'class-validator';
import { Needs } from '../core/access/needs';
import { Open } from '../core/access/open';
import { type JsonObject } from '../core/crud/serializer';
import { NotAllowed } from '../core/errors/errors';
import { API_ROOT } from '../core/http/api-root';
import { SIGNATURE_HEADER, type SignedRequest } from '../core/http/rest-requests';
import { Describe } from '../core/openapi/describe';
import { netboxEndpoint } from '../models/netbox-endpoint.model';
import { checkedBody } from '../sync/checked-body';
import { HTTP_ADDRESS, HTTP_ADDRESS_WANTED } from './http-address';
import { eventOf } from './netbox-event';
import { type EventsState, NetboxEvents } from './netbox-events';
import { readEvents, receiveEvent, registerEvents, removeEvents } from './netbox-events-routes';

class RegisterBody {
  @IsOptional()
  @IsUrl(HTTP_ADDRESS, { message: HTTP_ADDRESS_WANTED })
  url?: string;
}

const registerBody = checkedBody(RegisterBody);

/** Events of NetBox: asking for them, and what arrives. */
@Controller(`${API_ROOT}/inside`)
export class NetboxEventsController {
  constructor(@Inject(NetboxEvents) private readonly events: NetboxEvents) {}

  @Get('events/')
  @Needs(`view ${netboxEndpoint.name}`)
  @Describe(readEvents)
  async state(): Promise<JsonObject> {
    return jsonOf(await this.events.state());
  }

  @Post('events/')
  @Needs(`change ${netboxEndpoint.name}`)
  @HttpCode(200)
  @Describe(registerEvents)
  async register(@Body(registerBody) { url }: RegisterBody): Promise<JsonObject> {
    return jsonOf(await this.events.register(url));
  }

  @Delete('events/')
  @Needs(`change ${netboxEndpoint.name}`)
  @HttpCode(204)
  @Describe(removeEvents)
  async remove(): Promise<void> {
    await this.events.remove();
  }

  /** NetBox shows no credentials; its signature says that it is NetBox. */
  @Post('netbox-event/')
  @Open()
  @HttpCode(204)
  @Describe(receiveEvent)
  async receive(@Body() body: unknown, @Req() request: SignedRequest): Promise<void> {
    const { signedBody } = request;
    if (!signedBody || !(await this.events.isGenuine(signedBody, request.get(SIGNATURE_HEADER))))
      throw new NotAllowed('The signature of this message is not that of NetBox.');
    await this.events.receive(eventOf(body));
  }
}

function jsonOf({ isRegistered, payloadUrl, objects, lastEvent }: EventsState): JsonObject {
  return {
    is_registered: isRegistered,
    payload_url: payloadUrl,
    objects,
    last_event: lastEvent?.toISOString() ?? null,
  };
}
