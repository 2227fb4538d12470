import { type Actual, type Change, type Desired, planCompletion, planUpdate } from './plan-object';
import { type Remembered, type TargetPlanInput } from './plan-target';
import { sameMembers, type Values } from './value';

/** What becomes of an object that we know in the target. */
export function planLinked(
  wanted: Desired,
  actual: Actual,
  memory: Remembered,
  input: TargetPlanInput,
): Change {
  if (wanted.proof && memory.proof && wanted.proof !== memory.proof) {
    return conflict(
      wanted,
      actual.id,
      `${wanted.key} used to be another one (${memory.proof}, now ${wanted.proof}). ` +
        'Delete its sync link to let the new one take its place.',
    );
  }
  return planUpdate(wanted, actual, lastWritten(wanted.key, actual, memory.written, input), input.rules);
}

/** What another target makes is neither looked for nor made here: it is there, or will be. */
export function planSelf(
  wanted: Desired,
  byId: ReadonlyMap<number, Actual>,
  memory: Remembered | undefined,
  input: TargetPlanInput,
): Change {
  const actual = typeof wanted.self === 'number' ? byId.get(wanted.self) : undefined;
  if (!actual) return planCompletion(wanted);
  const noted = memory?.id === actual.id ? memory.written : {};
  return planUpdate(wanted, actual, lastWritten(wanted.key, actual, noted, input), input.rules);
}

/** What we last wrote: a write that was not noted counts where the object holds what it was to write. */
export function lastWritten(
  key: string,
  actual: Actual,
  noted: Values,
  { unsettled }: TargetPlanInput,
): Values {
  const unsure = unsettled?.get(key);
  if (!unsure) return noted;
  const done = Object.keys(unsure.after).filter((name) =>
    sameMembers(actual.values[name], unsure.after[name]),
  );
  return {
    ...noted,
    ...Object.fromEntries(done.map((name) => [name, unsure.written[name] ?? unsure.after[name]])),
  };
}

/** Nothing is written; a person has to decide. */
export function conflict(wanted: Desired, id: number | null, reason: string): Change {
  return {
    key: wanted.key,
    label: wanted.label,
    action: 'conflict',
    id,
    before: null,
    after: wanted.values,
    conflicts: [],
    reason,
    written: {},
  };
}
