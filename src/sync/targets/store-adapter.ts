import { concatMap, defer, from, map, type Observable } from 'rxjs';
import { Any, type DataSource, type Repository } from 'typeorm';
import { chunksOf } from '../../core/chunks';
import { messageOf, Refused } from '../../core/errors/errors';
import { forgetJournals } from '../../core/features/wake';
import { type AnyRow } from '../../core/model/define-model';
import { type Actual, type Change, type Desired } from '../../core/plan/plan-object';
import { type Outcome, type TargetAdapter } from '../engine/target';
import { type StoreTarget } from '../engine/store';

const ROWS_AT_ONCE = 500;

/** Reads and writes one of our own tables. */
export class StoreAdapter implements TargetAdapter {
  private readonly rows: Repository<AnyRow>;
  private readonly fields: readonly string[];
  private readonly identity: readonly string[];

  constructor(
    private readonly target: StoreTarget,
    dataSource: DataSource,
    shape: { fields: readonly string[]; identity: readonly string[] },
  ) {
    this.rows = dataSource.getRepository<AnyRow>(target.model);
    this.fields = shape.fields;
    this.identity = shape.identity;
  }

  /** Our tables are near: what shares the first field of the identity with a wanted row is read whole. */
  load(wanted: readonly Desired[], linkedIds: readonly number[]): Observable<readonly Actual[]> {
    const [first] = this.identity;
    const parents = [...new Set(wanted.map(({ values }) => values[first]))].filter(
      (value) => typeof value === 'number' || typeof value === 'string',
    );
    return defer(() =>
      from(this.rows.find({ where: [{ [first]: Any(parents) }, { id: Any(linkedIds) }] as never })),
    ).pipe(map((rows) => rows.map((row) => this.actualOf(row))));
  }

  create(changes: readonly Change[]): Observable<Outcome> {
    return this.inChunks(changes, async (chunk) => {
      const rows = chunk.map(({ after }) => this.rows.create({ ...after } as never)) as unknown as AnyRow[];
      await this.rows.insert(rows as never[]);
      return rows.map((row) => row.id);
    });
  }

  update(changes: readonly Change[]): Observable<Outcome> {
    return this.inChunks(changes, async (chunk) => {
      await this.rows.manager.transaction(async (manager) => {
        for (const { id, after } of chunk) {
          await manager.getRepository<AnyRow>(this.rows.target).update(id!, { ...after } as never);
        }
      });
      return chunk.map(({ id }) => id!);
    });
  }

  remove(changes: readonly Change[]): Observable<Outcome> {
    return this.inChunks(changes, async (chunk) => {
      const ids = chunk.map(({ id }) => id!);
      await this.rows.manager.transaction(async (manager) => {
        await manager.getRepository<AnyRow>(this.rows.target).delete(ids);
        await forgetJournals(manager, this.target.model, ids);
      });
      return ids;
    });
  }

  /** A chunk is one transaction; one that is refused is tried again row by row, so that only the bad row fails. */
  private inChunks(
    changes: readonly Change[],
    write: (chunk: readonly Change[]) => Promise<readonly number[]>,
  ): Observable<Outcome> {
    const attempt = async (chunk: readonly Change[]): Promise<readonly Outcome[]> => {
      try {
        const ids = await write(chunk);
        return chunk.map((change, index) => ({ change, id: ids[index] }));
      } catch (error) {
        if (chunk.length > 1) return (await Promise.all(chunk.map((one) => attempt([one])))).flat();
        return [
          { change: chunk[0], id: chunk[0].id, error: new Refused(messageOf(error), { cause: error }) },
        ];
      }
    };
    return from(chunksOf(changes, ROWS_AT_ONCE)).pipe(
      concatMap((chunk) => from(attempt(chunk))),
      concatMap((outcomes) => outcomes),
    );
  }

  private actualOf(row: AnyRow): Actual {
    const values = Object.fromEntries(this.fields.map((name) => [name, row[name]]));
    return { id: row.id, label: String(row.name ?? row.id), values };
  }
}
