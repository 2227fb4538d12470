import { type Color, type Choice } from '../core/model/field';
import { differencesOf } from '../core/pages/differences';
import { detailPath } from '../core/pages/page-address';
import { type SyncChange, syncChange } from '../models/sync-change.model';
import { type KnownObjects, objectsAt } from './pointed-at';

/** A field that a change is about, as text. */
export interface ShownField {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** One line of a plan as a page shows it. */
export interface PlanLine extends Pick<
  SyncChange,
  'stage' | 'target' | 'label' | 'key' | 'reason' | 'error'
> {
  readonly id: number;
  readonly href: string;
  readonly action: Badge;
  readonly status: Badge;
  readonly decision: Badge;
  /** Whether it is still to be made, so that somebody can accept or refuse it. */
  readonly isOpen: boolean;
  readonly fields: readonly ShownField[];
  /** Whether the fields are shown only to who asks: of what is made or goes as a whole they are many. */
  readonly isFolded: boolean;
  readonly conflicts: readonly string[];
}

export interface Badge {
  readonly value: string;
  readonly text: string;
  readonly color: Color;
}

/** `known` has the names of what values point at; the rest is shown by its number. Pure. */
export function planLine(change: SyncChange, known: KnownObjects = new Map()): PlanLine {
  const { id, stage, target, label, key, reason, error } = change;
  return {
    id,
    stage,
    target,
    label,
    key,
    reason,
    error,
    href: detailPath(syncChange, id),
    action: badge(syncChange.fields.action.choices, change.action),
    status: badge(syncChange.fields.status.choices, change.status),
    decision: badge(syncChange.fields.decision.choices, change.decision),
    isOpen: change.status === 'planned',
    fields: fieldsOf(change, known),
    isFolded: change.action !== 'update' && change.action !== 'conflict',
    conflicts: change.conflicts.map(({ field }) => String(field)),
  };
}

/** The fields that change; empty ones of what is made say nothing. */
function fieldsOf({ before, after }: SyncChange, known: KnownObjects): ShownField[] {
  return differencesOf(told(before, known), told(after, known))
    .filter(({ isChanged }) => isChanged)
    .map(({ name, before: old, after: changed }) => ({ name, before: old, after: changed }));
}

/** Pointers at what has no id yet as the identity of that; what is empty is left out. */
function told(
  values: Readonly<Record<string, unknown>> | null,
  known: KnownObjects,
): Record<string, unknown> {
  const entries = Object.entries(values ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map((one) => pointed(name, one, known)) : pointed(name, value, known),
  ]);
  return Object.fromEntries(
    entries.filter(
      ([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  ) as Record<string, unknown>;
}

/** The number stands beside the name: two objects may have the same one. */
function pointed(name: string, value: unknown, known: KnownObjects): unknown {
  const [named] = objectsAt(name, value, known);
  if (named?.object) return `${named.object.display} #${named.id}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { target, key, ...rest } = value as Record<string, unknown>;
  const isPointer = typeof target === 'string' && typeof key === 'string' && Object.keys(rest).length === 0;
  return isPointer ? `${target} ${key}` : value;
}

function badge(choices: Readonly<Record<string, Choice>> | undefined, value: string): Badge {
  const choice = choices?.[value];
  return { value, text: choice?.label ?? value, color: choice?.color ?? 'gray' };
}
