import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Invalid, Refused } from '../errors/errors';
import { addKey, openSecretBox } from './open-secret-box';
import { SecretBox } from './secret-box';

describe('a secret box', () => {
  const box = new SecretBox('a master key of some length');

  test.each(['hunter2', '', 'pässwörd – 🔑', 'x'.repeat(10_000)])('opens what it sealed', (text) => {
    expect(box.open(box.seal(text))).toBe(text);
  });

  test('seals the same text differently each time, and never shows it', () => {
    const sealed = [box.seal('hunter2'), box.seal('hunter2')];
    expect(sealed[0]).toMatch(/^enc:2:[0-9a-f]{8}:/);
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(sealed.join()).not.toContain('hunter2');
  });

  test('does not open what another key sealed', () => {
    expect(() => new SecretBox('another master key').open(box.seal('hunter2'))).toThrow(Refused);
  });

  test('does not open what was changed or cut', () => {
    const sealed = box.seal('hunter2');
    const changed = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1);
    expect(() => box.open(changed)).toThrow(Refused);
    expect(() => box.open(sealed.slice(0, 20))).toThrow(Refused);
    expect(() => box.open('enc:1:')).toThrow(Refused);
  });

  test('opens what an earlier key sealed, and seals with the present one', () => {
    const rotated = new SecretBox('the next master key', ['a master key of some length']);
    expect(rotated.open(box.seal('hunter2'))).toBe('hunter2');
    expect(() => box.open(rotated.seal('hunter2'))).toThrow(Refused);
    expect(rotated.keyId).not.toBe(box.keyId);
  });

  test('opens the earlier form, which did not name its key', () => {
    const old = box.seal('hunter2').replace(`enc:2:${box.keyId}:`, 'enc:1:');
    expect(box.open(old)).toBe('hunter2');
    expect(new SecretBox('another one', ['a master key of some length']).open(old)).toBe('hunter2');
    expect(() => new SecretBox('another one').open(old)).toThrow(Refused);
  });

  test('tells a text that was never sealed', () => {
    expect(() => box.open('hunter2')).toThrow(Invalid);
    expect([SecretBox.isSealed('hunter2'), SecretBox.isSealed(box.seal('hunter2'))]).toEqual([false, true]);
  });

  test('derives one lasting secret per purpose', () => {
    const again = new SecretBox('a master key of some length');
    expect(again.secretFor('session')).toBe(box.secretFor('session'));
    expect(box.secretFor('session')).toMatch(/^[0-9a-f]{64}$/);
    expect(box.secretFor('session')).not.toBe(box.secretFor('something else'));
  });
});

describe('the key of an installation', () => {
  let dataDir: string;
  beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'proxbox-secret-'))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  test('is made once, in a file that only its owner reads', () => {
    const folder = join(dataDir, 'new');
    const sealed = openSecretBox({ dataDir: folder }).seal('hunter2');
    expect(openSecretBox({ dataDir: folder }).open(sealed)).toBe('hunter2');
    expect(statSync(join(folder, 'encryption.key')).mode & 0o777).toBe(0o600);
  });

  test('is the given one rather than the file', () => {
    const sealed = openSecretBox({ dataDir, encryptionKey: 'from the environment' }).seal('hunter2');
    expect(() => openSecretBox({ dataDir }).open(sealed)).toThrow(Refused);
    expect(openSecretBox({ dataDir, encryptionKey: 'from the environment' }).open(sealed)).toBe('hunter2');
  });

  test('can be replaced: until the end both keys open, and afterwards only the new one', () => {
    const before = openSecretBox({ dataDir }).seal('hunter2');
    const { forgetOthers } = addKey(dataDir);
    const between = openSecretBox({ dataDir });
    expect(between.open(before)).toBe('hunter2');
    const after = between.seal('hunter2');
    forgetOthers();
    expect(openSecretBox({ dataDir }).open(after)).toBe('hunter2');
    expect(() => openSecretBox({ dataDir }).open(before)).toThrow(Refused);
    expect(statSync(join(dataDir, 'encryption.key')).mode & 0o777).toBe(0o600);
  });

  test('is never replaced when its file is damaged or cannot be read', () => {
    writeFileSync(join(dataDir, 'encryption.key'), 'cut');
    expect(() => openSecretBox({ dataDir })).toThrow(Refused);
    const file = join(dataDir, 'a file');
    writeFileSync(file, '');
    chmodSync(file, 0o600);
    expect(() => openSecretBox({ dataDir: file })).toThrow(Refused);
  });
});
