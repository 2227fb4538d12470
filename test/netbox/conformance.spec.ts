import { randomInt } from 'node:crypto';
import { minorOf, type NetboxVersion, versionOf } from '../../src/simulators/netbox/release';
import { type NetboxSimulator, startNetboxSimulator } from '../../src/simulators/netbox/simulator';
import { play } from './conformance/play';
import { Side } from './conformance/side';
import { table } from './conformance/table';
import { knownDifferences } from './known-differences';
import { netboxUnderTest, type NetboxUnderTest } from './netbox-api';

/** Some thousand requests, on a machine that has other things to do. */
const LIMIT_MS = 40 * 60_000;

/** Names, addresses and numbers that nobody else uses; the same on both sides, so that answers can be compared. */
function ownWords(): Record<string, string> {
  const hex = Array.from({ length: 4 }, () => randomInt(256).toString(16).padStart(2, '0'));
  return {
    // A digit comes before letters in every collation that a database may have.
    run: `${randomInt(10)}${randomInt(36 ** 4)
      .toString(36)
      .padStart(4, '0')}`,
    number: String(randomInt(1, 1_000_000)),
    net4: `10.${randomInt(1, 255)}.${randomInt(256)}`,
    oui: ['02', ...hex].join(':'),
    plainOui: ['02', ...hex].join(''),
  };
}

/** The name of the account the suite runs as: NetBox writes it into what it answers. */
async function accountOf({ url, token }: NetboxUnderTest): Promise<string> {
  const headers = { Authorization: `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}` };
  const response = await fetch(`${url}/api/authentication-check/`, { headers });
  const account = response.ok ? ((await response.json()) as { username?: string }) : {};
  return account.username ?? 'admin';
}

describe('The simulated NetBox', () => {
  let simulator: NetboxSimulator | undefined;
  let real: Side | undefined;

  afterAll(async () => {
    await simulator?.stop();
    expect(await real?.clean()).toEqual([]);
  }, LIMIT_MS);

  it(
    'gives the answers of the real one',
    async () => {
      const server = netboxUnderTest();
      const minor = minorOf(/^4\.\d/.exec(server.version)?.[0] as NetboxVersion);
      const words = ownWords();
      const username = await accountOf(server);
      simulator = await startNetboxSimulator({
        version: versionOf(minor),
        users: [{ username, password: username, superuser: true }],
      });
      real = new Side(server.url, server.token, words);
      const outcomes = await play(table, minor, real, new Side(simulator.url, simulator.token, words));

      const different = outcomes.filter(({ difference }) => difference !== '');
      const unexplained = different.filter(({ name }) => !(name in knownDifferences));
      const agreeing = outcomes.filter(({ difference }) => difference === '');
      const explained = different.length - unexplained.length;
      process.stdout.write(
        `Simulator conformance, NetBox ${server.version}: ${agreeing.length} of ${outcomes.length} answers agree, ${explained} explained\n`,
      );
      expect(unexplained.map(({ name, difference }) => `${name}: ${difference.slice(0, 1000)}`)).toEqual([]);
      // What is explained and agrees meanwhile needs no explanation any more.
      expect(agreeing.filter(({ name }) => name in knownDifferences).map(({ name }) => name)).toEqual([]);
    },
    LIMIT_MS,
  );
});
