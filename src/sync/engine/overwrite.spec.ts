import { rulesUnder, unknownPolicies } from './overwrite';
import { type Target } from './target';

const target: Target = {
  name: 'virtual-machine',
  label: 'virtual machine',
  rules: { status: 'ours', role: 'theirs', tags: 'union' },
  adoptBy: [],
  blockedBy: [],
};

test('a policy changes the rule of its field, and of no other', () => {
  const rules = rulesUnder(target, { 'virtual-machine': { status: 'never', role: 'always' } });
  expect(rules).toEqual({ status: 'empty', role: 'always', tags: 'union' });
  expect(rulesUnder(target, { 'virtual-machine': { status: 'untouched' } }).status).toBe('theirs');
  expect(rulesUnder(target, { device: { status: 'never' } })).toBe(target.rules);
});

test('a list that both sides add to stays one, or is left alone', () => {
  expect(rulesUnder(target, { 'virtual-machine': { tags: 'always' } }).tags).toBe('union');
  expect(rulesUnder(target, { 'virtual-machine': { tags: 'never' } }).tags).toBe('empty');
});

test('policies for what does not exist are told with what does', () => {
  expect(
    unknownPolicies([target], {
      vm: { role: 'never' },
      'virtual-machine': { colour: 'never', role: 'never' },
    }),
  ).toEqual([
    'An overwrite policy names the kind "vm", which does not exist. Choose from virtual-machine.',
    'An overwrite policy names virtual-machine.colour, which does not exist. Choose from status, role, tags.',
  ]);
});
