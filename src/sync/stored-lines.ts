import { type DataSource } from 'typeorm';
import { Ref, type Values } from '../core/plan/value';
import { type SyncChange, syncChange } from '../models/sync-change.model';
import { type DecidedLine } from './chosen-lines';

/** The lines of a run's plan that have a status, in their order, with their pointers alive again. */
export async function storedLines(
  dataSource: DataSource,
  run: number,
  status: SyncChange['status'],
): Promise<readonly DecidedLine[]> {
  const rows = await dataSource
    .getRepository<SyncChange>(syncChange.name)
    .find({ where: { run, status }, order: { id: 'ASC' } });
  return rows.map(
    ({ stage, target, key, label, action, decision, objectId, before, after, written, proof }) => ({
      decision,
      stage,
      target,
      key,
      label,
      action,
      id: objectId,
      before: revived(before),
      after: revived(after),
      written: revived(written) ?? {},
      proof,
    }),
  );
}

/** Says of the lines that a run did not get to which run does them now, so that nobody does them twice. */
export async function handOn(dataSource: DataSource, from: number, to: number): Promise<void> {
  const error = `Run ${to} goes on with it.`;
  // Both have the same lines by now; those of a cluster that was busy stay where they are.
  await dataSource.query(
    `UPDATE "${syncChange.table}" AS line SET status = 'skipped', error = $3, last_updated = now()
      WHERE run_id = $1 AND status = 'planned' AND EXISTS
            (SELECT FROM "${syncChange.table}" AS copy
              WHERE copy.run_id = $2 AND copy.stage = line.stage AND copy.target = line.target AND copy.key = line.key)`,
    [from, to, error],
  );
}

/** Values as they were stored, with their pointers alive again. */
export function revived<V extends Values | null>(values: V): V {
  return (
    values &&
    (Object.fromEntries(Object.entries(values).map(([name, value]) => [name, revivedValue(value)])) as V)
  );
}

function revivedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revivedValue);
  return isPointer(value) ? new Ref(value.target, value.key) : value;
}

function isPointer(value: unknown): value is { target: string; key: string } {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  const { target, key } = value as Record<string, unknown>;
  return typeof target === 'string' && typeof key === 'string';
}
