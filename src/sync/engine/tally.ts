import { type Counts, NONE, sum } from './counts';
import { type StageResult, type SyncEvent } from './event';

/** What a run has done so far, told from its events alone; for one that is stopped before it can say so itself. */
export class Tally {
  private readonly stages = new Map<string, { label: string; counts: Counts; result?: StageResult }>();
  private at: { stage: string; label: string; does: string } | undefined;

  note(event: SyncEvent): void {
    switch (event.type) {
      case 'run-started':
        event.stages.forEach(({ name, label }) => this.stages.set(name, { label, counts: NONE }));
        break;
      case 'stage-reading':
        this.at = { ...event, does: 'comparing' };
        break;
      case 'stage-started':
        this.at = { ...event, does: 'writing' };
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

  /** How far it has come, as a sentence. */
  get place(): string {
    if (!this.at) return 'Nothing was read yet.';
    const { stage, label, does } = this.at;
    const number = [...this.stages.keys()].indexOf(stage) + 1;
    return `It was ${does} ${label}, stage ${number} of ${this.stages.size}.`;
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
