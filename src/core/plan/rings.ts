import { parentKey } from './key';
import { type Change } from './plan-object';
import { same } from './value';

/**
 * One change of each ring in which every object waits for the value that the next one gives up: two that trade their names
 * are the smallest. `field` may exist once among the objects of one parent. Pure.
 */
export function onePerRing(changes: readonly Change[], field: string): readonly Change[] {
  const waiting = changes.filter(({ before, after }) => before?.[field] != null && after?.[field] != null);
  const nextOf = (change: Change) =>
    waiting.find(
      (one) =>
        parentKey(one.key) === parentKey(change.key) && same(one.before?.[field], change.after?.[field]),
    );
  const seen = new Set<Change>();
  return waiting.filter((first) => {
    if (seen.has(first)) return false;
    const path = new Set<Change>();
    let at: Change | undefined = first;
    while (at && !seen.has(at)) {
      seen.add(at);
      path.add(at);
      at = nextOf(at);
    }
    return at !== undefined && path.has(at);
  });
}
