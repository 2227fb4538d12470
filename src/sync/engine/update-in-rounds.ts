import { concat, defer, EMPTY, filter, from, ignoreElements, type Observable, tap } from 'rxjs';
import { Invalid } from '../../core/errors/errors';
import { type Change } from '../../core/plan/plan-object';
import { onePerRing } from '../../core/plan/rings';
import { type Outcome, type TargetAdapter } from './target';

/**
 * Updates, and updates again what was refused while others succeeded: a name that another object gives up in the same list
 * is free afterwards. Where objects trade their values of `field`, which may exist once, one of them steps aside meanwhile.
 */
export function updateInRounds(
  adapter: Pick<TargetAdapter, 'update'>,
  changes: readonly Change[],
  field?: string,
): Observable<Outcome> {
  return defer(() => {
    const refused: Outcome[] = [];
    const round = adapter.update(changes).pipe(
      filter((outcome) => {
        if (outcome.error instanceof Invalid) refused.push(outcome);
        return !(outcome.error instanceof Invalid);
      }),
    );
    const rest = defer(() => {
      const again = refused.map(({ change }) => change);
      if (again.length === 0) return EMPTY;
      if (again.length < changes.length) return updateInRounds(adapter, again, field);
      const aside = field === undefined ? [] : onePerRing(again, field);
      return aside.length > 0 ? trade(adapter, again, aside, field!) : from(refused);
    });
    return concat(round, rest);
  });
}

/** Who stepped aside in vain, since another one of the ring was refused for another reason, gets back what it had. */
function trade(
  adapter: Pick<TargetAdapter, 'update'>,
  changes: readonly Change[],
  aside: readonly Change[],
  field: string,
): Observable<Outcome> {
  const give = (some: readonly Change[], valueOf: (change: Change) => unknown) =>
    adapter
      .update(some.map((change) => ({ ...change, after: { [field]: valueOf(change) } })))
      .pipe(ignoreElements());
  const inVain: Change[] = [];
  const rounds = updateInRounds(adapter, changes).pipe(
    tap(({ change, error }) => {
      if (error && aside.includes(change)) inVain.push(change);
    }),
  );
  const back = defer(() => (inVain.length > 0 ? give(inVain, ({ before }) => before![field]) : EMPTY));
  return concat(
    give(aside, ({ id }) => `proxbox-${id}`),
    rounds,
    back,
  );
}
