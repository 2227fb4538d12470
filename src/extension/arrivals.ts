import { lastValueFrom, toArray } from 'rxjs';
import { chunksOf } from '../core/chunks';
import { type NetboxRow } from '../clients/netbox/read';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Mirror } from '../endpoints/mirror';

/** A bulk write of ours comes back as that many events: what arrives within this time is looked up together. */
const GATHER_MS = 200;
/** A proxy in front of NetBox may cut addresses off at 4 KiB. */
const IDS_AT_ONCE = 50;

/** Which object, and where NetBox has its kind. */
export interface Wanted {
  readonly objectType: string;
  readonly path: string;
  readonly id: number;
}

interface Gathering {
  readonly ids: Set<number>;
  readonly found: Promise<ReadonlySet<number>>;
}

/** Looks up in NetBox what events are about, many at once, and keeps the mirror true to what it finds. */
export class Arrivals {
  private readonly gatherings = new Map<string, Gathering>();

  constructor(
    private readonly book: EndpointBook,
    private readonly mirror: Mirror,
  ) {}

  /** Whether NetBox has the object now. Throws what the client throws. */
  async isThere({ objectType, path, id }: Wanted): Promise<boolean> {
    let gathering = this.gatherings.get(objectType);
    if (!gathering) {
      const ids = new Set<number>();
      gathering = { ids, found: this.lookUpSoon(objectType, path, ids) };
      this.gatherings.set(objectType, gathering);
    }
    gathering.ids.add(id);
    return (await gathering.found).has(id);
  }

  private async lookUpSoon(
    objectType: string,
    path: string,
    gathered: ReadonlySet<number>,
  ): Promise<ReadonlySet<number>> {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    // Who comes from here on may be about what is read already.
    this.gatherings.delete(objectType);
    const ids = [...gathered];
    const netbox = await this.book.netboxClient();
    try {
      const rows: NetboxRow[] = [];
      for (const id of chunksOf(ids, IDS_AT_ONCE)) {
        rows.push(...(await lastValueFrom(netbox.list(path, { id }).pipe(toArray()))));
      }
      const found = new Set(rows.map(({ id }) => id));
      await this.mirror.note(objectType, rows);
      await this.mirror.forget(objectType, ids.filter((id) => !found.has(id))); // prettier-ignore
      return found;
    } finally {
      netbox.close();
    }
  }
}
