import { API, type House, type RunJson } from '../../src/tools/house';
import { listed, openTestHouse } from '../flow/open-house';

let house: House;
beforeAll(async () => {
  // The NetBox of the house is on this machine; only its own address is allowed, as the setting shows.
  house = await openTestHouse({ config: { settings: {} }, proxmox: { guests: 4 } });
}, 60_000);
afterAll(() => house?.close());

const bodyOf = (domain: string) => ({
  name: domain,
  domain,
  username: 'sync@pve',
  token_name: 'netbox',
  token_value: 'x',
});
const make = (domain: string) =>
  house.api.post<{ id: number; domain?: string[] }>(`${API}/endpoints/proxmox/`, bodyOf(domain));
const setSettings = (news: object) => house.api.patch<unknown>(`${API}/settings/1/`, news);

/** A run on an endpoint that was stored while its address was allowed. */
async function runOn(domain: string): Promise<RunJson> {
  await setSettings({ ssrf_protection_enabled: false });
  const made = await make(domain);
  await setSettings({ ssrf_protection_enabled: true });
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
])(
  'an endpoint at %s is not stored, and if it was before, it is not called; both say why',
  async (domain, why) => {
    const refused = await make(domain);
    expect([refused.status, refused.data.domain]).toEqual([
      400,
      [expect.stringMatching(new RegExp(`^${domain.replace(/[.]/g, '\\.')} ${why}\\. If that is meant,`))],
    ]);
    const { status, error } = await runOn(domain);
    expect(status.value).toBe('failed');
    expect(error).toContain(`is not called: ${domain} ${why}`);
  },
);

test('a name is judged by where it leads now, and one that leads nowhere may be stored', async () => {
  await setSettings({ additional_allowed_ip_ranges: '' });
  const refused = await make('localhost');
  expect([refused.status, refused.data.domain]).toEqual([
    400,
    [expect.stringMatching(/^localhost leads to (127\.0\.0\.1|::1), which is a loopback address\./)],
  ]);
  await setSettings({ additional_allowed_ip_ranges: '127.0.0.1' });
  expect((await make('nowhere.invalid')).status).toBe(201);
});

test('an endpoint whose address is no longer allowed can still be switched off, and not moved to another such one', async () => {
  const [{ id }] = await listed<{ id: number }>(house, 'endpoints/proxmox/?domain=169.254.169.254');
  const change = (news: object) => house.api.patch<unknown>(`${API}/endpoints/proxmox/${id}/`, news);
  expect((await change({ enabled: false })).status).toBe(200);
  expect((await change({ domain: '169.254.1.1' })).status).toBe(400);
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
