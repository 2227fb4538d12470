import { type FieldErrors, Refused } from '../core/errors/errors';
import { type AnyRow } from '../core/model/define-model';
import { type Work } from '../core/model/effects';

/** Half of a v2 token is no v1 token, and the other way round: who changes the version enters the secret, too. */
export async function refuseSecretOfOtherVersion(
  { manager }: Work,
  { tokenVersion, tokenSecret }: Readonly<Record<string, unknown>>,
  before?: AnyRow,
): Promise<FieldErrors | undefined> {
  if (!before || before.tokenVersion === tokenVersion || tokenSecret === '') return undefined;
  const rows = manager.getRepository<AnyRow>('netbox-endpoint');
  // What another key has sealed cannot be compared; then this secret was entered now.
  const stored = await rows
    .findOne({ where: { id: before.id }, select: { id: true, tokenSecret: true } })
    .catch((error: unknown) => {
      if (error instanceof Refused) return null;
      throw error;
    });
  if (stored?.tokenSecret !== tokenSecret) return undefined;
  return {
    token_secret: [`The stored secret is that of a ${String(before.tokenVersion)} token. Enter the new one.`],
  };
}
