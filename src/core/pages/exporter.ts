import { type DataSource, In } from 'typeorm';
import { asking } from '../crud/database-errors';
import { type LinkResolver } from '../crud/links';
import { type ListQuery } from '../crud/list-query';
import { type ModelList } from '../crud/model-list';
import { type ModelStore } from '../crud/model-store';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { type ExportFormat, exportText } from './export-writer';
import { loadedFor } from './custom-columns';
import { csvHeads, recordOf, type ReferenceKeys, type TransferRecord } from './transfer-record';

/** Writes the rows of any model as text, a piece at a time. */
export class Exporter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: ModelList,
    private readonly links: LinkResolver,
  ) {}

  async *export(
    store: ModelStore,
    query: ListQuery,
    names: readonly string[],
    format: ExportFormat,
    /** Opened and written behind the others; whoever asks for them has to know that they may leave. */
    secrets: readonly string[] = [],
  ): AsyncGenerator<string> {
    const { model } = store;
    const keys = await this.referenceKeys(model, names);
    const records = this.records(store, query, names, keys, secrets);
    yield* exportText(format, csvHeads(model, [...names, ...secrets], keys), records);
  }

  private async *records(
    store: ModelStore,
    query: ListQuery,
    names: readonly string[],
    keys: ReferenceKeys,
    secrets: readonly string[],
  ): AsyncGenerator<TransferRecord[]> {
    for await (const rows of store.batches(query)) {
      const links = await this.links.resolve(store.model, rows, loadedFor(names));
      const opened = await this.opened(store.model, rows, secrets);
      yield rows.map((row) =>
        recordOf(store.model, { ...row, ...opened.get(row.id) }, [...names, ...secrets], links, keys),
      );
    }
  }

  /** The secrets of some rows, by id. */
  private async opened(
    model: AnyModel,
    rows: readonly AnyRow[],
    secrets: readonly string[],
  ): Promise<ReadonlyMap<number, AnyRow>> {
    if (secrets.length === 0) return new Map();
    const select = Object.fromEntries(['id', ...secrets].map((name) => [name, true]));
    const found = await asking(() =>
      this.dataSource
        .getRepository<AnyRow>(model.name)
        .find({ where: { id: In(rows.map(({ id }) => id)) }, select }),
    );
    return new Map(found.map((row) => [row.id, row]));
  }

  /** A name where no two rows share it, which people can read and another database knows; else the id. */
  private async referenceKeys(model: AnyModel, names: readonly string[]): Promise<ReferenceKeys> {
    const keys = new Map<string, string>();
    for (const name of names) {
      const target = (model.fields as Fields)[name]?.reference?.model;
      if (target !== undefined && !keys.has(target))
        keys.set(target, await this.keyOf(this.models.named(target)));
    }
    return keys;
  }

  private async keyOf(target: AnyModel): Promise<string> {
    const name = target.nested.find((one) => (target.fields as Fields)[one]?.kind === 'text');
    if (name === undefined) return 'id';
    const tally = await asking(() =>
      this.dataSource
        .getRepository<AnyRow>(target.name)
        .createQueryBuilder('other')
        .select(`count(*) = count(DISTINCT nullif(other.${name}, ''))`, 'distinct')
        .getRawOne<{ distinct: boolean }>(),
    );
    return tally?.distinct ? name : 'id';
  }
}
