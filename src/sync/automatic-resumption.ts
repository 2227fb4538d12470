import { Logger } from '@nestjs/common';
import { messageOf, Refused } from '../core/errors/errors';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type SyncRun } from '../models/sync-run.model';
import { type FollowUps } from './follow-ups';
import { type RunEvents } from './run-events';

/** What is resumed once; a resumption that dies too is left to people, and undoing goes from the last line to the first. */
const RESUMED: readonly SyncRun['purpose'][] = ['sync', 'approval'];

/** Goes on with runs whose worker died, from their stored plans. */
export class AutomaticResumption {
  private readonly logger = new Logger(AutomaticResumption.name);

  constructor(
    private readonly book: Pick<EndpointBook, 'settings'>,
    private readonly events: Pick<RunEvents, 'hasTold'>,
    private readonly followUps: Pick<FollowUps, 'start'>,
  ) {}

  /**
   * Starts the run that goes on with one that has died; undefined where the setting does not want it, there was no whole
   * plan yet, or nothing of it is left. Never throws: the end of the run is recorded whatever becomes of this.
   */
  async after(run: SyncRun): Promise<SyncRun | undefined> {
    if (run.mode !== 'apply' || !RESUMED.includes(run.purpose)) return undefined;
    try {
      const { resumeAutomatically } = (await this.book.settings()).values;
      // Half a plan would be done and called completed.
      if (!resumeAutomatically || !(await this.events.hasTold(run.id, 'plan-stored'))) return undefined;
      return await this.followUps.start(run.id, 'resumption', run.requestedBy);
    } catch (error) {
      const isNothingLeft = error instanceof Refused;
      if (!isNothingLeft) this.logger.warn(`Run ${run.id} could not be resumed: ${messageOf(error)}`);
      return undefined;
    }
  }
}
