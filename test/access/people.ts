import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { type Config } from '../../src/config/config';
import { openProgram, type Program } from '../../src/program';
import { type NetboxSimulator, startNetboxSimulator } from '../../src/simulators/netbox/simulator';
import { createWeb } from '../../src/web';
import { freshDatabase } from '../setup/database';

export const API = '/api/plugins/proxbox';
export const PASSWORD = 'Correct-horse-1';
export const ROLE_NAMES = ['viewer', 'operator', 'administrator'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** Tokens of the three people; each is called like their role. */
export const TOKENS: Record<RoleName | 'reader', string> = {
  viewer: 'a'.repeat(40),
  operator: 'b'.repeat(40),
  administrator: 'c'.repeat(40),
  reader: 'd'.repeat(40),
};

export const authorized = (who: keyof typeof TOKENS) => ({ Authorization: `Token ${TOKENS[who]}` });

export interface PeopleApp {
  readonly app: NestExpressApplication;
  readonly program: Program;
  readonly netbox: NetboxSimulator;
  readonly url: string;
  readonly agent: ReturnType<typeof supertest>;
  close(): Promise<void>;
}

/**
 * The whole program on a database of its own, beside a NetBox with three accounts: a superuser, a member of the group
 * `ops`, which the mapping makes operators, and somebody without any group. `reader` is a token of the superuser that may
 * only read.
 */
export async function openPeopleApp(
  config: Partial<Config> = {},
  prepare: (app: NestExpressApplication) => void = () => undefined,
): Promise<PeopleApp> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-people-'));
  const netbox = await startNetboxSimulator({
    users: ROLE_NAMES.map((username) => ({
      username,
      password: PASSWORD,
      superuser: username === 'administrator',
    })),
    tokens: [
      ...ROLE_NAMES.map((username) => ({ token: TOKENS[username], username })),
      { token: TOKENS.reader, username: 'administrator', writeEnabled: false },
    ],
  });
  const group = netbox.create('users/groups', { name: 'ops' }, 'administrator');
  const operator = netbox.rows('users/users').find(({ username }) => username === 'operator');
  netbox.patch('users/users', Number(operator?.id), { groups: [group.id] }, 'administrator');
  const program = await openProgram(
    {
      port: 0,
      bindHost: '127.0.0.1',
      databaseUrl: database.url,
      dataDir,
      netbox: { url: netbox.url, token: TOKENS.administrator, verifySsl: true },
      syncJobTimeoutMs: 60_000,
      encryptionKey: 'a key for tests',
      logLevel: 'fatal',
      rateLimit: 0,
      corsOrigins: [],
      exposeInternalErrors: false,
      settings: { additionalAllowedIpRanges: '127.0.0.0/8' },
      ...config,
    },
    { work: false },
  );
  const app = await createWeb(program);
  prepare(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const agent = supertest(url);
  await agent
    .post(`${API}/group-roles/`)
    .set(authorized('administrator'))
    .send({ group: 'ops', role: 'operator' })
    .expect(201);
  const close = async () => {
    await app.close();
    await program.close();
    await netbox.stop();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { app, program, netbox, url, agent, close };
}
