import { type Actual, type Change } from './plan-object';
import { isEmpty, same, type Values } from './value';

/** A line of an earlier plan, as it was stored. */
export type StoredChange = Pick<
  Change,
  'key' | 'label' | 'action' | 'id' | 'before' | 'after' | 'written' | 'proof'
>;

/** What is there now: the object of the line, or of what it would make, an object that carries the same mark. */
export interface Found {
  readonly actual: Actual | undefined;
  /** Something else that is in the way of what it would make. */
  readonly obstacle?: Actual;
}

/**
 * A line that an earlier run planned and did not get to, judged by what is there now: it is still to be done, it has been
 * done (the run ended between writing and noting it), or it was overtaken and is left. Pure.
 */
export function resumed(line: StoredChange, { actual, obstacle }: Found): Change {
  const done = (id: number | null) => keep(line, id, 'It had been done already.');
  if (line.action === 'create') {
    if (actual) return done(actual.id);
    return obstacle
      ? left(line, `${obstacle.label} (#${obstacle.id}) is in the way now.`)
      : again(line, null, 'Planned by the earlier run.');
  }
  if (!actual) return line.action === 'delete' ? done(line.id) : left(line, 'It is no longer there.');
  if (line.action === 'delete') {
    const moved = differing(line.before ?? {}, actual.values);
    return moved.length === 0
      ? again(line, actual.id, 'Planned by the earlier run.')
      : left(line, `It was changed since it was planned: ${moved.join(', ')}.`);
  }
  const after = line.after ?? {};
  if (differing(after, actual.values).length === 0) return done(actual.id);
  const moved = Object.keys(after).filter(
    (name) =>
      !same(actual.values[name], after[name]) &&
      !(line.before ? same(actual.values[name], line.before[name]) : isEmpty(actual.values[name])),
  );
  return moved.length === 0
    ? again(line, actual.id, 'Planned by the earlier run.')
    : left(line, `It was changed since it was planned: ${moved.join(', ')}.`);
}

/**
 * The change that takes back what a run did, as far as nobody touched it since: fields get back what they held, what was
 * made is deleted, and what was deleted cannot be brought back. What was last written stays remembered, so that the next
 * run takes what is there for chosen. Pure.
 */
export function undone(line: StoredChange, actual: Actual | undefined): Change {
  if (line.action === 'delete') {
    return left(
      line,
      'It was deleted, with what hung on it. A run makes it again where the source still has it.',
    );
  }
  if (!actual) return left(line, 'It is no longer there.');
  const after = line.after ?? {};
  const touched = differing(after, actual.values);
  if (line.action === 'create') {
    return touched.length > 0
      ? left(line, `It was changed since it was made: ${touched.join(', ')}.`)
      : {
          ...again(line, actual.id, 'The earlier run made it.'),
          action: 'delete',
          before: actual.values,
          after: null,
        };
  }
  const free = Object.keys(after).filter((name) => !touched.includes(name));
  if (free.length === 0) return left(line, `It was changed since: ${touched.join(', ')}.`);
  const kept = touched.length > 0 ? ` Changed since, and left: ${touched.join(', ')}.` : '';
  return {
    ...again(line, actual.id, `Taken back.${kept}`),
    before: pick(after, free),
    after: Object.fromEntries(free.map((name) => [name, line.before?.[name] ?? emptyLike(after[name])])),
    keepsMemory: true,
  };
}

function differing(values: Values, now: Values): string[] {
  return Object.keys(values).filter((name) => !same(values[name], now[name]));
}

function again(line: StoredChange, id: number | null, reason: string): Change {
  return { ...line, id, conflicts: [], reason };
}

function keep(line: StoredChange, id: number | null, reason: string): Change {
  return { ...again(line, id, reason), action: 'keep', before: null, after: null };
}

function left(line: StoredChange, reason: string): Change {
  return { ...again(line, line.id, reason), action: 'conflict' };
}

function pick(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function emptyLike(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return typeof value === 'string' ? '' : null;
}
