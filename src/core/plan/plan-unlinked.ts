import { type AnyMark, type Index, lookUp, markedValues, sidesOf } from './mark';
import { type Actual, type Change, type Desired, planCreate, planUpdate } from './plan-object';
import { conflict, lastWritten } from './plan-linked';
import { type Remembered, type TargetPlanInput } from './plan-target';

/** Everything in view of which an object is planned that we do not know in the target yet. */
export interface Unlinked {
  input: TargetPlanInput;
  adoptable: readonly Index[];
  blocking: readonly Index[];
  owners: ReadonlyMap<number, string>;
  wantedByKey: ReadonlyMap<string, Desired>;
  rememberedByKey: ReadonlyMap<string, Remembered>;
  /** Whether the source no longer has an object that we remember. */
  isGone: (key: string) => boolean;
  claims: Claims;
}

/** Which of the wanted objects holds, or is the first to want, a mark that may exist only once. */
export class Claims {
  private readonly holders = new Map<string, string>();

  constructor(private readonly marks: readonly AnyMark[]) {}

  /** Claims the marks of an object; gives the key of another one that was earlier. */
  take(wanted: Desired): string | undefined {
    const texts = this.marks.flatMap((mark, position) => {
      const text = sidesOf(mark).wanted(markedValues(wanted));
      return text === undefined ? [] : [`${position} ${text}`];
    });
    const other = texts
      .map((text) => this.holders.get(text))
      .find((key) => key !== undefined && key !== wanted.key);
    if (other === undefined) texts.forEach((text) => this.holders.set(text, wanted.key));
    return other;
  }
}

/** It is adopted, taken over, made, or in conflict with what is in its way. */
export function planUnlinked(wanted: Desired, memory: Remembered | undefined, known: Unlinked): Change {
  const { input, adoptable, blocking, owners } = known;
  const marks = markedValues(wanted);
  const isFree = (one: Actual) => !owners.has(one.id) || owners.get(one.id) === wanted.key;
  for (const [position, mark] of input.adoptBy.entries()) {
    const found = lookUp(adoptable[position], sidesOf(mark).wanted, marks).filter(isFree);
    if (found.length > 1) {
      return conflict(
        wanted,
        null,
        `${found.length} objects could be ${wanted.label} (${found.map((one) => `#${one.id}`).join(', ')}); ` +
          'which one is meant cannot be told.',
      );
    }
    if (found.length === 1) {
      return planUpdate(
        wanted,
        found[0],
        lastWritten(wanted.key, found[0], {}, input),
        input.rules,
        'Adopted.',
      );
    }
  }
  for (const [position, mark] of input.blockedBy.entries()) {
    const [obstacle] = lookUp(blocking[position], sidesOf(mark).wanted, marks).filter((one) =>
      staysInTheWay(one, mark, known),
    );
    if (obstacle && canTakeOver(obstacle, known)) return planHandOver(wanted, obstacle, known);
    if (obstacle) {
      return conflict(wanted, obstacle.id, inTheWay(obstacle, known));
    }
  }
  const rival = known.claims.take(wanted);
  if (rival !== undefined) return conflict(wanted, null, `${rival} has it too, and only one of them can.`);
  return planCreate(wanted, memory ? 'Was deleted by hand, and the source still has it.' : 'Not there yet.');
}

function canTakeOver(obstacle: Actual, { input, owners, isGone }: Unlinked): boolean {
  const owner = owners.get(obstacle.id);
  return input.handsOver === true && owner !== undefined && isGone(owner);
}

function planHandOver(
  wanted: Desired,
  obstacle: Actual,
  { input, owners, rememberedByKey }: Unlinked,
): Change {
  const owner = owners.get(obstacle.id)!;
  const written = rememberedByKey.get(owner)?.written ?? {};
  const reason = `Taken over from ${owner}, which no longer has it.`;
  return { ...planUpdate(wanted, obstacle, written, input.rules, reason), takenFrom: owner };
}

/** One of ours that is about to give its mark up, e.g. a renamed guest, is no obstacle: updates come before creates. */
function staysInTheWay(one: Actual, mark: AnyMark, { wantedByKey, owners }: Unlinked): boolean {
  const owner = wantedByKey.get(owners.get(one.id) ?? '');
  const { wanted, actual } = sidesOf(mark);
  return owner === undefined || wanted(markedValues(owner)) === actual(one.values);
}

function inTheWay({ id, label }: Actual, { owners, input }: Unlinked): string {
  const owner = owners.get(id);
  const isOurs = owner !== undefined;
  const sentence = `${label} (#${id}) is in the way: ${isOurs ? `it belongs to ${owner}` : 'it is nothing that we made'}.`;
  return [sentence, !isOurs && input.ifMeant].filter(Boolean).join(' ');
}
