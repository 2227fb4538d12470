import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config } from '../../src/config/config';
import { type TestDatabase } from '../../src/core/database/test-database';
import { Invalid, Refused } from '../../src/core/errors/errors';
import { lostKeySentence, unreadableSecrets } from '../../src/core/secrets/stored-secrets';
import { models } from '../../src/models';
import { proxmoxEndpoint, type ProxmoxEndpoint } from '../../src/models/proxmox-endpoint.model';
import { openProgram, type Program } from '../../src/program';
import { rotateKeys } from '../../src/tools/rotate-keys';
import { freshDatabase } from '../setup/database';

let database: TestDatabase;
let config: Config;

beforeEach(async () => {
  database = await freshDatabase();
  config = {
    port: 0,
    bindHost: '127.0.0.1',
    databaseUrl: database.url,
    dataDir: mkdtempSync(join(tmpdir(), 'proxbox-keys-')),
    syncJobTimeoutMs: 60_000,
    logLevel: 'fatal',
    rateLimit: 0,
    corsOrigins: [],
    exposeInternalErrors: false,
    settings: {},
  };
});
afterEach(async () => {
  await database.drop();
  rmSync(config.dataDir, { recursive: true, force: true });
});

async function withProgram<T>(work: (program: Program) => Promise<T>, changes: Partial<Config> = {}) {
  const program = await openProgram({ ...config, ...changes }, { work: false });
  try {
    return await work(program);
  } finally {
    await program.close();
  }
}

const rows = ({ dataSource }: Program) => dataSource.getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name);
const store = (program: Program) => rows(program).insert({ name: 'pve1', domain: 'pve1.example', tokenValue: 'hunter2' }); // prettier-ignore
const tokenOf = async (program: Program) =>
  (await rows(program).findOneByOrFail({ name: 'pve1' })).tokenValue;
const sealedOf = async ({ dataSource }: Program) =>
  (await dataSource.query<{ token_value: string }[]>('SELECT token_value FROM proxbox_proxmox_endpoint'))[0]
    .token_value;

test('every secret is sealed with the new key of the key file, and the old one opens nothing any more', async () => {
  const before = await withProgram(async (program) => {
    await store(program);
    return sealedOf(program);
  });
  expect(await rotateKeys(config)).toBe(1);
  await withProgram(async (program) => {
    expect(await sealedOf(program)).not.toBe(before);
    expect(await tokenOf(program)).toBe('hunter2');
    expect(() => program.secretBox.open(before)).toThrow(Refused);
  });
});

test('a key of the environment is replaced by naming both', async () => {
  const [old, next] = ['the old key of the house', 'the new key of the house'];
  await withProgram(store, { encryptionKey: old });
  await expect(rotateKeys({ ...config, encryptionKey: old })).rejects.toThrow(Invalid);
  expect(await rotateKeys({ ...config, encryptionKey: next, previousEncryptionKey: old })).toBe(1);
  expect(await withProgram(tokenOf, { encryptionKey: next })).toBe('hunter2');
});

test('a rotation that cannot open everything changes nothing', async () => {
  await withProgram(store, { encryptionKey: 'a key that is lost now' });
  const before = await withProgram(sealedOf);
  await expect(rotateKeys(config)).rejects.toThrow('Nothing was changed');
  expect(await withProgram(sealedOf)).toBe(before);
  expect(await withProgram(tokenOf, { encryptionKey: 'a key that is lost now' })).toBe('hunter2');
});

test('a wrong key is said in words, with the secrets that cannot be read and what can be done', async () => {
  const lost = ({ dataSource, secretBox }: Program) => unreadableSecrets(dataSource, models, secretBox);
  const right = { encryptionKey: 'the right key of the house' };
  await withProgram(store, right);
  expect(await withProgram(lost, right)).toEqual([]);
  const found = await withProgram(lost, { encryptionKey: 'a wrong key of the house' });
  expect(found).toEqual(['Token value of Proxmox endpoint 1']);
  for (const part of [...found, 'PROXBOX_ENCRYPTION_KEY', 'enter these secrets again'])
    expect(lostKeySentence(found)).toContain(part);
  const both = { encryptionKey: 'another key of the house', previousEncryptionKey: right.encryptionKey };
  expect(await withProgram(lost, both)).toEqual([]);
});
