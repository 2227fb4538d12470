import { firstValueFrom, forkJoin } from 'rxjs';
import { NotAllowed } from '../../core/errors/errors';
import { type ProxmoxSimulator, startProxmoxSimulator } from '../../simulators/proxmox/simulator';
import { ProxmoxClient } from './proxmox-client';
import { type ProxmoxTarget } from './target';

const HOUR_MS = 60 * 60 * 1000;

let simulator: ProxmoxSimulator;
let client: ProxmoxClient | undefined;

beforeEach(async () => {
  simulator = await startProxmoxSimulator({ guests: 4, clusters: 1, standalone: false });
});

afterEach(async () => {
  jest.restoreAllMocks();
  client?.close();
  await simulator.stop();
});

function signIn(more: Partial<ProxmoxTarget>): ProxmoxClient {
  const { host, port, username, ca } = simulator.endpoints[0];
  client = new ProxmoxClient({ host, port, username, tls: { mode: 'ca', ca }, ...more });
  return client;
}

const withPassword = () => signIn({ password: simulator.endpoints[0].password });
const logins = () => simulator.requests().log.filter(({ path }) => path === '/access/ticket').length;

describe('with a password', () => {
  it('many requests share one login', async () => {
    const asking = withPassword();

    await firstValueFrom(forkJoin([asking.version(), asking.nodes(), asking.pools(), asking.resources()]));
    await firstValueFrom(asking.version());

    expect(logins()).toBe(1);
    expect(asking.requests).toBe(6);
  });

  it('a ticket older than an hour is renewed with itself', async () => {
    const asking = withPassword();
    await firstValueFrom(asking.version());
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + HOUR_MS + 1);

    await firstValueFrom(asking.version());

    expect(logins()).toBe(2);
    expect(simulator.requests().log.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('a ticket that cannot be renewed is replaced by a fresh login', async () => {
    const asking = withPassword();
    await firstValueFrom(asking.version());
    simulator.faults.forgetTickets('lab-a');
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + HOUR_MS + 1);

    expect(await firstValueFrom(asking.version())).toMatchObject({ release: '9.1' });
    expect(simulator.requests().log.map(({ status }) => status)).toEqual([200, 200, 401, 200, 200]);
  });

  it('a ticket that the cluster forgot is replaced without a word', async () => {
    const asking = withPassword();
    await firstValueFrom(asking.version());
    simulator.faults.forgetTickets('lab-a');

    await firstValueFrom(forkJoin([asking.version(), asking.nodes()]));

    expect(logins()).toBe(2);
  });

  it('a wrong password is NotAllowed, and no read is sent', async () => {
    const wrong = signIn({ password: 'not-it-7' });

    const failed = firstValueFrom(wrong.version());

    await expect(failed).rejects.toBeInstanceOf(NotAllowed);
    await expect(failed).rejects.toMatchObject({ category: 'authentication', status: 401 });
    await expect(failed).rejects.not.toThrow('not-it-7');
    expect(wrong.requests).toBe(1);
  });

  it('an account with a second factor is told to use an API token', async () => {
    simulator.faults.requireSecondFactor('lab-a', true);

    const failed = firstValueFrom(withPassword().version());

    await expect(failed).rejects.toBeInstanceOf(NotAllowed);
    await expect(failed).rejects.toMatchObject({
      suggestion: expect.stringContaining('API token') as string,
    });
  });
});

describe('with an API token', () => {
  it('no login happens', async () => {
    const { tokenName, tokenValue } = simulator.endpoints[0];

    await firstValueFrom(signIn({ tokenName, tokenValue }).version());

    expect(logins()).toBe(0);
  });

  it('a wrong value is NotAllowed at once, without another try', async () => {
    const wrong = signIn({ tokenName: 'proxbox', tokenValue: '00000000-0000-0000-0000-000000000000' });

    await expect(firstValueFrom(wrong.version())).rejects.toMatchObject({
      name: 'NotAllowed',
      category: 'authentication',
    });
    expect(wrong.requests).toBe(1);
  });
});
