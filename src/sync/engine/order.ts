import { Invalid } from '../../core/errors/errors';
import { type Stage } from './stage';

/** The stages in the order of their `after`, ties as listed; throws a sentence on an unknown name, a repetition or a circle. */
export function inOrder(stages: readonly Stage[]): readonly Stage[] {
  const byName = new Map<string, Stage>();
  for (const stage of stages) {
    if (byName.has(stage.name)) throw new Error(`Stage ${stage.name} is listed twice.`);
    byName.set(stage.name, stage);
  }
  const ordered: Stage[] = [];
  const open = new Set<string>();
  const visit = (stage: Stage) => {
    if (ordered.includes(stage)) return;
    if (open.has(stage.name))
      throw new Error(`Stage ${stage.name} comes after itself, through ${[...open].join(', ')}.`);
    open.add(stage.name);
    for (const name of stage.after) {
      const earlier = byName.get(name);
      if (!earlier) throw new Error(`Stage ${stage.name} comes after ${name}, which does not exist.`);
      visit(earlier);
    }
    open.delete(stage.name);
    ordered.push(stage);
  };
  stages.forEach(visit);
  return ordered;
}

/** The chosen stages and everything they come after, in order; all of them when nothing is chosen. */
export function chosen(stages: readonly Stage[], names: readonly string[]): readonly Stage[] {
  const ordered = inOrder(stages);
  const known = new Map(ordered.map((stage) => [stage.name, stage]));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    const sentence = `"${unknown.join('", "')}" is not a valid choice. Choose from ${[...known.keys()].join(', ')}.`;
    throw Invalid.of({ stages: [sentence] });
  }
  if (names.length === 0) return ordered;
  const wanted = new Set<string>();
  const want = (name: string) => {
    wanted.add(name);
    known.get(name)!.after.forEach(want);
  };
  names.forEach(want);
  return ordered.filter((stage) => wanted.has(stage.name));
}
