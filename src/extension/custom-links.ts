import { createHash } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { type NetboxClient } from '../clients/netbox/netbox-client';
import { cluster, device, virtualMachine } from '../sync/resources/inventory';
import { virtualDisk, vmInterface } from '../sync/resources/guest-parts';
import { nodeInterface } from '../sync/resources/node-parts';
import { PROXBOX_TAG } from '../sync/stages/proxbox-tag';
import { objectPath } from './addresses';
import { type Named, putByName } from './put-by-name';
import { registrationSchema } from './registration.schema';

const KIND = 'links';
const PATH = 'extras/custom-links';
/** The objects whose pages in NetBox lead to Proxbox. */
const LINKED = [cluster, device, virtualMachine, vmInterface, nodeInterface, virtualDisk];

/** The links as NetBox keeps them. One whose text is empty is not shown: that is so for what Proxbox has not tagged. */
export function wantedLinks(publicUrl: string): Named[] {
  return LINKED.map(({ name, objectType }) => ({
    name: `Proxbox: ${name}`,
    object_types: [objectType],
    enabled: true,
    link_text: `{% if '${PROXBOX_TAG}' in object.tags.slugs() %}Proxbox{% endif %}`,
    link_url: publicUrl + objectPath(objectType, '{{ object.pk }}'),
  }));
}

/**
 * Links from NetBox's pages to those of Proxbox: NetBox's own way to be extended. They are made once for one address; what
 * people change or remove afterwards stays so, and nothing is asked of NetBox while there is nothing to make.
 */
export class CustomLinks {
  constructor(
    private readonly dataSource: DataSource,
    /** What people type; without it there is nowhere to lead to. */
    private readonly publicUrl: string | undefined,
  ) {}

  /** Makes them where that was not done yet. Throws what NetBox refused. */
  async ensure(netbox: () => Promise<NetboxClient>): Promise<void> {
    if (this.publicUrl === undefined) return;
    const links = wantedLinks(this.publicUrl);
    const mark = createHash('sha256').update(JSON.stringify(links)).digest('hex');
    const table = this.dataSource.getRepository(registrationSchema);
    const known = await table.findOneBy({ name: KIND });
    if (known?.mark === mark) return;
    const client = await netbox();
    try {
      const objects: Record<string, number> = {};
      for (const link of links) objects[link.name] = await putByName(client, PATH, link);
      await table.upsert({ name: KIND, mark, objects }, ['name']);
    } finally {
      client.close();
    }
  }
}
