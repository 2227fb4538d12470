import { compare } from './compare';
import { type Side } from './side';
import { type Minor, type Step } from './step';

export interface Outcome {
  /** The name of the step; what is asked a second time is numbered. */
  name: string;
  /** How the simulated answer differs, '' where it does not. */
  difference: string;
}

/** Asks both sides everything in the table that their version knows, in order, and compares the answers. */
export async function play(
  table: readonly Step[],
  minor: Minor,
  real: Side,
  simulated: Side,
): Promise<Outcome[]> {
  const steps = table.filter(({ since = 4, until = 7 }) => since <= minor && minor <= until);
  const seen = new Map<string, number>();
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const [wanted, got] = await Promise.all([real.play(step), simulated.play(step)]);
    const count = (seen.get(step.name) ?? 0) + 1;
    seen.set(step.name, count);
    const difference = compare(step, { side: real, answer: wanted }, { side: simulated, answer: got });
    outcomes.push({ name: count === 1 ? step.name : `${step.name} (${count})`, difference });
  }
  return outcomes;
}
