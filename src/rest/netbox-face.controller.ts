import { Controller, Get, Inject, Req } from '@nestjs/common';
import { type Request } from 'express';
import { version } from '../config/version';
import { Needs } from '../core/access/needs';
import { API_DOCS, API_ROOT, API_SCHEMA } from '../core/http/api-root';
import { PublicOrigin } from '../core/http/public-origin';
import { API_VERSION } from '../core/http/rest-requests';
import { Describe } from '../core/openapi/describe';
import { type Schema } from '../core/openapi/schema';

const tag = 'Index';
const text: Schema = { type: 'string' };
const address: Schema = { type: 'string', format: 'uri' };

function objectOf(properties: Record<string, Schema>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** The plugin as NetBox lists it; clients look for this name. */
const PLUGIN = {
  name: 'Proxbox',
  package: 'netbox_proxbox',
  author: 'Proxbox',
  author_email: '',
  description: 'Keeps NetBox true to Proxmox VE.',
  version,
  release_track: '',
};

/**
 * What clients of NetBox ask before they ask for anything else, so that one that is pointed at Proxbox instead of NetBox
 * finds its way: the roots, the version, the plugins. Nothing of NetBox's own objects is here.
 */
@Needs('sign in')
@Controller('api')
export class NetboxFaceController {
  constructor(@Inject(PublicOrigin) private readonly origin: PublicOrigin) {}

  @Get('/')
  @Describe({
    operationId: 'root_retrieve',
    summary: 'What there is below /api/',
    tag,
    answers: {
      200: {
        description: 'Addresses by name.',
        schema: objectOf({ docs: address, plugins: address, schema: address, status: address }),
      },
    },
  })
  root(@Req() request: Request): Record<string, string> {
    const origin = this.origin.of(request);
    return {
      docs: `${origin}/${API_DOCS}`,
      plugins: `${origin}/api/plugins/`,
      schema: `${origin}/${API_SCHEMA}`,
      status: `${origin}/api/status/`,
    };
  }

  @Get('status/')
  @Describe({
    operationId: 'status_retrieve',
    summary: 'Versions',
    tag,
    answers: {
      200: {
        description: 'The release of NetBox whose conventions are followed, and that of Proxbox.',
        schema: objectOf({
          'netbox-version': text,
          'proxbox-version': text,
          plugins: { type: 'object', additionalProperties: text },
        }),
      },
    },
  })
  status(): Record<string, unknown> {
    return {
      'netbox-version': API_VERSION,
      'proxbox-version': version,
      plugins: { [PLUGIN.package]: version },
    };
  }

  @Get('plugins/')
  @Describe({
    operationId: 'plugins_root_retrieve',
    summary: 'What there is below /api/plugins/',
    tag,
    answers: {
      200: {
        description: 'Addresses by name.',
        schema: objectOf({ 'installed-plugins': address, proxbox: address }),
      },
    },
  })
  plugins(@Req() request: Request): Record<string, string> {
    const origin = this.origin.of(request);
    return {
      'installed-plugins': `${origin}/api/plugins/installed-plugins/`,
      proxbox: `${origin}${API_ROOT}/`,
    };
  }

  @Get('plugins/installed-plugins/')
  @Describe({
    operationId: 'plugins_installed_plugins_list',
    summary: 'Proxbox as a plugin',
    tag,
    answers: {
      200: {
        description: 'One entry.',
        schema: {
          type: 'array',
          items: objectOf(Object.fromEntries(Object.keys(PLUGIN).map((key) => [key, text]))),
        },
      },
    },
  })
  installedPlugins(): (typeof PLUGIN)[] {
    return [PLUGIN];
  }
}
