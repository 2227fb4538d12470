import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Needs } from '../core/access/needs';
import { API_ROOT } from '../core/http/api-root';
import { Describe, type RouteDescription } from '../core/openapi/describe';
import { component, orNull, type Schema } from '../core/openapi/schema';
import { netboxEndpoint } from '../models/netbox-endpoint.model';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type EndpointCheck, EndpointChecks } from './endpoint-checks';
import { idOf } from './row-id';

const text: Schema = { type: 'string' };

export const checkSchemas: Readonly<Record<string, Schema>> = {
  EndpointCheck: {
    type: 'object',
    properties: {
      is_reached: { type: 'boolean' },
      version: orNull(text),
      name: orNull({ ...text, description: 'Cluster, host, or user of the token.' }),
      problems: {
        type: 'array',
        items: text,
        description: 'Why it was not reached, or what its token lacks; empty where nothing is missing.',
      },
      suggestion: orNull(text),
    },
    required: ['is_reached', 'version', 'name', 'problems', 'suggestion'],
  },
};

const answers = {
  200: { description: 'What was found.', schema: component('EndpointCheck') },
} as const;

const checkProxmox: RouteDescription = {
  tag: proxmoxEndpoint.labelPlural,
  operationId: 'plugins_proxbox_endpoints_proxmox_check_create',
  summary: 'Look whether a Proxmox VE answers, and what its token does not show',
  answers,
};

const checkNetbox: RouteDescription = {
  tag: netboxEndpoint.labelPlural,
  operationId: 'plugins_proxbox_endpoints_netbox_check_create',
  summary: 'Look whether NetBox answers, and what its token may not add',
  answers,
};

/** Looks at endpoints for people who set them up. */
@Controller(API_ROOT)
export class EndpointChecksController {
  constructor(@Inject(EndpointChecks) private readonly checks: EndpointChecks) {}

  /** Asks a Proxmox VE who it is and what the token may see. */
  @Post(`${proxmoxEndpoint.path}/:id/check/`)
  @Needs(`change ${proxmoxEndpoint.name}`)
  @HttpCode(200)
  @Describe(checkProxmox)
  async proxmox(@Param('id') id: string): Promise<Record<string, unknown>> {
    return jsonOf(await this.checks.proxmox(idOf(id)));
  }

  /** Asks NetBox whose token it is and what it may add. */
  @Post(`${netboxEndpoint.path}/:id/check/`)
  @Needs(`change ${netboxEndpoint.name}`)
  @HttpCode(200)
  @Describe(checkNetbox)
  async netbox(@Param('id') id: string): Promise<Record<string, unknown>> {
    return jsonOf(await this.checks.netbox(idOf(id)));
  }
}

function jsonOf({ isReached, ...rest }: EndpointCheck): Record<string, unknown> {
  return { is_reached: isReached, ...rest };
}
