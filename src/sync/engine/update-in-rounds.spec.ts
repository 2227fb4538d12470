import { from, lastValueFrom, toArray } from 'rxjs';
import { Invalid } from '../../core/errors/errors';
import { type Change } from '../../core/plan/plan-object';
import { type Outcome } from './target';
import { updateInRounds } from './update-in-rounds';

/** Takes a list as NetBox does that wants each name once, object by object. */
class Names {
  readonly requests: string[][] = [];
  private readonly refusing: ReadonlySet<number>;

  constructor(
    readonly names: Map<number, string>,
    refusing: readonly number[] = [],
  ) {
    this.refusing = new Set(refusing);
  }

  update(changes: readonly Change[]) {
    this.requests.push(changes.map(({ after }) => String(after!.name)));
    return from(changes.map((change): Outcome => this.renamed(change)));
  }

  private renamed(change: Change): Outcome {
    const { id, after } = change;
    const name = String(after!.name);
    const isTaken = [...this.names].some(([other, taken]) => other !== id && taken === name);
    const isRefused = this.refusing.has(id!) && !name.startsWith('proxbox-');
    if (isTaken || isRefused) return { change, id, error: new Invalid('The name is taken.') };
    this.names.set(id!, name);
    return { change, id };
  }
}

const renamed = (id: number, from: string, to: string): Change => ({
  key: `cluster/lab-a/guest/${id}`,
  label: to,
  action: 'update',
  id,
  before: { name: from },
  after: { name: to },
  conflicts: [],
  reason: '',
  written: {},
});

async function update(names: Names, changes: readonly Change[], field?: string) {
  const outcomes = await lastValueFrom(updateInRounds(names, changes, field).pipe(toArray()));
  return outcomes.map(({ id, error }) => [id, error === undefined]).sort();
}

test('a name that another gives up in the same list is free in the next round', async () => {
  const names = new Names(new Map([[1, 'a'], [2, 'b']])); // prettier-ignore
  expect(await update(names, [renamed(1, 'a', 'b'), renamed(2, 'b', 'c')])).toEqual([[1, true], [2, true]]); // prettier-ignore
  expect(names.requests).toEqual([['b', 'c'], ['b']]);
});

test('two that trade their names get them, one of them stepping aside', async () => {
  const trade = [renamed(1, 'a', 'b'), renamed(2, 'b', 'a')];
  const names = new Names(new Map([[1, 'a'], [2, 'b']])); // prettier-ignore
  expect(await update(names, trade, 'name')).toEqual([[1, true], [2, true]]); // prettier-ignore
  expect([...names.names]).toEqual([[1, 'b'], [2, 'a']]); // prettier-ignore
  expect(names.requests[1]).toEqual(['proxbox-1']);
});

test('who stepped aside in vain gets the old name back', async () => {
  const trade = [renamed(1, 'a', 'b'), renamed(2, 'b', 'a')];
  const names = new Names(new Map([[1, 'a'], [2, 'b']]), [2]); // prettier-ignore
  expect(await update(names, trade, 'name')).toEqual([[1, false], [2, false]]); // prettier-ignore
  expect([...names.names]).toEqual([[1, 'a'], [2, 'b']]); // prettier-ignore
});

test('what waits for the name of a stranger is refused, and nobody steps aside', async () => {
  const names = new Names(new Map([[1, 'a'], [9, 'b']])); // prettier-ignore
  expect(await update(names, [renamed(1, 'a', 'b')], 'name')).toEqual([[1, false]]);
  expect(names.requests).toEqual([['b']]);
});
