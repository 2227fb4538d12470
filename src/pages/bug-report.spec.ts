import { bugReport } from './bug-report';

const facts = {
  sidecar: '1.0',
  node: 'v20',
  system: 'linux x64',
  postgres: '17.2',
  netbox: 1,
  proxmox: { count: 2, versions: ['8.4', null] },
};

test('a bug report tells the versions, and what is not known of them', () => {
  const text = bugReport({ ...facts, latestRun: { mode: 'apply', status: 'failed', stages: 3 } });
  expect(text).toContain('Proxmox endpoints: 2 (8.4, unknown)');
  expect(text).toContain('Latest run: apply, failed, 3 stages');
});

test('an empty installation can be reported too', () => {
  expect(bugReport({ ...facts, netbox: 0, proxmox: { count: 0, versions: [] } })).toMatch(
    /Proxmox endpoints: 0\nLatest run: none/,
  );
});
