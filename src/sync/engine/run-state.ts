import { type Observable } from 'rxjs';
import { type Fate } from '../../core/plan/plan-gone';
import { type Source, type Unreached } from '../source/source';
import { type Counts, NONE, sum } from './counts';
import { type StageResult, type StageStatus, type SyncEvent } from './event';
import { Identities } from './identities';
import { type Journal, type Planned } from './journal';
import { type AnyPart, type Stage } from './stage';
import { type Target, type TargetAdapter } from './target';

/** What a plan is going to do to one kind of object. */
export interface Wanted {
  readonly target: Target;
  readonly creates: number;
  readonly updates: number;
}

/** Everything a run works with; the engine itself knows no database, no HTTP and no clock. */
export interface RunInput {
  readonly runId: number;
  readonly mode: 'plan' | 'apply';
  readonly stages: readonly Stage[];
  /** Every stage there is, also those that this run leaves out. */
  readonly knownStages: readonly Stage[];
  readonly sources: readonly Source[];
  /** Where objects belong that are written without being read. */
  readonly places?: readonly Pick<Source, 'key' | 'endpointId'>[];
  readonly unreached: readonly Unreached[];
  readonly journal: Journal;
  readonly adapterFor: (target: Target, identities: Identities) => TargetAdapter;
  /** Tells before the first write what will be refused; fails where everything will. */
  readonly forewarn?: (wanted: readonly Wanted[]) => Observable<SyncEvent>;
  /** Milliseconds, from any zero. */
  readonly now: () => number;
  /** The moment by which grace periods are judged. */
  readonly startedAt: Date;
}

/** What one stage has planned and done so far. */
export class StageWork {
  readonly planned: { part: AnyPart; lines: readonly Planned[] }[] = [];
  error: string | undefined;
  private readonly countsByEndpoint = new Map<number | null, Counts>();
  /** Set once everything the stage has to do is done. */
  isDone = false;
  /** Whether an object was left undone because something is in its way. */
  hasBlocked = false;
  private ms = 0;

  constructor(
    readonly stage: Stage,
    private readonly now: () => number,
  ) {}

  /** `endpoint` is that behind the cluster of the objects; null where they belong to none. */
  count(more: Partial<Counts>, endpoint: number | null): void {
    const before = this.countsByEndpoint.get(endpoint) ?? NONE;
    this.countsByEndpoint.set(endpoint, sum([before, { ...NONE, ...more }]));
  }

  get counts(): Counts {
    return sum([...this.countsByEndpoint.values()]);
  }

  /** Adds the time until the returned function is called. */
  startClock(): () => void {
    const start = this.now();
    return () => {
      this.ms += this.now() - start;
    };
  }

  get lineCount(): number {
    return this.planned.reduce((total, { lines }) => total + lines.length, 0);
  }

  result(): StageResult {
    return {
      stage: this.stage.name,
      label: this.stage.label,
      status: this.status(),
      ...this.counts,
      seconds: Math.round(this.ms) / 1000,
      ...(this.error !== undefined && { error: this.error }),
      endpoints: [...this.countsByEndpoint].map(([endpoint, counts]) => ({ endpoint, ...counts })),
    };
  }

  private status(): StageStatus {
    if (this.error !== undefined) return 'failed';
    if (!this.isDone) return 'skipped';
    return this.counts.failed > 0 || this.hasBlocked ? 'completed_with_errors' : 'completed';
  }
}

/** What a run knows while it goes on; one per subscription. */
export class RunState {
  readonly identities = new Identities();
  /** What becomes of the objects that are gone, by key. */
  readonly fates = new Map<string, Fate>();
  readonly works: readonly StageWork[];
  private readonly adapters = new Map<string, TargetAdapter>();
  private readonly dropped = new Set<Source>();

  constructor(readonly input: RunInput) {
    this.works = input.stages.map((stage) => new StageWork(stage, input.now));
  }

  /** The clusters that no required stage has failed for. */
  get sources(): readonly Source[] {
    return this.input.sources.filter((source) => !this.dropped.has(source));
  }

  /** Names of the targets that complete the objects of another one; what is remembered of them goes with the object. */
  completing({ name }: Target): readonly string[] {
    const targets = this.input.knownStages.flatMap(({ parts }) => parts.map((part) => part.target as Target));
    return targets.filter(({ completes }) => completes === name).map((target) => target.name);
  }

  /** The endpoint behind the cluster that an object belongs to. */
  endpointOf(key: string): number | null {
    const { places, sources } = this.input;
    const source = (places ?? sources).find((one) => key === one.key || key.startsWith(`${one.key}/`));
    return source?.endpointId ?? null;
  }

  /** What is going to be written, each target once. */
  get wanted(): readonly Wanted[] {
    const parts = this.works.flatMap(({ planned }) => planned).filter(({ lines }) => lines.length > 0);
    const targets = new Map(parts.map(({ part }) => [(part.target as Target).name, part.target as Target]));
    return [...targets.values()].map((target) => {
      const lines = parts.filter(({ part }) => part.target.name === target.name).flatMap((one) => one.lines);
      const count = (action: string) => lines.filter((line) => line.action === action).length;
      return { target, creates: count('create'), updates: count('update') };
    });
  }

  drop(source: Source): void {
    this.dropped.add(source);
  }

  /** What earlier parts write to the same target, and is not to be written twice: guests and nodes are in the same VLANs. */
  plannedKeys(target: Target): ReadonlySet<string> {
    const parts = this.works.flatMap(({ planned }) => planned);
    const same = parts.filter(({ part }) => (part.target as Target).name === target.name);
    return new Set(same.flatMap(({ lines }) => lines.map(({ key }) => key)));
  }

  adapter(target: Target): TargetAdapter {
    let adapter = this.adapters.get(target.name);
    if (!adapter) {
      adapter = this.input.adapterFor(target, this.identities);
      this.adapters.set(target.name, adapter);
    }
    return adapter;
  }

  get counts(): Counts {
    return sum(this.works.map((work) => work.counts));
  }

  get results(): readonly StageResult[] {
    return this.works.map((work) => work.result());
  }
}
