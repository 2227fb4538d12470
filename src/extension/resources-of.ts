import { type Stage } from '../sync/engine/stage';
import { type Target } from '../sync/engine/target';
import { type Resource } from '../sync/resources/define-resource';

/** The kinds of NetBox objects that the stages fill. */
export function resourcesOf(stages: readonly Stage[]): Resource[] {
  const targets: Target[] = stages.flatMap(({ parts }) => parts.map(({ target }) => target));
  return [...new Set(targets)].filter((target): target is Target & Resource => 'objectType' in target);
}
