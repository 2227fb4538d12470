import { firstValueFrom } from 'rxjs';
import { Refused } from '../core/errors/errors';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type SyncLink } from '../models/sync-link.model';
import { virtualMachine } from '../sync/resources/inventory';
import { type Setting, settingsOf } from './guest-settings';

/** Where a guest was when it was last synced. */
interface GuestPlace {
  readonly endpoint: number;
  readonly node: string;
  readonly type: 'qemu' | 'lxc';
  readonly vmid: number;
}

/** Asks Proxmox VE for the configuration of guests, as it is now. */
export class LiveConfig {
  constructor(private readonly book: EndpointBook) {}

  /** Throws what the client throws, and Refused for what never was a guest. */
  async of(links: readonly Pick<SyncLink, 'target' | 'written' | 'origins'>[]): Promise<Setting[]> {
    const place = placeOf(links);
    if (!place) throw new Refused('Proxbox does not know where this guest is; sync it first.');
    const [endpoint] = await this.book.proxmoxEndpoints([place.endpoint]);
    const client = await this.book.proxmoxClient(endpoint);
    try {
      const config = await firstValueFrom(client.guestConfig(place.node, place.type, place.vmid));
      return settingsOf(config.raw);
    } finally {
      client.close();
    }
  }
}

/** Undefined for what is no guest, or was never written by a run that said its endpoint. */
export function placeOf(
  links: readonly Pick<SyncLink, 'target' | 'written' | 'origins'>[],
): GuestPlace | undefined {
  const link = links.find(({ target }) => target === virtualMachine.name);
  if (!link) return undefined;
  const endpoint = Object.values(link.origins).find((origin) => origin.endpoint !== null)?.endpoint;
  const { node, vmType: type, vmid } = link.written;
  if (typeof endpoint !== 'number' || typeof node !== 'string' || typeof vmid !== 'number') return undefined;
  return type === 'qemu' || type === 'lxc' ? { endpoint, node, type, vmid } : undefined;
}
