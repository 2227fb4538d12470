import { type DataSource } from 'typeorm';
import { escapeLike } from '../core/crud/lookups';
import { inSight } from '../core/crud/sight';
import { type AnyModel } from '../core/model/define-model';
import { detailPath } from '../core/pages/page-address';
import { guestPath } from '../extension/addresses';
import { netboxObject } from '../models/netbox-object.model';
import { proxmoxNode } from '../models/proxmox-node.model';
import { type SyncLink, syncLink } from '../models/sync-link.model';
import { device, virtualMachine } from '../sync/resources/inventory';
import { type SyncedKind } from './synced-kinds';
import { type SyncedQuery } from './synced-query';
import { type Owner, ownerKeyOf, sourceOf, type SyncedRow, type SyncedState } from './synced-row';

const LINKS = `"${syncLink.table}"`;
const OBJECTS = `"${netboxObject.table}"`;
/** What says which links are of a kind. */
type Listed = Pick<SyncedKind, 'targets' | 'objectType' | 'only'>;

/** The same identity as a text of SQL that `ownerKeyOf` finds. */
const OWNER_KEY = `coalesce(substring("link"."key" from '^(.*?/guest/[0-9]+)/'), substring("link"."key" from '^(.*?/node/[^/]+)/'))`;

const STATES: Readonly<Record<SyncedState, string>> = {
  present: '"link"."deleted_in_netbox" IS NULL AND "link"."missing_since" IS NULL',
  missing: '"link"."deleted_in_netbox" IS NULL AND "link"."missing_since" IS NOT NULL',
  deleted: '"link"."deleted_in_netbox" IS NOT NULL',
};

/** A piece of SQL over `link` and `object`, with the values of its `$1`, `$2` … */
class Where {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  /** `sql` gets the place of the value. */
  and(sql: (place: string) => string, value: unknown): void {
    this.values.push(value);
    this.parts.push(sql(`$${this.values.length}`));
  }

  andAlways(sql: string): void {
    this.parts.push(sql);
  }

  get sql(): string {
    return this.parts.map((part) => `(${part})`).join(' AND ');
  }
}

/** The objects of NetBox that Proxbox syncs, as its links and the mirror tell of them; NetBox is not asked. */
export class SyncedObjects {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: readonly AnyModel[],
  ) {}

  async count(kind: SyncedKind, query: SyncedQuery): Promise<number> {
    const where = this.whereOf(kind, query);
    const [{ count }] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM ${joined(kind)} WHERE ${where.sql}`,
      where.values,
    );
    return count;
  }

  async page(
    kind: SyncedKind,
    query: SyncedQuery,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<readonly SyncedRow[]> {
    const where = this.whereOf(kind, query);
    const order = query.sort
      ? `${query.sort.by.sort!} ${query.sort.isDescending ? 'DESC' : 'ASC'}`
      : kind.order;
    return this.rows(kind, `WHERE ${where.sql} ORDER BY ${order} NULLS LAST, "link"."id" LIMIT ${limit} OFFSET ${offset}`, where.values); // prettier-ignore
  }

  /** Everything of a kind that hangs on a guest or node, in the order of the identities. */
  of(kind: Listed, below: string): Promise<readonly SyncedRow[]> {
    const where = this.whereOf(kind, { below });
    return this.rows(kind, `WHERE ${where.sql} ORDER BY "link"."key"`, where.values);
  }

  /** The states that guests of a kind have now, in the words of Proxmox VE. */
  async statuses(kind: SyncedKind): Promise<readonly string[]> {
    if (!kind.hasStatus) return [];
    const where = this.whereOf(kind, {});
    const rows = await this.dataSource.query<{ status: string }[]>(
      `SELECT DISTINCT "link"."written" ->> 'proxmoxStatus' AS status FROM ${LINKS} "link"
        WHERE ${where.sql} AND "link"."written" ->> 'proxmoxStatus' <> '' ORDER BY 1`,
      where.values,
    );
    return rows.map(({ status }) => status);
  }

  private whereOf(kind: Listed, { q, cluster, state, status, node, below }: SyncedQuery): Where {
    const where = new Where();
    where.and((place) => `"link"."target" = ANY(${place})`, kind.targets);
    const seen = inSight(this.models, syncLink, 'link');
    if (seen !== undefined) where.andAlways(seen);
    const only = {
      ...kind.only,
      ...(status !== undefined && { proxmoxStatus: status }),
      ...(node !== undefined && { node }),
    };
    if (Object.keys(only).length > 0) {
      where.and((place) => `"link"."written" @> ${place}::jsonb`, JSON.stringify(only));
    }
    for (const key of [cluster, below]) {
      if (key !== undefined) where.and((place) => `starts_with("link"."key", ${place})`, `${key}/`);
    }
    if (state !== undefined) where.andAlways(STATES[state]);
    if (q !== undefined) where.and(wordsIn, `%${escapeLike(q)}%`);
    return where;
  }

  private async rows(kind: Listed, rest: string, values: unknown[]): Promise<readonly SyncedRow[]> {
    const rows = await this.dataSource.query<SyncedRow[]>(
      `SELECT "link"."id", "link"."target", "link"."key", "link"."object_id" AS "objectId", "link"."written",
              "link"."last_seen" AS "lastSeen", "link"."missing_since" AS "missingSince",
              "link"."deleted_in_netbox" AS "deletedInNetbox",
              coalesce("object"."name", '') AS "name", coalesce("object"."page_url", '') AS "pageUrl"
         FROM ${joined(kind)} ${rest}`,
      values,
    );
    const [owners, interfaces] = await Promise.all([this.ownersOf(rows), this.interfacesOf(rows)]);
    return rows.map((row) => ({
      ...row,
      owner: owners.get(ownerKeyOf(row.key) ?? ''),
      interfaceName: interfaces.get(placeOf(row.written)),
    }));
  }

  private async ownersOf(rows: readonly SyncedRow[]): Promise<ReadonlyMap<string, Owner>> {
    const keys = [...new Set(rows.flatMap(({ key }) => ownerKeyOf(key) ?? []))];
    if (keys.length === 0) return new Map();
    const links = await this.dataSource.query<
      (Pick<SyncLink, 'target' | 'key' | 'written'> & { id: number })[]
    >(
      `SELECT "target", "key", "written", "object_id" AS "id" FROM ${LINKS}
        WHERE "target" = ANY($1) AND "key" = ANY($2)`,
      [[virtualMachine.name, device.name, proxmoxNode.name], keys],
    );
    const webUrls = await this.webUrlsOf(links.filter(({ target }) => target === device.name));
    const own = (key: string) => links.filter((link) => link.key === key);
    return new Map(keys.map((key) => [key, ownerOf(key, own(key), webUrls.get(sourceOf(key)))]));
  }

  /** Where the web interface of the clusters of nodes is: that of their guests, by the identity of the cluster. */
  private async webUrlsOf(nodes: readonly Pick<SyncLink, 'key'>[]): Promise<ReadonlyMap<string, string>> {
    if (nodes.length === 0) return new Map();
    const found = await this.dataSource.query<{ source: string; link: string | null }[]>(
      `SELECT "source", (SELECT "guest"."written" ->> 'link' FROM ${LINKS} "guest"
                          WHERE "guest"."target" = $2 AND starts_with("guest"."key", "source" || '/guest/')
                            AND "guest"."written" ->> 'link' LIKE '%/#%' LIMIT 1) AS link
         FROM unnest($1::text[]) AS "source"`,
      [[...new Set(nodes.map(({ key }) => sourceOf(key)))], virtualMachine.name],
    );
    return new Map(
      found.flatMap(({ source, link }) => (link === null ? [] : [[source, link.split('/#')[0]]])),
    );
  }

  /** What NetBox calls the interfaces that addresses are on. */
  private async interfacesOf(rows: readonly SyncedRow[]): Promise<ReadonlyMap<string, string>> {
    const on = rows.filter(({ written }) => typeof written.assignedObjectId === 'number');
    if (on.length === 0) return new Map();
    const known = await this.dataSource.query<{ place: string; name: string }[]>(
      `SELECT object_type || ':' || object_id AS place, name FROM ${OBJECTS}
        WHERE (object_type, object_id) IN (SELECT * FROM unnest($1::text[], $2::int[]))`,
      [
        on.map(({ written }) => written.assignedObjectType),
        on.map(({ written }) => written.assignedObjectId),
      ],
    );
    return new Map(known.map(({ place, name }) => [place, name]));
  }
}

function joined(kind: Listed): string {
  // A type is one of the words that resources are written in, never of a request.
  return `${LINKS} "link" LEFT JOIN ${OBJECTS} "object"
    ON "object"."object_type" = '${kind.objectType}' AND "object"."object_id" = "link"."object_id"`;
}

/** In what it is called, in its identity, or in what the guest or node is called that it hangs on. */
function wordsIn(place: string): string {
  return `"object"."name" ILIKE ${place} OR "link"."written" ->> 'name' ILIKE ${place} OR "link"."key" ILIKE ${place}
    OR ${OWNER_KEY} = ANY (ARRAY(SELECT "found"."key" FROM ${LINKS} "found"
         WHERE "found"."target" = '${virtualMachine.name}' AND "found"."written" ->> 'name' ILIKE ${place}))`;
}

function placeOf({
  assignedObjectType: type,
  assignedObjectId: id,
}: Readonly<Record<string, unknown>>): string {
  return typeof type === 'string' && typeof id === 'number' ? `${type}:${id}` : '';
}

function ownerOf(
  key: string,
  links: readonly (Pick<SyncLink, 'target' | 'written'> & { readonly id: number })[],
  webUrl: string | undefined,
): Owner {
  const of = (target: string) => links.find((link) => link.target === target);
  const [guest, node, page] = [virtualMachine.name, device.name, proxmoxNode.name].map(of);
  const { name, link } = (guest ?? node)?.written ?? {};
  const href = guest ? guestPath(guest.id) : page && detailPath(proxmoxNode as AnyModel, page.id);
  const ofNode = node && webUrl !== undefined ? `${webUrl}/#v1:0:=node/${key.split('/').at(-1)}` : undefined;
  const proxmoxHref = typeof link === 'string' ? link : ofNode;
  return {
    key,
    name: typeof name === 'string' ? name : key,
    ...(href !== undefined && { href }),
    ...(proxmoxHref !== undefined && { proxmoxHref }),
  };
}
