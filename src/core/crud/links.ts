import { type DataSource, In } from 'typeorm';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { type ModelList } from './model-list';
import { nestedKeys, type Projection } from './projection';
import { visibleColumns } from './columns';

/** An object of another program, as a row that points at it shows it; `url` is null when its page is not known. */
export interface ExternalObject {
  readonly id: number;
  readonly display: string;
  readonly url: string | null;
}

/** Port to the names of objects that live in another program; must answer from what is stored here. */
export abstract class ExternalObjects {
  /** `wanted` has the ids by type; the answer is keyed `${type}:${id}`, unknown objects are left out. */
  abstract find(wanted: ReadonlyMap<string, readonly number[]>): Promise<ReadonlyMap<string, ExternalObject>>;
}

/** Knows no object; for programs without any. */
export class NoExternalObjects extends ExternalObjects {
  find(): Promise<ReadonlyMap<string, ExternalObject>> {
    return Promise.resolve(new Map());
  }
}

/** What some rows point at, loaded beforehand, so that showing them asks nothing more. */
export class Links {
  constructor(
    private readonly rows: ReadonlyMap<string, ReadonlyMap<number, AnyRow>>,
    private readonly externals: ReadonlyMap<string, ExternalObject>,
  ) {}

  /** A row of another model, if it is there. */
  row(modelName: string, id: number): AnyRow | undefined {
    return this.rows.get(modelName)?.get(id);
  }

  /** An object of another program; one that is not known is shown by its number. */
  external(type: string, id: number): ExternalObject {
    return this.externals.get(`${type}:${id}`) ?? { id, url: null, display: `#${id}` };
  }
}

/** References of references of references: deeper nesting is not shown. */
export const MAX_DEPTH = 3;

/** Finds what rows point at: one query per model and depth, and one for all external objects, however many rows there are. */
export class LinkResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: ModelList,
    private readonly externalObjects: ExternalObjects,
  ) {}

  /** `names` limits it to what will be shown; every field unless told. */
  async resolve(model: AnyModel, rows: readonly AnyRow[], names?: Projection): Promise<Links> {
    const found = new Map<string, Map<number, AnyRow>>();
    const external = new Map<string, Set<number>>();
    let frontier = [{ model, rows, names: names ?? Object.keys(model.fields as Fields) }];
    for (let depth = 0; depth < MAX_DEPTH && frontier.length > 0; depth += 1) {
      const wanted = new Map<string, Set<number>>();
      for (const some of frontier) collect(some.model, some.rows, some.names, wanted, external);
      frontier = await this.load(wanted, found);
    }
    const ids = new Map([...external].map(([type, set]) => [type, [...set]]));
    return new Links(found, ids.size > 0 ? await this.externalObjects.find(ids) : new Map());
  }

  private async load(wanted: Map<string, Set<number>>, found: Map<string, Map<number, AnyRow>>) {
    const frontier: { model: AnyModel; rows: AnyRow[]; names: Projection }[] = [];
    for (const [name, ids] of wanted) {
      const known = found.get(name) ?? new Map<number, AnyRow>();
      found.set(name, known);
      const missing = [...ids].filter((id) => !known.has(id));
      if (missing.length === 0) continue;
      const model = this.models.named(name);
      const rows = await this.dataSource
        .getRepository<AnyRow>(name)
        .find({ where: { id: In(missing) }, select: visibleColumns(model) });
      for (const row of rows) known.set(row.id, row);
      frontier.push({ model, rows, names: nestedKeys(model) });
    }
    return frontier;
  }
}

function collect(
  model: AnyModel,
  rows: readonly AnyRow[],
  names: Projection,
  wanted: Map<string, Set<number>>,
  external: Map<string, Set<number>>,
): void {
  const fields = model.fields as Fields;
  for (const name of names) {
    const target = fields[name]?.reference?.model ?? fields[name]?.externalType;
    if (target === undefined) continue;
    const group = fields[name].reference ? wanted : external;
    const ids = group.get(target) ?? new Set<number>();
    group.set(target, ids);
    for (const row of rows) {
      const id = row[name];
      if (typeof id === 'number') ids.add(id);
    }
    if (ids.size === 0) group.delete(target);
  }
}
