import { type Change } from '../../core/plan/plan-object';
import { type GoneObject, type GonePlace, type HeldBatch, planGone } from '../../core/plan/plan-gone';
import { type Remembered } from '../../core/plan/plan-target';
import { refTo, type Values } from '../../core/plan/value';
import { type EffectiveSettings } from '../../models/effective-settings';
import { MISSING_TAG, tag } from '../resources/vocabulary';
import { type Source } from '../source/source';
import { type SyncEvent } from './event';
import { type RunState, type StageWork } from './run-state';
import { type Target } from './target';

const HOUR_MS = 3_600_000;

/** Whether people want to see in NetBox what is missing, by a tag. */
export function wantsMissingTag({ missingObjectPolicy, missingTag }: EffectiveSettings): boolean {
  return missingObjectPolicy === 'mark' && missingTag;
}

/** Judges what becomes of objects in NetBox that Proxmox VE no longer has, as the settings of their cluster say. */
export class Farewell {
  /** Batches that were too large to be done without approval. */
  held: readonly HeldBatch[] = [];

  constructor(
    private readonly state: RunState,
    private readonly target: Target,
    private readonly remembered: readonly Remembered[],
    private readonly approved: ReadonlySet<string>,
  ) {}

  judge(gone: readonly GoneObject[]): readonly Change[] {
    const places = new Map(this.state.sources.map((source) => [source.key, this.placeOf(source)]));
    const sourceKeyOf = (key: string) => [...places.keys()].find((one) => key.startsWith(`${one}/`))!;
    const plan = planGone({
      gone: gone.filter(({ memory }) => sourceKeyOf(memory.key) !== undefined),
      placeOf: (key) => places.get(sourceKeyOf(key))!,
      markOf: (object) => this.markOf(object),
      rules: this.target.rules,
      fates: this.state.fates,
      approved: this.approved,
      now: this.state.input.startedAt,
    });
    plan.fates.forEach((fate, key) => this.state.fates.set(key, fate));
    this.held = plan.held;
    return plan.changes;
  }

  private placeOf({ key, name, settings }: Source): GonePlace {
    return {
      key,
      label: name,
      known: this.remembered.filter((one) => one.key.startsWith(`${key}/`)).length,
      policy: {
        action: settings.missingObjectPolicy,
        graceMs: settings.missingGraceHours * HOUR_MS,
        most: settings.missingCeilingCount,
        share: settings.missingCeilingShare / 100,
      },
    };
  }

  private markOf({ memory }: GoneObject): Values {
    const { settings } = this.state.sources.find(({ key }) => memory.key.startsWith(`${key}/`))!;
    const tags = Array.isArray(memory.written.tags) ? (memory.written.tags as unknown[]) : [];
    const hasStatus = this.target.statusTellsMissing === true && settings.missingStatus !== 'unchanged';
    return this.state.identities.resolve({
      ...(hasStatus && { status: settings.missingStatus }),
      ...(wantsMissingTag(settings) &&
        'tags' in this.target.rules && { tags: withMember(tags, this.missingTag()) }),
    });
  }

  private missingTag(): unknown {
    const pointer = refTo(tag.name, MISSING_TAG);
    return this.state.identities.get(pointer) ?? pointer;
  }
}

function withMember(list: readonly unknown[], member: unknown): readonly unknown[] {
  return list.includes(member) ? list : [...list, member];
}

/** What a viewer is told of a batch that was left. */
export function heldEvent(runId: number, work: StageWork, target: Target, batch: HeldBatch): SyncEvent {
  const { place, count, limit } = batch;
  return {
    type: 'problem',
    stage: work.stage.name,
    label: place.label,
    category: 'validation',
    message:
      `${count} objects of the kind ${target.label} are gone from ${place.label}, and only ${limit} may go at once ` +
      'without approval; all of them were left.',
    suggestion: `Look at the held changes of run ${runId}, and approve of them if they are right.`,
  };
}
