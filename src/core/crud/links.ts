import { type EntityManager } from 'typeorm';
import { type CustomField } from '../features/custom-field.model';
import { customFieldsOf } from '../features/custom-fields';
import { tag } from '../features/tag.model';
import { modelOfType } from '../model/content-type';
import { type AnyModel, type AnyRow, type Fields, type NameOf } from '../model/define-model';
import { type ModelList } from './model-list';
import { nestedKeys, type Projection } from './projection';
import { visibleColumns } from './columns';
import { seenAmong } from './sight';

/** An object of another program, as a row that points at it shows it. */
export interface ExternalObject {
  readonly id: number;
  readonly display: string;
  /** Its page there; null when it is not known. */
  readonly url: string | null;
  /** What REST sends of it; `id`, `url` and `display` unless told. */
  readonly nested?: Readonly<Record<string, unknown>>;
}

/** Where a form finds the objects of one type by their names: a REST list of ours that takes `q`, and the key of its rows that is the id. */
export interface ExternalLookup {
  readonly path: string;
  readonly valueKey: string;
}

/** Ids of objects of another program, by their type. */
export type ExternalIds = ReadonlyMap<string, readonly number[]>;

/** Port to objects that live in another program. */
export abstract class ExternalObjects {
  /**
   * What rows show of them; must answer from what is stored here. Keyed `${type}:${id}`; an object that is not known
   * is left out, or shown by its number.
   */
  abstract find(wanted: ExternalIds): Promise<ReadonlyMap<string, ExternalObject>>;

  /** Which of these are known not to be there; where that cannot be known, none. May ask the other program. */
  absent(_wanted: ExternalIds): Promise<ExternalIds> {
    return Promise.resolve(new Map());
  }

  /** Ids of the known objects with exactly these attributes; more than one where they do not tell objects apart. */
  idsBy(_type: string, _attributes: Readonly<Record<string, unknown>>): Promise<readonly number[]> {
    return Promise.resolve([]);
  }

  /** Undefined where objects of this type can only be named by their id. */
  lookupOf(_type: string): ExternalLookup | undefined {
    return undefined;
  }

  /** The ids of the objects that have one of these names, by name; for imports. */
  idsByName(_type: string, _names: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    return Promise.resolve(new Map());
  }
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
    /** Of the model whose rows they are; empty unless they are to be shown. */
    readonly customFields: readonly CustomField[] = [],
  ) {}

  /** A row of another model, if it is there. */
  row(modelName: string, id: number): AnyRow | undefined {
    return this.rows.get(modelName)?.get(id);
  }

  /** An object of another program; one that is not known is shown by its number. */
  external(type: string, id: number): ExternalObject {
    return this.externals.get(`${type}:${id}`) ?? { id, url: null, display: `#${id}` };
  }

  /** What a row is called, with the names of what it points at. */
  display(models: ModelList, model: AnyModel, row: AnyRow, depth = 0): string {
    return model.display(row, this.nameOf(models, model, row, depth));
  }

  /** The same for the row that was asked for. */
  title(models: ModelList, model: AnyModel, row: AnyRow): string {
    return model.title(row, this.nameOf(models, model, row, 0));
  }

  private nameOf(models: ModelList, model: AnyModel, row: AnyRow, depth: number): NameOf {
    return (name) => {
      const id = row[name];
      if (typeof id !== 'number') return '';
      const { reference, externalType } = (model.fields as Fields)[name];
      if (externalType) return this.external(externalType, id).display;
      const target = reference && this.row(reference.model, id);
      if (!reference || !target || depth >= MAX_DEPTH) return `#${id}`;
      return this.display(models, models.named(reference.model), target, depth + 1);
    };
  }
}

/** References of references of references: deeper nesting is not shown. */
export const MAX_DEPTH = 3;

/** Finds what rows point at: one query per model and depth, and one for all external objects, however many rows there are. */
export class LinkResolver {
  constructor(
    private readonly manager: EntityManager,
    private readonly models: ModelList,
    private readonly externalObjects: ExternalObjects,
  ) {}

  /**
   * `names` limits it to what will be shown besides the names of the rows; every field unless told. `withAbout` finds also
   * the rows that fields are about, which only pages lead to.
   */
  async resolve(
    model: AnyModel,
    rows: readonly AnyRow[],
    names?: Projection,
    { withAbout = false }: { withAbout?: boolean } = {},
  ): Promise<Links> {
    const found = new Map<string, Map<number, AnyRow>>();
    const external = new Map<string, Set<number>>();
    const shown = names ?? [...Object.keys(model.fields as Fields), 'tags'];
    let frontier: { model: AnyModel; rows: readonly AnyRow[]; names: Projection }[] = [
      { model, rows, names: [...shown, ...model.displayThrough] },
    ];
    for (let depth = 0; depth < MAX_DEPTH && frontier.length > 0; depth += 1) {
      const wanted = new Map<string, Set<number>>();
      for (const some of frontier) collect(some.model, some.rows, some.names, wanted, external);
      if (withAbout && depth === 0) this.collectAbout(model, rows, shown, wanted);
      frontier = await this.load(wanted, found);
    }
    const isAboutCustomFields = names === undefined || names.includes('customFields');
    const customFields = isAboutCustomFields ? await customFieldsOf(this.manager, model) : [];
    const ids = new Map([...external].map(([type, set]) => [type, [...set]]));
    const externals = ids.size > 0 ? await this.externalObjects.find(ids) : new Map<string, ExternalObject>();
    return new Links(found, externals, customFields);
  }

  /** What rows are called, in their order. */
  async displays(model: AnyModel, rows: readonly AnyRow[]): Promise<readonly string[]> {
    const links = await this.resolve(model, rows, []);
    return rows.map((row) => links.display(this.models, model, row));
  }

  /** The rows of any model that two fields name by its type and their id. */
  private collectAbout(
    model: AnyModel,
    rows: readonly AnyRow[],
    names: Projection,
    wanted: Map<string, Set<number>>,
  ): void {
    for (const name of names) {
      const about = (model.fields as Fields)[name]?.about;
      if (!about) continue;
      for (const row of rows) {
        const target = modelOfType(this.models.all, row[about.type]);
        if (target)
          wanted.set(target.name, new Set([...(wanted.get(target.name) ?? []), Number(row[about.id])]));
      }
    }
  }

  private async load(wanted: Map<string, Set<number>>, found: Map<string, Map<number, AnyRow>>) {
    const frontier: { model: AnyModel; rows: AnyRow[]; names: Projection }[] = [];
    for (const [name, ids] of wanted) {
      const known = found.get(name) ?? new Map<number, AnyRow>();
      found.set(name, known);
      const missing = [...ids].filter((id) => !known.has(id));
      if (missing.length === 0) continue;
      const model = this.models.named(name);
      const rows = await this.manager.getRepository<AnyRow>(name).find({
        where: { id: seenAmong(this.models.all, model, missing) },
        select: visibleColumns(model),
      });
      for (const row of rows) known.set(row.id, row);
      frontier.push({ model, rows, names: [...nestedKeys(model), ...model.displayThrough] });
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
  const tagIds = names.includes('tags') ? rows.flatMap((row) => row.tagIds ?? []) : [];
  if (tagIds.length > 0) wanted.set(tag.name, new Set([...(wanted.get(tag.name) ?? []), ...tagIds]));
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
