import { type DataSource, In } from 'typeorm';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { visibleColumns } from './columns';
import { type LinkResolver } from './links';
import { type ModelList } from './model-list';
import { whereSeen } from './sight';

const NAMED_AT_MOST = 10;

/** The rows that forbid deleting others, as NetBox lists them: `2 dependent objects were found: pve2 (3), pve3 (4)`. */
export async function blockersText(
  dataSource: DataSource,
  models: ModelList,
  links: LinkResolver,
  model: AnyModel,
  ids: readonly number[],
): Promise<string> {
  const names: string[] = [];
  let count = 0;
  for (const dependent of models.dependentsOf(model)) {
    if (dependent.onDelete !== 'RESTRICT') continue;
    const [rows, total] = await dataSource.getRepository<AnyRow>(dependent.model.name).findAndCount({
      where: { [dependent.field]: In([...ids]), ...whereSeen(models.all, dependent.model) },
      select: visibleColumns(dependent.model),
      order: { id: 'ASC' },
      take: NAMED_AT_MOST,
    });
    count += total;
    const displays = await links.displays(dependent.model, rows);
    names.push(...rows.map(({ id }, index) => `${displays[index]} (${id})`));
  }
  // What blocks may also hang on a row that this delete would have taken along.
  if (count === 0) return 'Other objects depend on what would be deleted with it. Delete those first.';
  const shown = names.slice(0, NAMED_AT_MOST).join(', ');
  return `${count} dependent objects were found: ${shown}${count > NAMED_AT_MOST ? ', …' : ''}`;
}
