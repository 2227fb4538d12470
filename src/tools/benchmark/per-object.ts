import axios from 'axios';
import { Agent } from 'node:http';
import { lastValueFrom } from 'rxjs';
import { ProxmoxClient } from '../../clients/proxmox/proxmox-client';
import { type SimulatedEndpoint } from '../../simulators/proxmox/simulator';
import { measured, onTask } from './protocol';
import { type Payload } from './payloads';

interface Task {
  netbox: { url: string; token: string };
  endpoints: SimulatedEndpoint[];
  payloads: Payload[];
}

/** Works as today's tools do: reads one configuration at a time, looks each object up, and writes it alone. */
onTask<Task>(async ({ netbox, endpoints, payloads }) => {
  const api = axios.create({
    baseURL: `${netbox.url}/api/`,
    headers: { Authorization: `${netbox.token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${netbox.token}` },
    httpAgent: new Agent({ keepAlive: true }),
  });
  let reads = 0;
  let writes = 0;
  let proxmoxReads = 0;
  const { seconds, peak_rss_mb } = await measured(async () => {
    for (const endpoint of endpoints) proxmoxReads += await readGuests(endpoint);
    for (const { path, rows } of payloads) {
      for (const row of rows) {
        const found = await api.get<{ results: { id: number }[] }>(`${path}/`, { params: lookUpOf(row) });
        reads += 1;
        const [known] = found.data.results;
        if (known) await api.patch(`${path}/${known.id}/`, row);
        else await api.post(`${path}/`, row);
        writes += 1;
      }
    }
  });
  return { seconds, netbox_reads: reads, netbox_writes: writes, proxmox_reads: proxmoxReads, peak_rss_mb };
});

function lookUpOf(row: Record<string, unknown>): Record<string, unknown> {
  const vmid = (row.custom_fields as Record<string, unknown> | undefined)?.proxmox_vm_id;
  if (vmid !== undefined) return { cf_proxmox_vm_id: vmid, cluster_id: row.cluster };
  if (row.id !== undefined) return { id: row.id };
  if (row.slug !== undefined) return { slug: row.slug };
  if (row.mac_address !== undefined) return { mac_address: row.mac_address, ...carrierOf(row) };
  if (row.address !== undefined) return { address: row.address };
  if (row.vid !== undefined) return { vid: row.vid, group_id: row.group };
  if (row.virtual_machine !== undefined) return { virtual_machine_id: row.virtual_machine, name: row.name };
  if (row.device !== undefined) return { device_id: row.device, name: row.name };
  return row.cluster === undefined ? { name: row.name } : { name: row.name, cluster_id: row.cluster };
}

/** A bridge has the MAC address of its port: which of the two is meant is told by what it is assigned to. */
function carrierOf(row: Record<string, unknown>): Record<string, unknown> {
  const isNode = row.assigned_object_type === 'dcim.interface';
  return { [isNode ? 'interface_id' : 'vminterface_id']: row.assigned_object_id };
}

async function readGuests(endpoint: SimulatedEndpoint): Promise<number> {
  const client = new ProxmoxClient({
    ...endpoint,
    tls: { mode: 'fingerprint', sha256: endpoint.fingerprint },
  });
  for (const row of await lastValueFrom(client.resources())) {
    if (row.type !== 'qemu' && row.type !== 'lxc') continue;
    await lastValueFrom(client.guestConfig(row.node, row.type, row.vmid));
  }
  const { requests } = client;
  client.close();
  return requests;
}
