import { firstValueFrom } from 'rxjs';
import { Refused } from '../core/errors/errors';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type SyncLink } from '../models/sync-link.model';
import { virtualMachine } from '../sync/resources/inventory';
import { type Setting, settingsOf } from './guest-settings';

/** Where a guest was when it was last synced. */
interface GuestPlace {
  readonly node: string;
  readonly type: 'qemu' | 'lxc';
  readonly vmid: number;
}

type Written = Pick<SyncLink, 'target' | 'written'>;

/** Asks Proxmox VE for the configuration of guests, as it is now. */
export class LiveConfig {
  constructor(private readonly book: EndpointBook) {}

  /** Through one endpoint of the guest's cluster. Throws what the client throws, and Refused for what never was a guest. */
  async of(links: readonly Written[], endpointId: number | undefined): Promise<Setting[]> {
    const place = placeOf(links);
    if (!place || endpointId === undefined)
      throw new Refused('Proxbox does not know where this guest is; sync it first.');
    const [endpoint] = await this.book.proxmoxEndpoints([endpointId]);
    const client = await this.book.proxmoxClient(endpoint);
    try {
      const config = await firstValueFrom(client.guestConfig(place.node, place.type, place.vmid));
      return settingsOf(config.raw);
    } finally {
      client.close();
    }
  }
}

/** Undefined for what is no guest, or was never placed. */
export function placeOf(links: readonly Written[]): GuestPlace | undefined {
  const link = links.find(({ target }) => target === virtualMachine.name);
  const { node, vmType: type, vmid } = link?.written ?? {};
  if (typeof node !== 'string' || typeof vmid !== 'number') return undefined;
  return type === 'qemu' || type === 'lxc' ? { node, type, vmid } : undefined;
}
