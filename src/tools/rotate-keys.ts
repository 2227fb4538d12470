import { type Config } from '../config/config';
import { Invalid, Refused } from '../core/errors/errors';
import { addKey } from '../core/secrets/open-secret-box';
import { resealSecrets, unreadableSecrets } from '../core/secrets/stored-secrets';
import { models } from '../models';
import { openProgram } from '../program';

/**
 * Seals every stored secret with a new key, in one transaction, and gives how many. The new key is one of the key file, or
 * what PROXBOX_ENCRYPTION_KEY has become. Whatever happens in between, the secrets can be opened by the keys that are there.
 */
export async function rotateKeys(config: Config): Promise<number> {
  const isOurs = config.encryptionKey === undefined;
  if (!isOurs && config.previousEncryptionKey === undefined) {
    throw new Invalid(
      'The key is in PROXBOX_ENCRYPTION_KEY. Set PROXBOX_ENCRYPTION_KEY_PREVIOUS to it and PROXBOX_ENCRYPTION_KEY to ' +
        'a new one, then repeat this.',
    );
  }
  const added = isOurs ? addKey(config.dataDir) : undefined;
  const program = await openProgram(config, { work: false });
  try {
    const { dataSource, secretBox } = program;
    const lost = await unreadableSecrets(dataSource, models, secretBox);
    if (lost.length > 0) {
      throw new Refused(`Nothing was changed, since these cannot be opened: ${lost.join(', ')}.`, {
        suggestion: 'Give their key as PROXBOX_ENCRYPTION_KEY_PREVIOUS, or enter them again.',
      });
    }
    const count = await dataSource.transaction(async (manager) => {
      const resealed = await resealSecrets(manager, models, secretBox);
      // Sessions are signed with the old key, and hold what it sealed: everybody signs in again.
      await manager.query('DELETE FROM session');
      return resealed;
    });
    added?.forgetOthers();
    return count;
  } finally {
    await program.close();
  }
}
