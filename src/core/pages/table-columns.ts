import { type DataSource } from 'typeorm';
import { asking } from '../crud/database-errors';
import { type CustomField } from '../features/custom-field.model';
import { customFieldsOf } from '../features/custom-fields';
import { type AnyModel, type Fields, STANDARD_NAMES } from '../model/define-model';
import { CUSTOM_PREFIX, customColumn } from './custom-columns';
import { tableColumnsSchema } from './table-columns.schema';

/** Every column that a list can have, in the order of the definition. */
export function possibleColumns(model: AnyModel, customFields: readonly CustomField[]): string[] {
  const fields = model.fields as Fields;
  const shown = Object.keys(fields).filter((name) => !fields[name].isSecret);
  const [id, ...moments] = STANDARD_NAMES;
  return [
    id,
    ...shown,
    ...Object.keys(model.computed as object),
    ...(model.isPlain ? [] : ['tags']),
    ...customFields.map(customColumn),
    ...moments,
  ];
}

/** Which columns each person wants to see in each list. */
export class TableColumns {
  constructor(private readonly dataSource: DataSource) {}

  /** The columns of a list for one person: those that were chosen and still exist, or the model's own. */
  async of(model: AnyModel, username: string | undefined): Promise<readonly string[]> {
    if (username === undefined) return model.list;
    const stored = await asking(() => this.repository().findOneBy({ username, list: model.name }));
    if (!stored) return model.list;
    const hasCustom = stored.columns.some((name) => name.startsWith(CUSTOM_PREFIX));
    const possible = possibleColumns(model, hasCustom ? await this.customFieldsOf(model) : []);
    const known = stored.columns.filter((name) => possible.includes(name));
    return known.length > 0 ? known : model.list;
  }

  /** The custom fields of a model, each of which can be a column. */
  customFieldsOf(model: AnyModel): Promise<readonly CustomField[]> {
    return asking(() => customFieldsOf(this.dataSource.manager, model));
  }

  async save(model: AnyModel, username: string, columns: readonly string[]): Promise<void> {
    await asking(() =>
      this.repository().upsert({ username, list: model.name, columns: [...columns] }, ['username', 'list']),
    );
  }

  async reset(model: AnyModel, username: string): Promise<void> {
    await asking(() => this.repository().delete({ username, list: model.name }));
  }

  private repository() {
    return this.dataSource.getRepository(tableColumnsSchema);
  }
}

/** What a button of the page does with the columns that are marked in one of its two boxes. */
export type ColumnMove = 'add' | 'remove' | 'up' | 'down';

/** The chosen columns after a move; the order of those that are not marked stays. */
export function movedColumns(
  chosen: readonly string[],
  marked: readonly string[],
  move: ColumnMove,
): readonly string[] {
  if (move === 'add') return [...chosen, ...marked.filter((name) => !chosen.includes(name))];
  if (move === 'remove') return chosen.filter((name) => !marked.includes(name));
  const list = move === 'up' ? [...chosen] : chosen.toReversed();
  for (let index = 1; index < list.length; index += 1) {
    if (!marked.includes(list[index]) || marked.includes(list[index - 1])) continue;
    [list[index - 1], list[index]] = [list[index], list[index - 1]];
  }
  return move === 'up' ? list : list.toReversed();
}
