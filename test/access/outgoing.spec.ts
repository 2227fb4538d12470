import { API, type House, type RunJson } from '../../src/tools/house';
import { openTestHouse } from '../flow/open-house';

let house: House;
beforeAll(async () => {
  // The NetBox of the house is on this machine; only its own address is allowed, as the setting shows.
  house = await openTestHouse({ config: { settings: {} }, proxmox: { guests: 4 } });
}, 60_000);
afterAll(() => house?.close());

async function runOn(domain: string): Promise<RunJson> {
  const body = { name: domain, domain, username: 'sync@pve', token_name: 'netbox', token_value: 'x' };
  const made = await house.api.post<{ id: number }>(`${API}/endpoints/proxmox/`, body);
  expect(made.status).toBe(201);
  return house.run({ mode: 'plan', endpoints: [made.data.id] });
}

test('the address of the NetBox that the operator named is in the setting, where everybody sees it', async () => {
  const { data } = await house.api.get<{ additional_allowed_ip_ranges: string }>(`${API}/settings/1/`);
  expect(data.additional_allowed_ip_ranges).toBe('127.0.0.1');
});

test.each([
  ['169.254.169.254', 'is a metadata address of a cloud'],
  ['127.0.0.2', 'is a loopback address'],
  ['0.0.0.0', 'is no address of a machine'],
  ['::1', 'is a loopback address'],
])('an endpoint at %s is not called, and the run says why', async (domain, why) => {
  const { status, error } = await runOn(domain);
  expect(status.value).toBe('failed');
  expect(error).toContain(`is not called: ${domain} ${why}`);
});

test('a network that is blocked by name is not called, whatever else is allowed', async () => {
  await house.api.patch(`${API}/settings/1/`, { explicitly_blocked_ip_ranges: '127.0.0.0/8' });
  const started = await house.run({ mode: 'plan' });
  expect(started.status.value).toBe('failed');
  expect(started.error).toContain('explicitly blocked');
});

test('pages of NetBox may read answers, and those of nobody else', async () => {
  const ask = (origin: string) =>
    house.api.options(`${API}/sync/runs/`, {
      headers: { Authorization: '', Origin: origin, 'Access-Control-Request-Method': 'GET' },
    });
  const allowed = await ask(house.netbox.url);
  expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([204, house.netbox.url]);
  expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
  const other = await ask('https://evil.example');
  expect([other.status, other.headers['access-control-allow-origin']]).toEqual([403, undefined]);
});
