import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SimVersion } from '../../src/simulators/proxmox/world';

/** The folder with what the vendor and other systems say; it lies beside the checkout and is no part of it. */
const REFERENCE = join(__dirname, '../../../shared/reference');
const FILES: Record<SimVersion, string> = {
  '8.4': 'proxmox-api-8.4.min.json',
  '9.0': 'proxmox-api-9.0.min.json',
  '9.1': 'proxmox-api.min.json',
};

/** Proxmox VE's own dialect of JSON Schema: a property is required unless `optional` is 1; booleans are 0 and 1. */
export interface VendorSchema {
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';
  optional?: 0 | 1;
  /** A key like `net[n]` stands for every index. */
  properties?: Record<string, VendorSchema>;
  additionalProperties?: 0 | 1;
  items?: VendorSchema;
  enum?: string[];
  /** Perl's. */
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  /** Another property that has to be there too. */
  requires?: string;
  /** A name, or what the parts of a property string (`k=v,k=v`) are. */
  format?: string | Record<string, VendorSchema & { default_key?: 1; alias?: string }>;
}

export interface VendorEndpoint {
  path: string;
  method: string;
  permissions?: { user?: 'all' | 'world'; check?: unknown[] };
  params: Record<string, VendorSchema>;
  returns: VendorSchema;
}

export interface VendorExample {
  path: string;
  method: string;
  note: string;
  status: number;
  reason?: string;
  body: { data: unknown } | '';
}

interface Examples {
  examples: VendorExample[];
  sent_but_not_in_vendor_returns_schema: Record<string, string[]>;
}

export const hasReference = existsSync(join(REFERENCE, FILES['9.1']));

/** What the reference leaves out, as the vendor's API viewer has it: a row of `rrddata` is an object without known keys. */
const LEFT_OUT: VendorEndpoint = {
  path: '/nodes/{node}/storage/{storage}/rrddata',
  method: 'GET',
  permissions: {
    check: ['perm', '/storage/{storage}', ['Datastore.Audit', 'Datastore.AllocateSpace'], 'any', 1],
  },
  params: {
    cf: { enum: ['AVERAGE', 'MAX'], optional: 1, type: 'string' },
    node: { format: 'pve-node', type: 'string' },
    storage: { format: 'pve-storage-id', type: 'string' },
    timeframe: { enum: ['hour', 'day', 'week', 'month', 'year'], type: 'string' },
  },
  returns: { type: 'array', items: { type: 'object', properties: {} } },
};

/** The endpoints of a release by `GET /path`. */
export function endpointsOf(version: SimVersion): Map<string, VendorEndpoint> {
  const { endpoints } = read<{ endpoints: VendorEndpoint[] }>(FILES[version]);
  return new Map(
    [...endpoints, LEFT_OUT].map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]),
  );
}

/** Replies that were put together by hand from the vendor's sources and from public reports. */
export function vendorExamples(): Examples {
  return read<Examples>('proxmox-examples.json');
}

/** A Perl pattern as the vendor's schema has it: `(?^:…)` is a group. */
export function perlPattern(pattern: string): RegExp {
  const isCaseless = pattern.includes('(?^i:');
  const source = pattern.replace(/\(\?\^i?:/g, '(?:').replace(/\(\?>/g, '(?:');
  return new RegExp(`^(?:${source})$`, isCaseless ? 'i' : '');
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(REFERENCE, file), 'utf8')) as T;
}
