import {
  catchError,
  concat,
  concatMap,
  defaultIfEmpty,
  EMPTY,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  throwError,
  toArray,
} from 'rxjs';
import { type NetboxClient } from '../clients/netbox/netbox-client';
import { type TokenRights } from '../clients/netbox/token-rights';
import { NotAllowed } from '../core/errors/errors';
import { type SyncEvent } from './engine/event';
import { type Wanted } from './engine/run-state';
import { type Resource } from './resources/define-resource';

const QUESTIONS_AT_ONCE = 2;

export type WantedInNetbox = Wanted & { readonly target: Resource };
type Asked = Pick<NetboxClient, 'authenticationCheck' | 'tokenRights' | 'mayWrite'>;

/**
 * What NetBox will refuse of a plan, before anything of it is written. Fails with NotAllowed for a token that may only read.
 * Superusers may everything, so nothing more is asked for them; where NetBox does not tell, nothing is said.
 */
export function forewarn(netbox: Asked, wanted: readonly WantedInNetbox[]): Observable<SyncEvent> {
  if (wanted.length === 0) return EMPTY;
  return rightsOf(netbox).pipe(
    concatMap(({ canWrite, isSuperuser }) => {
      if (canWrite === false) return throwError(() => readOnly());
      return isSuperuser === true ? EMPTY : lacksOf(netbox, wanted);
    }),
  );
}

function rightsOf(netbox: Asked): Observable<TokenRights> {
  const unknown: TokenRights = { canWrite: null, isSuperuser: null };
  return netbox.authenticationCheck().pipe(
    concatMap((user) => netbox.tokenRights(user)),
    // A question that is not answered is no verdict: the writes will show it.
    catchError(() => of(unknown)),
    defaultIfEmpty(unknown),
  );
}

function lacksOf(netbox: Asked, wanted: readonly WantedInNetbox[]): Observable<SyncEvent> {
  return from(wanted).pipe(
    mergeMap(
      ({ target, creates, updates }) =>
        netbox.mayWrite(target.path).pipe(
          map(({ add, change }) => [
            ...(creates > 0 && !add ? [lack(target, 'add', creates)] : []),
            ...(updates > 0 && !change ? [lack(target, 'change', updates)] : []),
          ]),
          catchError(() => of([])),
        ),
      QUESTIONS_AT_ONCE,
    ),
    toArray(),
    concatMap((lists) => concat(...lists.map((list) => from(list)))),
  );
}

function lack({ label }: Resource, deed: 'add' | 'change', count: number): SyncEvent {
  return {
    type: 'problem',
    label,
    category: 'permission',
    message: `The token for NetBox may not ${deed} ${oneOf(label)}; the plan ${deed}s ${count}.`,
    suggestion: 'Give its user that permission in NetBox. Everything else is written.',
  };
}

/** "an IP address", "a virtual machine". */
export function oneOf(label: string): string {
  return `${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}`;
}

function readOnly(): NotAllowed {
  return new NotAllowed('The token for NetBox may only read, so nothing of this plan was written.', {
    suggestion: 'Allow writing with that token in NetBox, or give Proxbox another one; then resume this run.',
  });
}
