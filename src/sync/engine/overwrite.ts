import { type Rule } from '../../core/plan/merge-field';
import { type Rules } from '../../core/plan/plan-object';
import { type OverwritePolicies, type OverwritePolicy } from '../../models/sync-settings';
import { type SyncEvent } from './event';
import { type RunInput } from './run-state';
import { type Target } from './target';

const RULES: Readonly<Record<OverwritePolicy, Rule>> = {
  always: 'always',
  untouched: 'theirs',
  never: 'empty',
};

/** The rules of a target with what people want otherwise. Lists that both sides add to can only be left alone. Pure. */
export function rulesUnder(
  { name, rules }: Pick<Target, 'name' | 'rules'>,
  policies: OverwritePolicies,
): Rules {
  const own = Object.entries(policies[name] ?? {}).filter(([field]) => field in rules);
  const changed = own.map(([field, policy]) => [
    field,
    rules[field] === 'union' && policy !== 'never' ? rules[field] : RULES[policy],
  ]);
  return changed.length === 0 ? rules : { ...rules, ...(Object.fromEntries(changed) as Rules) };
}

/** Sentences about policies for kinds of objects and fields that do not exist. Pure. */
export function unknownPolicies(targets: readonly Target[], policies: OverwritePolicies): readonly string[] {
  return Object.entries(policies).flatMap(([kind, fields]) => {
    const known = targets.filter(({ name }) => name === kind);
    if (known.length === 0) {
      const kinds = [...new Set(targets.map(({ name }) => name))].sort().join(', ');
      return [`An overwrite policy names the kind "${kind}", which does not exist. Choose from ${kinds}.`];
    }
    const names = new Set(known.flatMap(({ rules }) => Object.keys(rules)));
    return Object.keys(fields)
      .filter((field) => !names.has(field))
      .map(
        (field) =>
          `An overwrite policy names ${kind}.${field}, which does not exist. Choose from ${[...names].join(', ')}.`,
      );
  });
}

/** What a viewer is told of policies that have no effect; each once, however many clusters have it. */
export function policyProblems({ knownStages, sources }: RunInput): readonly SyncEvent[] {
  const targets = knownStages.flatMap(({ parts }) => parts.map(({ target }) => target as Target));
  const sentences = sources.flatMap(({ settings }) => unknownPolicies(targets, settings.overwritePolicies));
  return [...new Set(sentences)].map((message) => ({
    type: 'problem',
    label: 'Settings',
    category: 'validation',
    message,
    suggestion: 'Correct the overwrite policies in the settings.',
  }));
}
