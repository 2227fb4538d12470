import { isEmpty, same } from './value';

/**
 * Whose word counts when both sides moved away from what was last written: `ours` for facts, `theirs` for what people
 * curate. `filled` is `theirs` for what must not stay empty, such as a pointer that the target itself empties when what it
 * points at is deleted. `union` is for lists of which each side owns its own members, such as tags. `always` writes ours
 * whatever is there, `empty` only where nothing is.
 */
export type Rule = 'ours' | 'theirs' | 'filled' | 'union' | 'always' | 'empty';

export interface Sides {
  /** What the source says now. */
  ours: unknown;
  /** What the target holds now. */
  theirs: unknown;
  /** What we last wrote; undefined if we never did. */
  base: unknown;
}

/**
 * What becomes of one field. `agreed` is what we remember as last written once the verdict is carried out.
 * `held` says that the target keeps a value that is not ours.
 */
export interface Verdict {
  write: boolean;
  value: unknown;
  agreed: unknown;
  held: boolean;
  conflict: boolean;
}

/** The three-way decision about one field. */
export function mergeField(rule: Rule, sides: Sides): Verdict {
  return rule === 'union' ? mergeList(sides) : mergeValue(rule, sides);
}

function mergeValue(rule: Exclude<Rule, 'union'>, { ours, theirs, base }: Sides): Verdict {
  const write = (conflict: boolean): Verdict => ({
    write: true,
    value: ours,
    agreed: ours,
    held: false,
    conflict,
  });
  const hold = (conflict: boolean): Verdict => ({
    write: false,
    value: theirs,
    agreed: base,
    held: true,
    conflict,
  });

  if (same(ours, theirs)) return { write: false, value: theirs, agreed: ours, held: false, conflict: false };
  if (rule === 'empty') return isEmpty(theirs) ? write(false) : hold(false);
  if (rule === 'filled' && isEmpty(theirs)) return write(false);
  if (rule === 'always') return write(base !== undefined && !same(theirs, base) && !same(ours, base));
  if (base === undefined) return rule === 'ours' || isEmpty(theirs) ? write(false) : hold(false);
  if (same(theirs, base)) return write(false);
  if (same(ours, base)) return hold(false);
  return rule === 'ours' ? write(true) : hold(true);
}

function mergeList({ ours, theirs, base }: Sides): Verdict {
  const mine = listOf(ours);
  const present = listOf(theirs);
  const before = listOf(base);
  const added = mine.filter((member) => !has(before, member) && !has(present, member));
  const kept = present.filter((member) => has(mine, member) || !has(before, member));
  const value = [...kept, ...added];
  const removedByHand = mine.filter((member) => has(before, member) && !has(present, member));
  return {
    write: added.length > 0 || kept.length < present.length,
    value,
    agreed: mine,
    held: removedByHand.length > 0,
    conflict: false,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function has(list: readonly unknown[], member: unknown): boolean {
  return list.some((one) => same(one, member));
}
