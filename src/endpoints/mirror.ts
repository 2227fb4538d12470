import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { type NetboxRow } from '../clients/netbox/read';
import { type ExternalObject, ExternalObjects } from '../core/crud/links';
import { netboxObject, type NetboxObject } from '../models/netbox-object.model';

const ROWS_AT_ONCE = 500;

/** The names of NetBox objects, kept from reads that happen anyway, so that no list has to ask NetBox. */
@Injectable()
export class Mirror extends ExternalObjects {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    super();
  }

  async find(wanted: ReadonlyMap<string, readonly number[]>): Promise<ReadonlyMap<string, ExternalObject>> {
    const rows = await this.dataSource.getRepository<NetboxObject>(netboxObject.name).find({
      where: [...wanted].map(([objectType, ids]) => ({ objectType, objectId: In([...ids]) })),
    });
    return new Map(
      rows.map((row) => [
        `${row.objectType}:${row.objectId}`,
        { id: row.objectId, display: row.name, url: row.pageUrl || null },
      ]),
    );
  }

  /** Notes objects as NetBox sent them; a row that says nothing new is not touched. */
  async note(objectType: string, rows: readonly NetboxRow[]): Promise<void> {
    const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
    for (let start = 0; start < unique.length; start += ROWS_AT_ONCE) {
      const chunk = unique.slice(start, start + ROWS_AT_ONCE);
      await this.dataSource.query(
        `INSERT INTO "${netboxObject.table}" AS known (object_type, object_id, name, page_url)
         SELECT $1, id, left(name, 512), left(url, 1024)
           FROM unnest($2::int[], $3::text[], $4::text[]) AS seen(id, name, url)
         ON CONFLICT (object_type, object_id) DO UPDATE
            SET name = excluded.name, page_url = excluded.page_url, last_updated = now()
          WHERE (known.name, known.page_url) IS DISTINCT FROM (excluded.name, excluded.page_url)`,
        [
          objectType,
          chunk.map((row) => row.id),
          chunk.map((row) => row.display ?? `#${row.id}`),
          chunk.map((row) => pageUrlOf(row.url)),
        ],
      );
    }
  }
}

/** NetBox shows `https://host/dcim/sites/1/` where its API has `https://host/api/dcim/sites/1/`. */
function pageUrlOf(apiUrl: string | undefined): string {
  return (apiUrl ?? '').replace('/api/', '/');
}
