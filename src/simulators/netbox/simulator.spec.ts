import {
  type Fault,
  type NetboxSimulator,
  type NetboxSimulatorOptions,
  startNetboxSimulator,
} from './simulator';

let netbox: NetboxSimulator;

const start = async (options: NetboxSimulatorOptions = {}): Promise<void> => {
  netbox = await startNetboxSimulator(options);
};

afterEach(() => netbox.stop());

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

async function call(method: string, path: string, body?: unknown, token = netbox.token): Promise<Answer> {
  const response = await fetch(`${netbox.url}${path}`, {
    method,
    headers: {
      Authorization: `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}

const sites = '/api/dcim/sites/';
const vms = '/api/virtualization/virtual-machines/';
const site = (number: number): { name: string; slug: string } => ({
  name: `Site ${number}`,
  slug: `site-${number}`,
});

describe('A simulated NetBox on its own', () => {
  it.each(['4.4', '4.5', '4.6', '4.7'] as const)(
    'takes its token in the form of %s and says its version',
    async (version) => {
      await start({ version });
      const { status, headers, body } = await call('GET', '/api/status/');
      expect(status).toBe(200);
      expect(headers.get('API-Version')).toBe(version);
      expect(body).toMatchObject({ 'netbox-version': expect.stringContaining(version) as unknown });
      expect((await call('GET', '/api/status/', undefined, netbox.v1Token)).status).toBe(200);
    },
  );

  it('hands out tokens for a name and password and refuses a wrong password with 403', async () => {
    await start({ users: [{ username: 'jane', password: 'secret', superuser: true }] });
    const right = await call('POST', '/api/users/tokens/provision/', {
      username: 'jane',
      password: 'secret',
    });
    expect(right.status).toBe(201);
    const { key, token } = right.body as { key: string; token: string };
    expect((await call('GET', sites, undefined, `nbt_${key}.${token}`)).status).toBe(200);
    const wrong = await call('POST', '/api/users/tokens/provision/', { username: 'jane', password: 'no' });
    expect(wrong.status).toBe(403);
  });

  it('lets a read-only token read and nothing else', async () => {
    const token = 'a'.repeat(40);
    await start({ tokens: [{ token, writeEnabled: false }] });
    expect((await call('GET', sites, undefined, token)).status).toBe(200);
    expect((await call('POST', sites, site(1), token)).status).toBe(403);
  });

  it('serves what a person typed, signed with their name and not counted', async () => {
    await start({
      users: [
        { username: 'admin', password: 'x' },
        { username: 'jane', password: 'y' },
      ],
    });
    const made = netbox.create('dcim/sites', site(1), 'jane');
    netbox.patch('dcim/sites', Number(made.id), { description: 'cellar' });
    expect(() => netbox.create('dcim/sites', site(1))).toThrow('site with this name already exists.');
    expect(netbox.rows('dcim/sites')).toMatchObject([{ name: 'Site 1', description: 'cellar' }]);
    expect(netbox.changeLog().map((change) => change.user_name)).toEqual(['jane', 'admin']);
    netbox.remove('dcim/sites', Number(made.id));
    expect(netbox.rows('dcim/sites')).toEqual([]);
    expect(netbox.requests()).toEqual({ reads: 0, writes: 0, log: [] });
  });

  it('gives at most 1000 rows at once and leads on by next, which keeps every parameter', async () => {
    await start();
    await call(
      'POST',
      sites,
      Array.from({ length: 1100 }, (_one, index) => site(index)),
    );
    const first = (await call('GET', `${sites}?limit=5000&ordering=id&fields=id,name`)).body as Record<
      string,
      unknown
    >;
    expect(first.count).toBe(1100);
    expect(first.results).toHaveLength(1000);
    expect(first.next).toBe(`${netbox.url}${sites}?fields=id%2Cname&limit=1000&offset=1000&ordering=id`);
    const next = new URL(String(first.next));
    const second = (await call('GET', next.pathname + next.search)).body as Record<string, unknown>;
    expect(second.results).toHaveLength(100);
    expect(second.next).toBeNull();
  });
});

describe('A list with two equal machines', () => {
  const twins = [
    { name: 'twin', cluster: 1 },
    { name: 'Twin', cluster: 1 },
  ];
  const cluster = (): void => {
    netbox.create('virtualization/cluster-types', { name: 'Proxmox VE', slug: 'proxmox-ve' });
    netbox.create('virtualization/clusters', { name: 'pve', type: 1 });
  };

  it.each(['4.4', '4.5', '4.6'] as const)(
    'is only stopped by the database of %s, and leaves nothing',
    async (version) => {
      await start({ version });
      cluster();
      const { status, body } = await call('POST', vms, twins);
      expect(status).toBe(500);
      expect(body).toMatchObject({ exception: 'IntegrityError' });
      expect(netbox.rows('virtualization/virtual-machines')).toEqual([]);
    },
  );

  it('is refused by 4.7 with the index of the second', async () => {
    await start({ version: '4.7' });
    cluster();
    const { status, body } = await call('POST', vms, twins);
    expect(status).toBe(400);
    expect(body).toEqual({
      detail: '1 of 2 objects could not be created.',
      errors: [
        { index: 1, errors: { __all__: ['Virtual machine name must be unique per cluster and tenant.'] } },
      ],
    });
    expect(netbox.rows('virtualization/virtual-machines')).toEqual([]);
  });
});

describe('A changed list with one bad object', () => {
  const changes = [
    { id: 1, description: 'a' },
    { id: 2, status: 'nope' },
  ];

  it.each([
    ['4.4', { status: ['nope is not a valid choice.'] }],
    [
      '4.7',
      {
        detail: '1 of 2 objects could not be updated.',
        errors: [{ id: 2, errors: { status: ['nope is not a valid choice.'] } }],
      },
    ],
  ] as const)('is refused whole by %s, in its own words', async (version, expected) => {
    await start({ version });
    netbox.create('dcim/sites', site(1));
    netbox.create('dcim/sites', site(2));
    const { status, body } = await call('PATCH', sites, changes);
    expect(status).toBe(400);
    expect(body).toEqual(expected);
    expect(netbox.rows('dcim/sites').map((row) => row.description)).toEqual(['', '']);
  });
});

describe('A fault', () => {
  const withFault = async (fault: Fault): Promise<void> => {
    await start();
    netbox.faults.add(fault);
  };

  it('strikes the n-th write only, and that write is not carried out', async () => {
    await withFault({ on: 'write', nth: 2, status: 503, retryAfter: 7 });
    const answers = [];
    for (const number of [1, 2, 3]) answers.push(await call('POST', sites, site(number)));
    expect(answers.map((one) => one.status)).toEqual([201, 503, 201]);
    expect(answers[1].headers.get('Retry-After')).toBe('7');
    expect(netbox.rows('dcim/sites').map((row) => row.name)).toEqual(['Site 1', 'Site 3']);
  });

  it('strikes as often as it is told, on the paths it is told', async () => {
    await withFault({ on: 'read', path: '/dcim/', every: 2, times: 1, status: 500 });
    const statuses = [];
    for (const path of [sites, vms, sites, sites, sites]) statuses.push((await call('GET', path)).status);
    expect(statuses).toEqual([200, 200, 500, 200, 200]);
  });

  it('drops the connection before the write is carried out', async () => {
    await withFault({ on: 'write', status: 'drop', times: 1 });
    await expect(call('POST', sites, site(1))).rejects.toThrow();
    expect(netbox.rows('dcim/sites')).toEqual([]);
    expect(netbox.requests().log).toEqual([{ method: 'POST', path: sites, status: 0 }]);
  });

  it('loses only the answer of a write that was carried out', async () => {
    await withFault({ on: 'write', status: 'drop', applied: true, times: 1 });
    await expect(call('POST', sites, site(1))).rejects.toThrow();
    expect(netbox.rows('dcim/sites')).toHaveLength(1);
  });
});

describe('The knobs over HTTP', () => {
  it('count requests, reset the count, set and clear faults, and are not counted themselves', async () => {
    await start();
    await call('GET', sites);
    await call('POST', sites, site(1));
    expect((await call('GET', '/_sim/requests')).body).toMatchObject({ reads: 1, writes: 1 });
    await call('POST', '/_sim/requests/reset');
    await call('POST', '/_sim/faults', { on: 'any', status: 502 });
    expect((await call('GET', sites)).status).toBe(502);
    await call('DELETE', '/_sim/faults');
    expect((await call('GET', sites)).status).toBe(200);
    expect(netbox.requests()).toMatchObject({ reads: 2, writes: 0 });
  });
});

describe('With a cost model', () => {
  it('answers the same as without', async () => {
    await start({ cost: { requestMs: 1, singleWriteMs: 1, workers: 1 } });
    const answers = await Promise.all([1, 2, 3].map((number) => call('POST', sites, site(number))));
    expect(answers.map((one) => one.status)).toEqual([201, 201, 201]);
    expect(netbox.rows('dcim/sites')).toHaveLength(3);
  });
});
