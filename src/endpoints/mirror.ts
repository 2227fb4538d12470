import { Logger } from '@nestjs/common';
import { lastValueFrom, toArray } from 'rxjs';
import { type DataSource, In } from 'typeorm';
import { chunksOf } from '../core/chunks';
import { type NetboxRow } from '../clients/netbox/read';
import {
  type ExternalIds,
  type ExternalLookup,
  type ExternalObject,
  ExternalObjects,
} from '../core/crud/links';
import { messageOf, ProxboxError } from '../core/errors/errors';
import { API_ROOT } from '../core/http/api-root';
import { netboxObject, type NetboxObject } from '../models/netbox-object.model';
import { type EndpointBook } from './endpoint-book';
import { naturalKey } from './natural-order';
import { keptAttributes, listPathOfType, nestedForm } from './netbox-types';

const ROWS_AT_ONCE = 500;
/** Ids in one question: a proxy in front of NetBox may cut addresses off at 4 KiB. */
const IDS_AT_ONCE = 50;
/** Somebody waits for the answer of a write. */
const TIMEOUT_MS = 5000;

/** What is kept of an object that NetBox has told. */
export interface SeenObject {
  readonly id: number;
  readonly name: string;
  readonly pageUrl: string;
  /** As JSON. */
  readonly attributes: string;
}

/** The little of a row that the mirror keeps. */
export function seenOf(row: NetboxRow): SeenObject {
  return {
    id: row.id,
    name: row.display ?? `#${row.id}`,
    pageUrl: pageUrlOf(row.url),
    attributes: JSON.stringify(keptAttributes(row)),
  };
}

/**
 * The names of NetBox objects, kept from reads that happen anyway, so that no list has to ask NetBox. Only a write that
 * names an object which was never seen asks whether it is there.
 */
export class Mirror extends ExternalObjects {
  private readonly logger = new Logger('Mirror');

  constructor(
    private readonly dataSource: DataSource,
    private readonly book: EndpointBook,
  ) {
    super();
  }

  async find(wanted: ExternalIds): Promise<ReadonlyMap<string, ExternalObject>> {
    // For TypeORM no condition means every row.
    if (wanted.size === 0) return new Map();
    const rows = await this.objects.find({
      where: [...wanted].map(([objectType, ids]) => ({ objectType, objectId: In([...ids]) })),
    });
    const known = new Map(rows.map((row) => [`${row.objectType}:${row.objectId}`, row]));
    const pairs = [...wanted].flatMap(([type, ids]) => ids.map((id) => [type, id] as const));
    return new Map(pairs.map(([type, id]) => [`${type}:${id}`, shown(type, id, known.get(`${type}:${id}`))]));
  }

  override async absent(wanted: ExternalIds): Promise<ExternalIds> {
    const absent = new Map<string, number[]>();
    for (const [type, ids] of wanted) {
      const rows = await this.objects.find({
        where: { objectType: type, objectId: In([...ids]) },
        select: { id: true, objectId: true },
      });
      const known = new Set(rows.map((row) => row.objectId));
      const unseen = ids.filter((id) => !known.has(id));
      const found = unseen.length > 0 ? await this.ask(type, unseen) : undefined;
      if (found) absent.set(type, unseen.filter((id) => !found.has(id))); // prettier-ignore
    }
    return absent;
  }

  override async idsBy(
    type: string,
    attributes: Readonly<Record<string, unknown>>,
  ): Promise<readonly number[]> {
    const { name, ...others } = attributes;
    const rows = await this.objects
      .createQueryBuilder('known')
      .where('known.objectType = :type AND known.attributes @> :others', {
        type,
        others: JSON.stringify(others),
      })
      .andWhere(name === undefined ? 'TRUE' : 'known.name = :name', { name: String(name) })
      .limit(2)
      .getMany();
    return Object.keys(attributes).length === 0 ? [] : rows.map((row) => row.objectId);
  }

  override lookupOf(objectType: string): ExternalLookup {
    const query = new URLSearchParams({ object_type: objectType, fields: 'object_id,display' });
    return { path: `${API_ROOT}/${netboxObject.path}/?${query.toString()}`, valueKey: 'object_id' };
  }

  override async idsByName(
    objectType: string,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, readonly number[]>> {
    const rows = await this.dataSource
      .getRepository<NetboxObject>(netboxObject.name)
      .find({ where: { objectType, name: In([...names]) }, order: { objectId: 'ASC' } });
    const ids = new Map<string, number[]>();
    for (const { name, objectId } of rows) ids.set(name, [...(ids.get(name) ?? []), objectId]);
    return ids;
  }

  /** Notes objects as NetBox sent them. */
  async note(objectType: string, rows: readonly NetboxRow[]): Promise<void> {
    await this.keep(objectType, rows.map(seenOf));
  }

  /** Keeps what was seen; where that says nothing new, nothing is touched. */
  async keep(objectType: string, seen: readonly SeenObject[]): Promise<void> {
    const unique = [...new Map(seen.map((one) => [one.id, one])).values()];
    for (const chunk of chunksOf(unique, ROWS_AT_ONCE)) {
      // A read that asks for few fields must not make the mirror forget the others.
      await this.dataSource.query(
        `INSERT INTO "${netboxObject.table}" AS known (object_type, object_id, name, sort_name, page_url, attributes)
         SELECT $1, id, left(name, 512), left(sort_name, 512), left(url, 1024), attributes
           FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::jsonb[])
             AS seen(id, name, sort_name, url, attributes)
         ON CONFLICT (object_type, object_id) DO UPDATE
            SET name = excluded.name, sort_name = excluded.sort_name, page_url = excluded.page_url,
                attributes = known.attributes || excluded.attributes, last_updated = now()
          WHERE (known.name, known.sort_name, known.page_url, known.attributes) IS DISTINCT FROM
                (excluded.name, excluded.sort_name, excluded.page_url, known.attributes || excluded.attributes)`,
        [
          objectType,
          chunk.map(({ id }) => id),
          chunk.map(({ name }) => name),
          chunk.map(({ name }) => naturalKey(name)),
          chunk.map(({ pageUrl }) => pageUrl),
          chunk.map(({ attributes }) => attributes),
        ],
      );
    }
  }

  /** Objects that NetBox does not have any more. */
  async forget(objectType: string, ids: readonly number[]): Promise<void> {
    if (ids.length > 0) await this.objects.delete({ objectType, objectId: In([...ids]) });
  }

  /** The ids that NetBox has, of these; undefined when it cannot be asked now. */
  private async ask(type: string, ids: readonly number[]): Promise<ReadonlySet<number> | undefined> {
    const path = listPathOfType(type);
    if (path === undefined) return undefined;
    try {
      const client = await this.book.netboxClient(undefined, { timeoutMs: TIMEOUT_MS, retries: 0 });
      try {
        const found: NetboxRow[] = [];
        for (const some of chunksOf(ids, IDS_AT_ONCE)) {
          const rows = client.list(path, { id: some, brief: true });
          found.push(...(await lastValueFrom(rows.pipe(toArray()))));
        }
        await this.note(type, found);
        return new Set(found.map(({ id }) => id));
      } finally {
        client.close();
      }
    } catch (error) {
      if (!(error instanceof ProxboxError)) throw error;
      this.logger.debug(`NetBox did not say which of its ${type} there are: ${messageOf(error)}`);
      return undefined;
    }
  }

  private get objects() {
    return this.dataSource.getRepository<NetboxObject>(netboxObject.name);
  }
}

function shown(type: string, id: number, row: NetboxObject | undefined): ExternalObject {
  const display = row?.name ?? `#${id}`;
  const url = row?.pageUrl || null;
  const nested = nestedForm(type, { id, display, pageUrl: url, attributes: row?.attributes ?? {} });
  return { id, display, url, nested };
}

/** NetBox shows `https://host/dcim/sites/1/` where its API has `https://host/api/dcim/sites/1/`. */
function pageUrlOf(apiUrl: string | undefined): string {
  return (apiUrl ?? '').replace('/api/', '/');
}
