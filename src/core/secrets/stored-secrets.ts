import { type DataSource, type EntityManager } from 'typeorm';
import { type AnyModel, type Fields } from '../model/define-model';
import { labelOf } from '../model/field';
import { snakeCase } from '../model/naming';
import { type SecretBox } from './secret-box';

const TOLD_AT_MOST = 5;

interface SecretColumn {
  readonly model: AnyModel;
  readonly label: string;
  readonly column: string;
}

interface Sealed {
  id: number;
  sealed: string;
}

/**
 * Which stored secrets the box cannot open, in words: `Token value of Proxmox endpoint 3`. Empty when the key is the right
 * one.
 */
export async function unreadableSecrets(
  { manager }: DataSource,
  models: readonly AnyModel[],
  box: SecretBox,
): Promise<string[]> {
  const lost: string[] = [];
  for (const { model, label, column } of secretColumns(models)) {
    for (const { id, sealed } of await sealedOf(manager, model, column)) {
      if (!isReadable(box, sealed)) lost.push(`${label} of ${model.label} ${id}`);
    }
  }
  return lost;
}

/** What an operator reads then; the program goes on all the same, since its pages are where secrets are entered again. */
export function lostKeySentence(lost: readonly string[]): string {
  const some = lost.slice(0, TOLD_AT_MOST).join(', ');
  const more = lost.length > TOLD_AT_MOST ? ` and ${lost.length - TOLD_AT_MOST} more` : '';
  return (
    `${lost.length} stored secrets cannot be read, since they were encrypted with another key: ${some}${more}. ` +
    'Set PROXBOX_ENCRYPTION_KEY (or put the file encryption.key into the data folder) to what it was and start again, ' +
    'give it as PROXBOX_ENCRYPTION_KEY_PREVIOUS, or enter these secrets again.'
  );
}

/** Seals every stored secret anew with the present key of the box; gives how many. Throws Refused, having changed nothing that stays, when one cannot be opened. */
export async function resealSecrets(
  manager: EntityManager,
  models: readonly AnyModel[],
  box: SecretBox,
): Promise<number> {
  let count = 0;
  for (const { model, column } of secretColumns(models)) {
    for (const { id, sealed } of await sealedOf(manager, model, column)) {
      await manager.query(`UPDATE "${model.table}" SET "${column}" = $1 WHERE id = $2`, [
        box.seal(box.open(sealed)),
        id,
      ]);
      count++;
    }
  }
  return count;
}

function secretColumns(models: readonly AnyModel[]): SecretColumn[] {
  return models.flatMap((model) =>
    Object.entries(model.fields as Fields)
      .filter(([, field]) => field.isSecret)
      .map(([name, field]) => ({ model, label: labelOf(name, field), column: snakeCase(name) })),
  );
}

function sealedOf(manager: EntityManager, { table }: AnyModel, column: string): Promise<Sealed[]> {
  return manager.query(
    `SELECT id, "${column}" AS sealed FROM "${table}" WHERE "${column}" <> '' ORDER BY id`,
  );
}

function isReadable(box: SecretBox, sealed: string): boolean {
  try {
    box.open(sealed);
    return true;
  } catch {
    return false;
  }
}
