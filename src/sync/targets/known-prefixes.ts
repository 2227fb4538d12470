import { catchError, map, type Observable, of, throwError, toArray } from 'rxjs';
import { type NetboxClient } from '../../clients/netbox/netbox-client';
import { NotAllowed } from '../../core/errors/errors';
import { type KnownPrefix } from '../source/source';

/** Every prefix that NetBox knows; none where the token may not see them. */
export function knownPrefixes(netbox: Pick<NetboxClient, 'list'>): Observable<readonly KnownPrefix[]> {
  return netbox.list('ipam/prefixes', { fields: 'id,url,display,prefix,vrf,tenant' }).pipe(
    map((row) => ({ network: String(row.prefix), vrf: idOf(row.vrf), tenant: idOf(row.tenant) })),
    toArray(),
    catchError((error: unknown) => (error instanceof NotAllowed ? of([]) : throwError(() => error))),
  );
}

function idOf(nested: unknown): number | null {
  return typeof nested === 'object' && nested !== null ? (nested as { id: number }).id : null;
}
