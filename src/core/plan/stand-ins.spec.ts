import { type Desired } from './plan-object';
import { type Remembered, type TargetPlanInput } from './plan-target';
import { withStandIns } from './stand-ins';

const node = (cluster: string, site = 1): Desired => ({
  key: `cluster/${cluster}/node/pve`,
  label: 'pve',
  values: { name: 'pve', site },
  ifTaken: { name: `pve (${cluster})` },
});
const there = (id: number, name: string, site = 1) => ({ id, label: name, values: { name, site } });
const linked = (cluster: string, id: number): Remembered => ({
  key: `cluster/${cluster}/node/pve`,
  id,
  written: {},
  proof: '',
  missingSince: null,
});
const namesIn = (input: Partial<TargetPlanInput>) =>
  withStandIns({
    desired: [],
    actual: [],
    remembered: [],
    rules: { name: 'ours', site: 'theirs' },
    adoptBy: [],
    blockedBy: [({ site, name }) => `${site} ${name}`],
    lost: new Set(),
    covers: () => true,
    whenGone: 'keep',
    ...input,
  }).map(({ values }) => values.name);

describe('of two that want one name', () => {
  it('the lower key gets it, in whatever order they come', () => {
    expect(namesIn({ desired: [node('b'), node('a')] })).toEqual(['pve (b)', 'pve']);
    expect(namesIn({ desired: [node('a'), node('b', 2)] })).toEqual(['pve', 'pve']);
  });

  it('the one that has it keeps it', () => {
    const known = {
      actual: [there(7, 'pve'), there(8, 'pve (a)')],
      remembered: [linked('b', 7), linked('a', 8)],
    };
    expect(namesIn({ desired: [node('a'), node('b')], ...known })).toEqual(['pve (a)', 'pve']);
    expect(namesIn({ desired: [node('a')], ...known })).toEqual(['pve (a)']);
  });

  it('the other gets it once it is given up', () => {
    const known = {
      actual: [there(7, 'pve'), there(8, 'pve (b)')],
      remembered: [linked('a', 7), linked('b', 8)],
    };
    const renamed = { ...node('a'), values: { name: 'pve-new', site: 1 } };
    expect(namesIn({ desired: [renamed, node('b')], ...known })).toEqual(['pve-new', 'pve']);
  });

  it('both have it where people have put them at different sites', () => {
    const known = {
      actual: [there(7, 'pve', 3), there(8, 'pve')],
      remembered: [linked('a', 7), linked('b', 8)],
    };
    expect(namesIn({ desired: [node('a'), node('b')], ...known })).toEqual(['pve', 'pve']);
  });
});

test('what people have made is no reason for another name: it is told that it is in the way', () => {
  expect(namesIn({ desired: [node('a')], actual: [there(7, 'pve')] })).toEqual(['pve']);
});
