import { lacksOf, reachOf } from './rights';

const ROOTS = ['/', '/vms', '/nodes', '/storage', '/sdn', '/pool'];

/** What `/access/permissions` shows of privileges that are given on `/`. */
function everywhere(...privileges: string[]) {
  const held = Object.fromEntries(privileges.map((privilege) => [privilege, 1 as const]));
  return Object.fromEntries(ROOTS.map((path) => [path, held]));
}

const ALL = [
  'VM.Audit',
  'VM.Backup',
  'VM.GuestAgent.Audit',
  'Sys.Audit',
  'Datastore.Audit',
  'Datastore.AllocateSpace',
  'SDN.Audit',
];
const without = (...lost: string[]) => everywhere(...ALL.filter((privilege) => !lost.includes(privilege)));
const sentences = (permissions: Parameters<typeof lacksOf>[0]) =>
  lacksOf(permissions).map(({ sentence }) => sentence);

test('a token with every privilege lacks nothing, by the names of either release', () => {
  expect(lacksOf(everywhere(...ALL))).toEqual([]);
  expect(lacksOf({ ...without('VM.GuestAgent.Audit'), '/vms': { 'VM.Audit': 1, 'VM.Backup': 1, 'VM.Monitor': 1 } })).toEqual([]); // prettier-ignore
});

test('what is missing is told in words, with the privilege and where it must be given', () => {
  expect(sentences(without('Datastore.AllocateSpace'))).toEqual([
    'This token sees no backups: it lacks Datastore.AllocateSpace on /storage.',
  ]);
  expect(sentences(without('VM.Backup'))).toEqual([
    'This token sees no backups: it lacks VM.Backup on /vms.',
  ]);
  expect(sentences(without('VM.GuestAgent.Audit'))).toEqual([
    'This token sees nothing that guest agents tell: it lacks VM.GuestAgent.Audit on /vms.',
  ]);
});

test('a token without any right lacks everything', () => {
  expect(sentences({})).toHaveLength(8);
  expect(sentences({})[0]).toBe('This token sees no guests: it lacks VM.Audit on /vms.');
});

test('a right on a part is told as one, also where a deeper path takes it away', () => {
  expect(sentences({ ...without('VM.Audit'), '/vms/101': { 'VM.Audit': 1, 'VM.Backup': 1, 'VM.GuestAgent.Audit': 1 } })).toEqual([
    'This token sees not all guests: it has VM.Audit on a part of /vms only.',
  ]); // prettier-ignore
  const taken = { ...everywhere(...ALL), '/vms/101': {} };
  expect(reachOf(taken, '/vms', 'VM.Audit')).toBe('some');
  expect(reachOf({ '/vms': { 'VM.Audit': 0 } }, '/vms', 'VM.Audit')).toBe('some');
  expect(reachOf(everywhere(...ALL), '/vms', 'VM.Audit')).toBe('all');
});
