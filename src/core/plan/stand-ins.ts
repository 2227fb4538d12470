import { indexBy, lookUp, markedValues, sidesOf } from './mark';
import { type Actual, type Desired } from './plan-object';
import { type TargetPlanInput } from './plan-target';
import { Claims } from './plan-unlinked';
import { isEmpty } from './value';

/**
 * The wanted objects with what they can have: `ifTaken` counts where another of ours has, or comes first with, what may exist
 * only once. Who has it already keeps it; else the lowest key gets it. Strangers in the way are left to be told.
 */
export function withStandIns(input: TargetPlanInput): readonly Desired[] {
  const { desired, actual, remembered, blockedBy } = input;
  if (!desired.some(({ ifTaken }) => ifTaken)) return desired;
  const byId = new Map(actual.map((one) => [one.id, one]));
  const own = new Map(remembered.map(({ key, id }) => [key, byId.get(id)]));
  const owners = new Map(remembered.map(({ key, id }) => [id, key]));
  const wantedKeys = new Set(desired.map(({ key }) => key));
  const indexed = blockedBy.map((mark) => ({
    ...sidesOf(mark),
    there: indexBy(actual, sidesOf(mark).actual),
  }));
  const holders = (one: Desired) =>
    indexed.flatMap(({ wanted, there }) => lookUp(there, wanted, markedValues(one)));

  const claims = new Claims(blockedBy);
  const taken = new Set<string>();
  const aims = [...desired]
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map((one) => {
      const mine = own.get(one.key);
      const aim = mine ? withCurated(one, mine, input) : one;
      const others = holders(aim);
      return { aim, others, isHolder: mine !== undefined && others.includes(mine) };
    })
    .sort((left, right) => Number(right.isHolder) - Number(left.isHolder));
  for (const { aim, others } of aims) {
    // A holder that is wanted too may be about to get another one: that it claims counts.
    const isHeld = others.some(({ id }) => owners.has(id) && !wantedKeys.has(owners.get(id)!));
    if (isHeld || claims.take(aim) !== undefined) taken.add(aim.key);
  }
  return desired.map((one) =>
    one.ifTaken && taken.has(one.key) ? { ...one, values: { ...one.values, ...one.ifTaken } } : one,
  );
}

/** What people have chosen for an object of ours stays, whatever is wanted now. */
function withCurated(wanted: Desired, { values: there }: Actual, { rules }: TargetPlanInput): Desired {
  const own = wanted.rules ?? rules;
  const kept = Object.entries(there).filter(([name, value]) => own[name] === 'theirs' && !isEmpty(value));
  return { ...wanted, values: { ...wanted.values, ...Object.fromEntries(kept) } };
}
