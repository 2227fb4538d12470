import { Any, type DataSource, type EntityManager, In, type Repository } from 'typeorm';
import { chunksOf } from '../core/chunks';
import { Refused } from '../core/errors/errors';
import { type AnyRow } from '../core/model/define-model';
import { type Change } from '../core/plan/plan-object';
import { type Remembered, type Unsettled } from '../core/plan/plan-target';
import { type SyncChange, syncChange } from '../models/sync-change.model';
import { type FieldOrigin, syncLink } from '../models/sync-link.model';
import { syncRun } from '../models/sync-run.model';
import {
  type Journal,
  type Memory,
  type Planned,
  type PlannedChange,
  type Settlement,
  type Unread,
} from './engine/journal';
import { revived } from './stored-lines';

const ROWS_AT_ONCE = 500;
const FLUSH_MS = 200;
const BROKEN_RUNS_KEPT_IN_MIND = 20;

/** A line of a plan of which nobody noted what became of it. */
interface OpenLine extends Unsettled {
  readonly target: string;
  readonly key: string;
}

/** The journal of one run in our database. What a run notes on its way is stored in the background, in order. */
export class DatabaseJournal implements Journal {
  private notes: ((manager: EntityManager) => Promise<void>)[] = [];
  private settlements: Settlement[] = [];
  private memories: Memory[] = [];
  private storing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private broken: Error | undefined;
  private leftOpen: Promise<readonly OpenLine[]> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly runId: number,
    private readonly now: () => Date,
    /** Id of the run whose held changes somebody has approved of. */
    private readonly approvedRun?: number,
  ) {}

  async remembered(target: string, keys?: readonly string[]): Promise<readonly Remembered[]> {
    await this.flush();
    const links = await this.links().findBy({ target, ...(keys && { key: Any(keys) }) });
    return links.map((link) => ({
      key: String(link.key),
      id: Number(link.objectId),
      written: link.written as Record<string, unknown>,
      proof: String(link.proof),
      missingSince: link.missingSince as Date | null,
    }));
  }

  async approved(target: string): Promise<ReadonlySet<string>> {
    if (this.approvedRun === undefined) return new Set();
    const held = await this.dataSource.getRepository<AnyRow>(syncChange.name).find({
      where: { run: this.approvedRun, target, status: 'held' } as never,
      select: { key: true } as never,
    });
    return new Set(held.map(({ key }) => String(key)));
  }

  async unsettled(target: string): Promise<ReadonlyMap<string, Unsettled>> {
    this.leftOpen ??= this.readLeftOpen();
    const open = (await this.leftOpen).filter((line) => line.target === target);
    return new Map(
      open.map(({ key, after, written }) => [key, { after: revived(after), written: revived(written) }]),
    );
  }

  /** What the last runs that did not end well have left of their plans, where the link was not written since. */
  private readLeftOpen(): Promise<readonly OpenLine[]> {
    return this.dataSource.query<OpenLine[]>(
      `SELECT DISTINCT ON (line.target, line.key) line.target, line.key, line.after, line.written
         FROM "${syncChange.table}" AS line
         LEFT JOIN "${syncLink.table}" AS link ON link.target = line.target AND link.key = line.key
        WHERE line.run_id IN (SELECT id FROM "${syncRun.table}"
                               WHERE id < $1 AND mode = 'apply' AND purpose <> 'undoing' AND status <> 'completed'
                               ORDER BY id DESC LIMIT ${BROKEN_RUNS_KEPT_IN_MIND})
          AND line.status IN ('planned', 'failed') AND line.action IN ('create', 'update')
          AND line.after IS NOT NULL AND (link.id IS NULL OR coalesce(link.run_id, 0) < line.run_id)
        ORDER BY line.target, line.key, line.run_id DESC`,
      [this.runId],
    );
  }

  async plan(stage: string, target: string, changes: readonly Change[]): Promise<readonly Planned[]> {
    const rows = changes.map((change) => ({
      run: this.runId,
      stage,
      target,
      key: change.key,
      label: change.label,
      action: change.action,
      status: statusOf(change),
      objectId: change.id,
      before: change.before,
      after: change.after,
      conflicts: change.conflicts,
      conflictCount: change.conflicts.length,
      written: change.written,
      proof: change.proof ?? '',
      reason: change.reason,
    }));
    const ids = await this.insertChanges(rows);
    return changes.map((change, index) => lineOf(change, ids[index]));
  }

  async recalled(lines: readonly Planned[]): Promise<readonly PlannedChange[]> {
    const stored = await this.dataSource.getRepository<SyncChange>(syncChange.name).find({
      where: { id: Any(lines.map(({ changeId }) => changeId)) },
      select: { id: true, before: true, after: true, written: true, reason: true },
    });
    const byId = new Map(stored.map((row) => [row.id, row]));
    return lines.map(({ changeId, ...line }) => {
      const row = byId.get(changeId);
      if (!row)
        throw new Refused(
          `The plan of run ${this.runId} is no longer stored; nothing more of it is written.`,
        );
      const { before, after, written, reason } = row;
      const values = { before: revived(before), after: revived(after), written: revived(written) ?? {} };
      return { changeId, change: { ...line, ...values, reason, conflicts: [] } };
    });
  }

  async unread(stage: string, failures: readonly Unread[]): Promise<void> {
    await this.insertChanges(
      failures.map(({ target, key, label, error, isExpected }) => ({
        run: this.runId,
        stage,
        target,
        key,
        label,
        action: 'keep',
        status: isExpected ? 'skipped' : 'failed',
        reason: 'It could not be read, and was left as it is.',
        error,
      })),
    );
  }

  settle(settlement: Settlement): void {
    this.settlements.push(settlement);
    this.storeSoon();
  }

  remember(memory: Memory): void {
    this.memories.push(memory);
    this.storeSoon();
  }

  sighted(target: string, seen: readonly string[], missing: readonly string[]): void {
    const at = this.now();
    if (seen.length > 0) {
      this.note((manager) => this.mark(manager, target, seen, { lastSeen: at, missingSince: null }));
    }
    if (missing.length > 0) this.note((manager) => this.markMissing(manager, target, missing, at));
  }

  forget(target: string, key: string): void {
    this.note(async (manager) => {
      await manager.getRepository<AnyRow>(syncLink.name).delete({ target, key } as never);
    });
  }

  async flush(): Promise<void> {
    this.storeNow();
    await this.storing;
    if (this.broken) throw this.broken;
  }

  private note(store: (manager: EntityManager) => Promise<void>): void {
    this.notes.push(store);
    this.storeSoon();
  }

  private storeSoon(): void {
    if (this.broken) throw this.broken;
    this.timer ??= setTimeout(() => this.storeNow(), FLUSH_MS);
  }

  private storeNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { settlements, memories, notes } = this;
    if (settlements.length + memories.length + notes.length === 0) return;
    this.settlements = [];
    this.memories = [];
    this.notes = [];
    this.storing = this.storing
      .then(() =>
        this.dataSource.transaction(async (manager) => {
          await this.storeSettlements(manager, settlements);
          await this.storeMemories(manager, memories);
          for (const note of notes) await note(manager);
        }),
      )
      .catch((error: unknown) => {
        this.broken = error instanceof Error ? error : new Error(String(error));
      });
  }

  private async storeSettlements(manager: EntityManager, settlements: readonly Settlement[]): Promise<void> {
    await inChunks(settlements, (chunk) =>
      manager.query(
        `UPDATE "${syncChange.table}" AS change
            SET status = news.status, object_id = news.object_id, error = news.error, last_updated = now()
           FROM unnest($1::int[], $2::text[], $3::int[], $4::text[]) AS news(id, status, object_id, error)
          WHERE change.id = news.id`,
        [
          chunk.map((one) => one.changeId),
          chunk.map((one) => one.status),
          chunk.map((one) => one.id),
          chunk.map((one) => one.error),
        ],
      ),
    );
  }

  private async storeMemories(manager: EntityManager, memories: readonly Memory[]): Promise<void> {
    const latest = [...new Map(memories.map((one) => [`${one.target} ${one.key}`, one])).values()];
    const at = this.now();
    await inChunks(latest, (chunk) =>
      manager.query(
        `INSERT INTO "${syncLink.table}" AS link
                (target, key, object_id, written, proof, origins, run_id, first_seen, last_seen, missing_since)
         SELECT target, key, object_id, written::jsonb, proof, origins::jsonb, $8, $9, $9,
                CASE WHEN is_gone THEN $9::timestamptz END
           FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::bool[], $7::text[])
             AS news(target, key, object_id, written, proof, is_gone, origins)
         ON CONFLICT (target, key) DO UPDATE
            SET object_id = excluded.object_id, written = excluded.written, proof = excluded.proof,
                origins = link.origins || excluded.origins, run_id = excluded.run_id, last_updated = now(),
                deleted_in_netbox = CASE WHEN link.object_id = excluded.object_id THEN link.deleted_in_netbox END,
                last_seen = CASE WHEN excluded.missing_since IS NULL THEN excluded.last_seen ELSE link.last_seen END,
                missing_since = CASE WHEN excluded.missing_since IS NOT NULL
                                     THEN coalesce(link.missing_since, excluded.missing_since) END`,
        [
          chunk.map((one) => one.target),
          chunk.map((one) => one.key),
          chunk.map((one) => one.id),
          chunk.map((one) => JSON.stringify(one.written)),
          chunk.map((one) => one.proof),
          chunk.map((one) => one.isGone),
          chunk.map((one) => JSON.stringify(this.originsOf(one, at))),
          this.runId,
          at,
        ],
      ),
    );
  }

  private originsOf({ wrote, endpoint }: Memory, at: Date): Record<string, FieldOrigin> {
    const origin = { run: this.runId, endpoint, at: at.toISOString() };
    return Object.fromEntries(wrote.map((name) => [name, origin]));
  }

  private async mark(
    manager: EntityManager,
    target: string,
    keys: readonly string[],
    values: Record<string, unknown>,
  ): Promise<void> {
    await inChunks(keys, (chunk) =>
      manager
        .getRepository<AnyRow>(syncLink.name)
        .update({ target, key: In([...chunk]) } as never, values as never),
    );
  }

  private async markMissing(
    manager: EntityManager,
    target: string,
    keys: readonly string[],
    at: Date,
  ): Promise<void> {
    await inChunks(keys, (chunk) =>
      manager.query(
        `UPDATE "${syncLink.table}" SET missing_since = coalesce(missing_since, $3), last_updated = now()
          WHERE target = $1 AND key = ANY($2)`,
        [target, chunk, at],
      ),
    );
  }

  private async insertChanges(rows: readonly Record<string, unknown>[]): Promise<readonly number[]> {
    const ids: number[] = [];
    await inChunks(rows, async (chunk) => {
      const changes = this.dataSource.getRepository<AnyRow>(syncChange.name);
      const stored = changes.create(chunk as never[]) as AnyRow[];
      await changes.insert(stored as never[]);
      ids.push(...stored.map((row) => row.id));
    });
    return ids;
  }

  private links(): Repository<AnyRow> {
    return this.dataSource.getRepository<AnyRow>(syncLink.name);
  }
}

function lineOf(change: Change, changeId: number): Planned {
  const {
    before: _before,
    after: _after,
    written: _written,
    conflicts: _conflicts,
    reason: _reason,
    ...line
  } = change;
  return { ...line, changeId };
}

function statusOf({ action, isHeld }: Change): string {
  if (isHeld) return 'held';
  return action === 'keep' || action === 'conflict' ? 'skipped' : 'planned';
}

async function inChunks<T>(all: readonly T[], store: (chunk: T[]) => Promise<unknown>): Promise<void> {
  for (const chunk of chunksOf(all, ROWS_AT_ONCE)) await store(chunk);
}
