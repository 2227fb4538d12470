import { catchError, map, type Observable, of, switchMap, throwError, toArray } from 'rxjs';
import { type NetboxClient } from '../../clients/netbox/netbox-client';
import { type NetboxRow } from '../../clients/netbox/read';
import { NotAllowed } from '../../core/errors/errors';
import { type KnownCluster, type KnownPrefix, type Place } from '../source/source';

type Lists = Pick<NetboxClient, 'list'>;

/** Every prefix that NetBox knows; none where the token may not see them. */
export function knownPrefixes(netbox: Lists): Observable<readonly KnownPrefix[]> {
  return orNone(netbox.list('ipam/prefixes', { fields: 'id,url,display,prefix,vrf,tenant,vlan' })).pipe(
    switchMap((rows) =>
      // NetBox lets an interface into the VLANs of its own site and into those of none.
      sitesOf(
        netbox,
        'ipam/vlans',
        rows.flatMap(({ vlan }) => idOf(vlan) ?? []),
      ).pipe(
        map((sites) =>
          rows.map((row) => {
            const vlan = idOf(row.vlan);
            return {
              network: String(row.prefix),
              vrf: idOf(row.vrf),
              tenant: idOf(row.tenant),
              vlan: vlan === null ? null : { id: vlan, site: sites.get(vlan) ?? null },
            };
          }),
        ),
      ),
    ),
  );
}

/** The sites that some objects of a list are at, by their ids; the list is read where there are any. */
function sitesOf(
  netbox: Lists,
  path: string,
  ids: readonly number[],
): Observable<ReadonlyMap<number, number | null>> {
  if (ids.length === 0) return of(new Map());
  return orNone(netbox.list(path, { fields: 'id,url,display,site' })).pipe(
    map((rows) => new Map(rows.map((row) => [row.id, idOf(row.site)]))),
  );
}

/**
 * The clusters that NetBox has, with where they are, by what we know them as: `links` are the keys of ours by their ids.
 * NetBox takes a device into a cluster only at the site, and in the location, that is its scope (4.4 to 4.7).
 */
export function knownClusters(
  netbox: Lists,
  links: ReadonlyMap<number, string>,
): Observable<readonly KnownCluster[]> {
  const fields = 'id,url,display,name,scope_type,scope_id';
  return orNone(netbox.list('virtualization/clusters', { fields })).pipe(
    switchMap((rows) => {
      const located = rows.filter((row) => row.scope_type === 'dcim.location');
      return sitesOf(netbox, 'dcim/locations', located.map(scopeOf)).pipe(
        map((sites) =>
          rows.map((row) => ({
            key: links.get(row.id),
            name: String(row.name),
            place: placeOf(row, sites),
          })),
        ),
      );
    }),
  );
}

function placeOf(row: NetboxRow, siteOfLocation: ReadonlyMap<number, number | null>): Place {
  if (row.scope_type === 'dcim.site') return { site: scopeOf(row) };
  const site = row.scope_type === 'dcim.location' ? siteOfLocation.get(scopeOf(row)) : undefined;
  return site == null ? {} : { site, location: scopeOf(row) };
}

function scopeOf(row: NetboxRow): number {
  return Number(row.scope_id);
}

function orNone(rows: Observable<NetboxRow>): Observable<readonly NetboxRow[]> {
  return rows.pipe(
    toArray(),
    catchError((error: unknown) => (error instanceof NotAllowed ? of([]) : throwError(() => error))),
  );
}

function idOf(nested: unknown): number | null {
  return typeof nested === 'object' && nested !== null ? (nested as { id: number }).id : null;
}
