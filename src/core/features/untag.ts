import { type AnyRow } from '../model/define-model';
import { type Work } from '../model/effects';

/**
 * Takes deleted tags off every row that had them; when such a row was last changed stays as it is, as in NetBox. The log
 * keeps the deletion of the tag, not an entry for each of the rows: there may be a million.
 */
export async function untagEverywhere({ manager, models }: Work, tags: readonly AnyRow[]): Promise<void> {
  for (const model of models) {
    if (model.isPlain) continue;
    for (const { id } of tags) {
      await manager.query(
        `UPDATE "${model.table}" SET tag_ids = array_remove(tag_ids, $1::int) WHERE tag_ids @> ARRAY[$1::int]`,
        [id],
      );
    }
  }
}
