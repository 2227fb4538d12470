import { lastValueFrom, toArray } from 'rxjs';
import { NetboxClient } from '../../clients/netbox/netbox-client';
import { isEmpty } from '../../core/plan/value';
import { type Resource } from '../../sync/resources/define-resource';
import { cluster, device, virtualMachine } from '../../sync/resources/inventory';
import {
  clusterType,
  customField,
  deviceRole,
  deviceType,
  manufacturer,
  site,
  tag,
} from '../../sync/resources/vocabulary';
import { valuesOf, wireOf } from '../../sync/targets/wire-form';

/** The finished objects of one kind, in the order of their ids. */
export interface Payload {
  path: string;
  label: string;
  rows: Record<string, unknown>[];
}

/** Parents first, so that an empty NetBox gives the same ids again. */
const IN_ORDER: readonly Resource[] = [
  tag, customField, clusterType, manufacturer, deviceType, deviceRole, site, cluster, device, virtualMachine,
]; // prettier-ignore

/** What a NetBox holds, as it would be written. */
export async function payloadsOf(netbox: { url: string; token: string }): Promise<Payload[]> {
  const client = new NetboxClient(netbox);
  const payloads: Payload[] = [];
  for (const resource of IN_ORDER) {
    const rows = await lastValueFrom(client.list(resource.path).pipe(toArray()));
    payloads.push({
      path: resource.path,
      label: resource.label,
      rows: rows.map((row) => wireOf(resource, given(valuesOf(resource, row))) as Record<string, unknown>),
    });
  }
  client.close();
  return payloads;
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}
