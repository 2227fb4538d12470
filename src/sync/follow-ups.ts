import { type DataSource, type FindOptionsWhere, Not } from 'typeorm';
import { Refused } from '../core/errors/errors';
import { type SyncChange, syncChange } from '../models/sync-change.model';
import { type SyncRun } from '../models/sync-run.model';
import { type Follows } from './sync-params';
import { type SyncService } from './sync.service';

const NEEDS: Readonly<Record<Follows['purpose'], FindOptionsWhere<SyncChange>>> = {
  approval: { status: 'held' },
  resumption: { status: 'planned', decision: Not('refused') },
  acceptance: { status: 'planned', decision: 'accepted' },
  undoing: { status: 'applied' },
};
const NOTHING: Readonly<Record<Follows['purpose'], string>> = {
  approval: 'held nothing back, so there is nothing to approve of',
  resumption: 'left nothing of its plan undone, so there is nothing to go on with',
  acceptance: 'has no accepted changes that are still to be made',
  undoing: 'changed nothing, so there is nothing to undo',
};

/** Runs that follow another one: they do what it held back, what it did not get to or what was accepted of that, or take back what it did. */
export class FollowUps {
  constructor(
    private readonly sync: SyncService,
    private readonly dataSource: DataSource,
  ) {}

  /** Starts a run that follows one that has ended. Throws NotFound, and Refused where there is nothing to do. */
  async start(runId: number, purpose: Follows['purpose'], requestedBy: string): Promise<SyncRun> {
    const run = await this.sync.ended(runId);
    const count = await this.dataSource
      .getRepository<SyncChange>(syncChange.name)
      .countBy({ run: runId, ...NEEDS[purpose] });
    if (count === 0) throw new Refused(`Sync run ${runId} ${NOTHING[purpose]}.`, { status: 409 });
    return this.sync.start({
      mode: 'apply',
      stages: run.stages,
      endpoints: run.endpoints,
      ...(await this.sync.guestsOf(run)),
      whenBusy: 'wait',
      follows: { purpose, run: runId },
      requestedBy,
    });
  }
}
