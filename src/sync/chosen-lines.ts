import { Ref } from '../core/plan/value';
import { type SyncChange } from '../models/sync-change.model';
import { type ReplayLine } from './engine/replay-run';
import { type Stage } from './engine/stage';
import { type Target } from './engine/target';
import { type Resource } from './resources/define-resource';
import { customField } from './resources/vocabulary';
import { type Follows } from './sync-params';

/** A line of a stored plan, with what somebody said of it. */
export interface DecidedLine extends ReplayLine {
  readonly decision: SyncChange['decision'];
}

/** Why the plan of an earlier run is gone through again. */
export type Replayed = Exclude<Follows['purpose'], 'approval'>;

/**
 * The lines that are to be replayed: everything that was done, everything but what was refused, or what was accepted and
 * what that cannot be without: an accepted interface brings the machine along that is planned, unless that was refused.
 * Pure.
 */
export function chosenLines(
  lines: readonly DecidedLine[],
  purpose: Replayed,
  stages: readonly Stage[],
): readonly ReplayLine[] {
  if (purpose === 'undoing') return lines;
  const open = lines.filter(({ decision }) => decision !== 'refused');
  if (purpose === 'resumption') return open;
  const makers = new Map(
    open.filter(({ action }) => action === 'create').map((line) => [nameOf(line.target, line.key), line]),
  );
  const needsOf = needsBy(stages);
  const chosen = new Set<DecidedLine>();
  const waiting = open.filter(({ decision }) => decision === 'accepted');
  for (let line = waiting.pop(); line; line = waiting.pop()) {
    if (chosen.has(line)) continue;
    chosen.add(line);
    waiting.push(...needsOf(line).flatMap(({ target, key }) => makers.get(nameOf(target, key)) ?? []));
  }
  return lines.filter((line) => chosen.has(line));
}

/** What a line cannot be without: what it points at, what it completes, and the custom fields that it fills. */
function needsBy(stages: readonly Stage[]): (line: ReplayLine) => readonly Ref[] {
  const all = stages.flatMap(({ parts }) => parts.map(({ target }) => target as Target & Partial<Resource>));
  const targets = new Map(all.map((target) => [target.name, target]));
  return ({ target: name, key, after }) => {
    const { completes, fields = {} } = targets.get(name) ?? {};
    const filled = Object.entries(fields).filter(
      ([field, { shape }]) => shape === 'custom' && after?.[field] != null,
    );
    return [
      ...pointersIn(after),
      ...(completes === undefined ? [] : [new Ref(completes, key)]),
      ...filled.map(([field, { wire }]) => new Ref(customField.name, wire ?? field)),
    ];
  };
}

function pointersIn(values: Readonly<Record<string, unknown>> | null): Ref[] {
  return Object.values(values ?? {})
    .flat()
    .filter((value) => value instanceof Ref);
}

function nameOf(target: string, key: string): string {
  return `${target} ${key}`;
}
