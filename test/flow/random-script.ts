import * as fc from 'fast-check';

/** What happens between two runs: one thing in Proxmox VE or in NetBox. `pick` chooses the object, `value` what it gets. */
export interface Deed {
  readonly who: 'proxmox' | 'person';
  readonly what: string;
  readonly pick: number;
  readonly value: number;
}

/** A run, and what goes wrong meanwhile; `at` says when or where. */
export interface Turn {
  readonly deeds: readonly Deed[];
  readonly trouble: Trouble;
  readonly at: number;
}

export const troubles = [
  'none',
  'node down',
  'rights lost',
  'configuration unreadable',
  'list unreadable',
  'endpoint away',
  'agents silent',
  'writes refused',
  'answers lost',
  'some writes refused',
  'stopped',
  'died',
  'plan only',
] as const;
export type Trouble = (typeof troubles)[number];

/** Everything that decides what happens: the worlds and what is done to them. */
export interface Script {
  readonly seed: number;
  readonly hasEqualNodeNames: boolean;
  readonly netbox: '4.4' | '4.5' | '4.6' | '4.7';
  readonly turns: readonly Turn[];
}

/** Scripts of a few turns, in which any deed of these may happen. */
export function scripts(ofProxmox: readonly string[], ofPeople: readonly string[]): fc.Arbitrary<Script> {
  const number = fc.nat({ max: 10_000 });
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        who: fc.constant('proxmox' as const),
        what: fc.constantFrom(...ofProxmox),
        pick: number,
        value: number,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        who: fc.constant('person' as const),
        what: fc.constantFrom(...ofPeople),
        pick: number,
        value: number,
      }),
    },
  );
  const turn = fc.record({
    deeds: fc.array(deed, { minLength: 1, maxLength: 6 }),
    trouble: fc.constantFrom(...troubles),
    at: number,
  });
  return fc.record({
    seed: fc.integer({ min: 1, max: 1000 }),
    hasEqualNodeNames: fc.boolean(),
    netbox: fc.constantFrom('4.4', '4.5', '4.6', '4.7'),
    turns: fc.array(turn, { minLength: 2, maxLength: 4 }),
  });
}
