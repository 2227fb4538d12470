import { lastValueFrom, toArray } from 'rxjs';
import { NetboxClient } from '../../clients/netbox/netbox-client';
import { isEmpty } from '../../core/plan/value';
import { type Resource } from '../../sync/resources/define-resource';
import { ipAddress, macAddress, primaryIps, primaryMac, virtualDisk, vmInterface } from '../../sync/resources/guest-parts'; // prettier-ignore
import { cluster, device, virtualMachine } from '../../sync/resources/inventory';
import { vlan, vlanGroup } from '../../sync/resources/network';
import { nodeInterface, nodeInterfaceLinks, nodePrimaryIps, nodePrimaryMac } from '../../sync/resources/node-parts'; // prettier-ignore
import {
  clusterType,
  customField,
  deviceRole,
  deviceType,
  machineType,
  manufacturer,
  platform,
  site,
  tag,
} from '../../sync/resources/vocabulary';
import { valuesOf, wireOf } from '../../sync/targets/wire-form';

/** The finished objects of one kind, in the order of their ids. */
export interface Payload {
  path: string;
  label: string;
  /** Rows with an id complete what an earlier payload makes. */
  rows: Record<string, unknown>[];
  isCompletion: boolean;
}

/** Parents first, so that an empty NetBox gives the same ids again; addresses of guests and nodes are in one list. */
export const WRITTEN: readonly Resource[] = [
  tag, customField, clusterType, manufacturer, deviceType, deviceRole, platform, machineType, site, cluster, device, virtualMachine,
  virtualDisk, vlanGroup, vlan, nodeInterface, vmInterface, macAddress, ipAddress,
  nodeInterfaceLinks, nodePrimaryMac, nodePrimaryIps, primaryMac, primaryIps,
]; // prettier-ignore

/** What a NetBox holds, as it would be written. */
export async function payloadsOf(netbox: { url: string; token: string }): Promise<Payload[]> {
  const client = new NetboxClient(netbox);
  const payloads: Payload[] = [];
  for (const resource of WRITTEN) {
    const rows = await lastValueFrom(client.list(resource.path).pipe(toArray()));
    const isCompletion = resource.completes !== undefined;
    payloads.push({
      path: resource.path,
      label: resource.label,
      isCompletion,
      rows: rows.flatMap((row) => {
        const body = wireOf(resource, given(valuesOf(resource, row)));
        if (!isCompletion) return [{ ...body }];
        return Object.keys(body).length > 0 ? [{ ...body, id: row.id }] : [];
      }),
    });
  }
  client.close();
  return payloads;
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}
