import { type DataSource, type FindOptionsWhere, In } from 'typeorm';
import { chunksOf } from '../core/chunks';
import { type SyncChange, syncChange } from '../models/sync-change.model';
import { type SyncService } from './sync.service';

const ROWS_AT_ONCE = 5_000;

/** Which changes of a plan; what is not named counts as any. */
export interface DecidedPart {
  /** Ids of changes. */
  readonly changes?: readonly number[];
  readonly stage?: string;
  readonly target?: string;
  readonly action?: SyncChange['action'];
}

/** What people want done of the plan of a run: it is kept with each change, and obeyed by the runs that follow. */
export class PlanDecisions {
  constructor(
    private readonly sync: Pick<SyncService, 'ended'>,
    private readonly dataSource: DataSource,
  ) {}

  /** Gives how many changes it was said of: those that are still to be made. Throws NotFound, and Refused for a run that goes on. */
  async decide(runId: number, decision: SyncChange['decision'], part: DecidedPart): Promise<number> {
    await this.sync.ended(runId);
    const { changes, ...narrowing } = part;
    const where: FindOptionsWhere<SyncChange> = { run: runId, status: 'planned', ...narrowing };
    if (!changes) return this.store(where, decision);
    let count = 0;
    for (const some of chunksOf(changes, ROWS_AT_ONCE)) {
      count += await this.store({ ...where, id: In(some) }, decision);
    }
    return count;
  }

  private async store(
    where: FindOptionsWhere<SyncChange>,
    decision: SyncChange['decision'],
  ): Promise<number> {
    const { affected } = await this.dataSource
      .getRepository<SyncChange>(syncChange.name)
      .update(where, { decision });
    return affected ?? 0;
  }
}
