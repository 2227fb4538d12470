import { type Counts, NONE, sum } from './counts';
import { type StageResult, type SyncEvent } from './event';

/** What a run has done so far, told from its events alone; for one that is stopped before it can say so itself. */
export class Tally {
  private readonly stages = new Map<string, { label: string; counts: Counts; result?: StageResult }>();

  note(event: SyncEvent): void {
    switch (event.type) {
      case 'run-started':
        event.stages.forEach(({ name, label }) => this.stages.set(name, { label, counts: NONE }));
        break;
      case 'stage-planned':
        this.stages.set(event.stage, { label: event.label, counts: event.counts });
        break;
      case 'item':
        this.count(event.stage, event.error === undefined ? event.action : 'failed');
        break;
      case 'stage-finished':
        this.stages.set(event.result.stage, {
          label: event.result.label,
          counts: event.result,
          result: event.result,
        });
        break;
      default:
    }
  }

  get counts(): Counts {
    return sum(this.results);
  }

  /** A stage that did not come to its end counts as skipped. */
  get results(): readonly StageResult[] {
    return [...this.stages].map(
      ([stage, { label, counts, result }]) =>
        result ?? { ...counts, stage, label, status: 'skipped', seconds: 0 },
    );
  }

  private count(stage: string, what: string): void {
    const one = this.stages.get(stage);
    if (!one) return;
    one.counts = sum([
      one.counts,
      {
        ...NONE,
        created: Number(what === 'create'),
        updated: Number(what === 'update'),
        deleted: Number(what === 'delete'),
        failed: Number(what === 'failed'),
      },
    ]);
  }
}
