import { catchError, map, type Observable, of, switchMap, throwError, toArray } from 'rxjs';
import { type NetboxClient } from '../../clients/netbox/netbox-client';
import { type NetboxRow } from '../../clients/netbox/read';
import { NotAllowed } from '../../core/errors/errors';
import { type KnownCluster, type KnownPrefix } from '../source/source';

type Lists = Pick<NetboxClient, 'list'>;

/** Every prefix that NetBox knows; none where the token may not see them. */
export function knownPrefixes(netbox: Lists): Observable<readonly KnownPrefix[]> {
  return orNone(netbox.list('ipam/prefixes', { fields: 'id,url,display,prefix,vrf,tenant,vlan' })).pipe(
    switchMap((rows) =>
      sitesOf(
        netbox,
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

/** The sites of VLANs, where they have one; NetBox lets an interface into those of its own site and those of none. */
function sitesOf(netbox: Lists, vlans: readonly number[]): Observable<ReadonlyMap<number, number | null>> {
  if (vlans.length === 0) return of(new Map());
  return orNone(netbox.list('ipam/vlans', { fields: 'id,url,display,site' })).pipe(
    map((rows) => new Map(rows.map((row) => [row.id, idOf(row.site)]))),
  );
}

/**
 * The clusters that NetBox has with a site, by what we know them as: `links` are the keys of ours by their ids. NetBox takes
 * a device into such a cluster only at the same site (4.4 to 4.7).
 */
export function knownClusters(
  netbox: Lists,
  links: ReadonlyMap<number, string>,
): Observable<readonly KnownCluster[]> {
  const fields = 'id,url,display,name,scope_type,scope_id';
  return orNone(netbox.list('virtualization/clusters', { fields })).pipe(
    map((rows) =>
      rows.map((row) => ({
        key: links.get(row.id),
        name: String(row.name),
        site: row.scope_type === 'dcim.site' ? Number(row.scope_id) : null,
      })),
    ),
  );
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
