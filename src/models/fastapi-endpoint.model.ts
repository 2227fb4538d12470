import { defineModel, type Row } from '../core/model/define-model';
import { bool, secret, text } from '../core/model/kinds';
import { checkEndpoint, comments, hostFields, hostOf, port, tlsFields } from './fields';

/** The backend that the plugin needed. Proxbox needs none; the rows are kept for old clients and imports. */
export const fastapiEndpoint = defineModel({
  name: 'fastapi-endpoint',
  label: 'FastAPI endpoint',
  path: 'endpoints/fastapi',
  menu: 'Configuration',
  menuLabel: 'ProxBox API (FastAPI)',
  fields: {
    name: text({ optional: true, default: 'ProxBox Endpoint' }),
    ...hostFields,
    port: port(8800),
    verifySsl: tlsFields.verifySsl,
    token: secret({ optional: true, help: 'API key of the backend; it is never shown.' }),
    useWebsocket: bool({ label: 'Use WebSocket', default: false }),
    websocketDomain: text({ label: 'WebSocket domain', optional: true }),
    websocketPort: port(8800, 'WebSocket port'),
    serverSideWebsocket: bool({ label: 'Server-side WebSocket', default: false }),
    comments,
  },
  identity: ['name', 'ipAddress'],
  order: ['name'],
  list: ['name', 'domain', 'ipAddress', 'port', 'verifySsl', 'useWebsocket', 'websocketDomain'],
  detail: {
    'FastAPI endpoint': ['name', 'domain', 'ipAddress', 'port', 'verifySsl'],
    WebSocket: ['useWebsocket', 'websocketDomain', 'websocketPort', 'serverSideWebsocket'],
    Comments: ['comments'],
  },
  brief: ['name', 'domain', 'port'],
  nested: ['name'],
  search: ['name', 'domain'],
  displayThrough: ['ipAddress'],
  display: (row, nameOf) =>
    row.name || row.domain || hostOf(nameOf('ipAddress')) || `FastAPIEndpoint(${row.id})`,
  check: checkEndpoint,
});

export type FastapiEndpoint = Row<typeof fastapiEndpoint>;
