import { type EndpointCheck } from '../sync/endpoint-checks';
import { firstSteps, type StepEndpoint, type StepFacts } from './first-steps';

const reached: EndpointCheck = { isReached: true, version: '4.6', name: 'x', problems: [], suggestion: null };
const endpoint = (label: string, check?: EndpointCheck): StepEndpoint => ({
  label,
  href: `/${label}/`,
  check,
});
const run = { href: '/runs/1/', isActive: false, isWell: true, error: '' };
const states = (facts: StepFacts) => firstSteps(facts).map(({ state }) => state);

test('an empty installation begins with NetBox', () => {
  expect(states({ proxmox: [] })).toEqual(['now', 'later', 'later', 'later', 'later']);
});

test('each step opens the next one', () => {
  const netbox = endpoint('netbox', reached);
  const pve = endpoint('pve', reached);
  expect(states({ netbox, proxmox: [] })).toEqual(['done', 'now', 'later', 'later', 'later']);
  expect(states({ netbox, proxmox: [endpoint('pve')] })).toEqual(['done', 'done', 'now', 'later', 'later']);
  expect(states({ netbox, proxmox: [pve] })).toEqual(['done', 'done', 'done', 'now', 'later']);
  expect(states({ netbox, proxmox: [pve], plan: run })).toEqual(['done', 'done', 'done', 'done', 'now']);
  expect(states({ netbox, proxmox: [pve], plan: run, applied: run })).toEqual(Array(5).fill('done'));
});

test('what is wrong with an endpoint is told with what to do about it', () => {
  const dead = {
    ...reached,
    isReached: false,
    problems: ['It refused the connection.'],
    suggestion: 'Look at the port.',
  };
  const [, , step] = firstSteps({ netbox: endpoint('nb', reached), proxmox: [endpoint('pve', dead)] });
  expect(step).toEqual({
    name: 'test',
    state: 'wrong',
    problems: [
      { text: 'pve: It refused the connection.', href: '/pve/' },
      { text: 'pve: Look at the port.', href: '/pve/' },
    ],
  });
});

test('a token that lacks rights is wrong, although it was reached', () => {
  const poor = { ...reached, problems: ['This token may not add a device.'] };
  expect(states({ netbox: endpoint('nb', poor), proxmox: [endpoint('pve', reached)] })[2]).toBe('wrong');
});

test('a plan that failed says why, and one that goes on is waited for', () => {
  const facts = { netbox: endpoint('nb', reached), proxmox: [endpoint('pve', reached)] };
  const failed = { ...run, isWell: false, error: 'NetBox went away.' };
  expect(firstSteps({ ...facts, plan: failed })[3]).toMatchObject({
    state: 'wrong',
    problems: [{ text: 'NetBox went away.', href: '/runs/1/' }],
  });
  expect(states({ ...facts, plan: { ...failed, isActive: true } })[3]).toBe('now');
});

test('who has planned well need not test again', () => {
  expect(states({ netbox: endpoint('nb'), proxmox: [endpoint('pve')], plan: run })[2]).toBe('done');
});
