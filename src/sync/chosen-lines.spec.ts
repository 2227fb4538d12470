import { refTo } from '../core/plan/value';
import { chosenLines, type DecidedLine } from './chosen-lines';
import { stages } from './stages';

function line(
  target: string,
  key: string,
  decision: DecidedLine['decision'],
  news: Partial<DecidedLine> = {},
): DecidedLine {
  const values = { stage: 'any', label: key, action: 'create', id: null, before: null, after: {} } as const;
  return { ...values, written: {}, target, key, decision, ...news };
}

const device = line('device', 'node/a', 'undecided');
const machine = line('virtual-machine', 'guest/1', 'undecided', {
  after: { device: refTo('device', 'node/a') },
});
const other = line('virtual-machine', 'guest/2', 'undecided', {
  after: { device: refTo('device', 'node/a') },
});

test('what was accepted brings along what it cannot be without, and nothing else', () => {
  const card = line('vm-interface', 'guest/1/net0', 'accepted', {
    after: { virtualMachine: refTo('virtual-machine', 'guest/1') },
  });
  expect(chosenLines([device, machine, other, card], 'acceptance', stages)).toEqual([device, machine, card]);
});

test('a part that completes an object brings the object along', () => {
  const primary = line('primary-ip', 'guest/1', 'accepted', { action: 'update' });
  expect(chosenLines([machine, primary], 'acceptance', stages)).toEqual([machine, primary]);
});

test('an object brings along the custom fields that it fills', () => {
  const field = line('custom-field', 'proxmox_vm_id', 'undecided');
  const unused = line('custom-field', 'proxmox_search_domain', 'undecided');
  const guest = line('virtual-machine', 'guest/1', 'accepted', { after: { vmid: 1, searchDomain: null } });
  expect(chosenLines([field, unused, guest], 'acceptance', stages)).toEqual([field, guest]);
});

test('lists of pointers are followed, and circles end', () => {
  const one = line('tag', 'a', 'accepted', { after: { tags: [refTo('tag', 'b'), 7] } });
  const two = line('tag', 'b', 'undecided', { after: { tags: [refTo('tag', 'a')] } });
  expect(chosenLines([one, two], 'acceptance', stages)).toEqual([one, two]);
});

test('what was refused is never brought along', () => {
  const refused = { ...device, decision: 'refused' } as const;
  const accepted = { ...machine, decision: 'accepted' } as const;
  expect(chosenLines([refused, accepted], 'acceptance', stages)).toEqual([accepted]);
});

test('going on leaves what was refused, and undoing asks for no decision', () => {
  const refused = { ...device, decision: 'refused' } as const;
  expect(chosenLines([refused, machine], 'resumption', stages)).toEqual([machine]);
  expect(chosenLines([refused, machine], 'undoing', stages)).toEqual([refused, machine]);
});
