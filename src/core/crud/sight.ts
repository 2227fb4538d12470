import { AsyncLocalStorage } from 'node:async_hooks';
import { type FindOperator, In, Raw } from 'typeorm';
import { contentTypeOf } from '../model/content-type';
import { type AnyModel, type Fields } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { type Scope } from '../model/scope';

/** Ids of the rows of the root (see `Scope`) with which somebody may do what they are about to do; undefined for all. */
export type Sight = readonly number[] | undefined;

const current = new AsyncLocalStorage<{ readonly sight: Sight }>();

/**
 * Does some work within the sight of a caller. It is carried along rather than handed on, so that no read of a request can
 * forget it; the program itself, which nobody has asked, sees everything.
 */
export function seeing<T>(sight: Sight, work: () => T): T {
  return current.run({ sight }, work);
}

/** What the work that is going on may see. */
export function currentSight(): Sight {
  return current.getStore()?.sight;
}

/** Asks for the parts of a generator within the sight of this moment, whoever asks for the next one, and when. */
export async function* seenAsNow<T>(parts: AsyncGenerator<T>): AsyncGenerator<T> {
  const now = AsyncLocalStorage.snapshot();
  try {
    for (let part = await now(() => parts.next()); !part.done; part = await now(() => parts.next())) {
      yield part.value;
    }
  } finally {
    await now(() => parts.return(undefined));
  }
}

/** SQL that is true for the rows in sight of the table with this alias; undefined where that is all of them. */
export function inSight(models: readonly AnyModel[], model: AnyModel, alias: string): string | undefined {
  const sight = currentSight();
  return sight && new ScopeSql(models, sight).of(model, alias);
}

/** For TypeORM's `where`: these ids as far as they are in sight, or all that are; undefined where that is every row. */
export function seenAmong(models: readonly AnyModel[], model: AnyModel, ids: readonly number[]): FindOperator<number>; // prettier-ignore
export function seenAmong(models: readonly AnyModel[], model: AnyModel, ids?: readonly number[]): FindOperator<number> | undefined; // prettier-ignore
export function seenAmong(models: readonly AnyModel[], model: AnyModel, ids?: readonly number[]) {
  const condition = inSight(models, model, 'seen');
  if (condition === undefined) return ids && In([...ids]);
  const seen = (column: string) =>
    `${column} IN (SELECT "seen"."id" FROM "${model.table}" "seen" WHERE ${condition})`;
  return ids
    ? Raw<number>((column) => `${column} = ANY(:seen_ids) AND ${seen(column)}`, { seen_ids: [...ids] })
    : Raw<number>(seen);
}

/** The rows in sight, for TypeORM's `where`, which takes no condition that is undefined. */
export function whereSeen(models: readonly AnyModel[], model: AnyModel): { id?: FindOperator<number> } {
  const id = seenAmong(models, model);
  return id ? { id } : {};
}

/** Puts scopes into SQL. What is written into it are names of the definitions and ids of ours, never words of a request. */
class ScopeSql {
  private readonly root: AnyModel | undefined;
  private readonly ids: string;

  constructor(
    private readonly models: readonly AnyModel[],
    private readonly sight: readonly number[],
  ) {
    this.root = models.find(({ scope }) => scope === 'root');
    this.ids = sight.filter(Number.isInteger).join(', ');
  }

  of(model: AnyModel, alias: string): string | undefined {
    const column = (name: string) => `"${alias}"."${columnOf(model, name)}"`;
    if (model.mirror) return this.mirrored(column(model.mirror.type), column(model.mirror.id), alias);
    if (model.scope === undefined) return undefined;
    return this.ids === '' ? 'FALSE' : this.scoped(model, model.scope, alias, column);
  }

  private scoped(
    model: AnyModel,
    scope: Scope,
    alias: string,
    column: (name: string) => string,
  ): string | undefined {
    if (scope === 'root') return `"${alias}"."id" IN (${this.ids})`;
    if ('every' in scope) return this.every(column(scope.every), scope.at);
    if ('below' in scope) return this.below(column(scope.below), scope.key, alias);
    if ('about' in scope) return this.about(column(scope.about.type), column(scope.about.id), alias);
    const { reference, externalType } = (model.fields as Fields)[scope.through];
    if (externalType !== undefined) return this.tied(externalType, column(scope.through), alias);
    const target = this.models.find(({ name }) => name === reference?.model);
    return target && this.among(target, column(scope.through), alias);
  }

  private among(target: AnyModel, column: string, alias: string): string {
    const other = `${alias}_of`;
    const condition = this.of(target, other) ?? 'TRUE';
    return `${column} IN (SELECT "${other}"."id" FROM "${target.table}" "${other}" WHERE ${condition})`;
  }

  private every(column: string, at: readonly string[] | undefined): string {
    const list = at ? `(${column} #> '{${at.join(',')}}')` : column;
    // Ids in JSON may be text.
    const allowed = this.sight.flatMap((id) => [id, String(id)]);
    return `(jsonb_array_length(${list}) > 0 AND ${list} <@ CAST('${JSON.stringify(allowed)}' AS jsonb))`;
  }

  private below(column: string, key: string, alias: string): string {
    if (!this.root) return 'FALSE';
    const root = `${alias}_root`;
    const value = `"${root}"."${columnOf(this.root, key)}"`;
    const isBelow = `(${column} = ${value} OR starts_with(${column}, ${value} || '/'))`;
    return `EXISTS (SELECT 1 FROM "${this.root.table}" "${root}" WHERE "${root}"."id" IN (${this.ids}) AND ${value} <> '' AND ${isBelow})`;
  }

  /** Objects of another program of one type, by a column with their ids. */
  private tied(type: string, column: string, alias: string): string {
    const model = this.models.find(({ ties }) => ties);
    if (!model?.ties) return 'FALSE';
    const { kind, id, kinds } = model.ties;
    const tie = `${alias}_tie`;
    const own = (name: string) => `"${tie}"."${columnOf(model, name)}"`;
    const condition = this.of(model, tie) ?? 'TRUE';
    return `${column} IN (SELECT ${own(id)} FROM "${model.table}" "${tie}" WHERE ${own(kind)} = '${kinds[type]}' AND ${condition})`;
  }

  private mirrored(type: string, id: string, alias: string): string {
    const types = Object.keys(this.models.find(({ ties }) => ties)?.ties?.kinds ?? {});
    return anyOf(types.map((one) => `(${type} = '${one}' AND ${this.tied(one, id, alias)})`));
  }

  /** Rows about the rows of models without a scope are for everybody. */
  private about(type: string, id: string, alias: string): string {
    const scoped = this.models.filter(({ scope }) => scope && !isAbout(scope));
    const types = scoped.map((model) => `'${contentTypeOf(model)}'`).join(', ');
    return anyOf([
      `${type} NOT IN (${types})`,
      ...scoped.map((one) => `(${type} = '${contentTypeOf(one)}' AND ${this.among(one, id, alias)})`),
    ]);
  }
}

function isAbout(scope: Scope): boolean {
  return scope !== 'root' && 'about' in scope;
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length > 0 ? `(${conditions.join(' OR ')})` : 'FALSE';
}

function columnOf(model: AnyModel, name: string): string {
  const { reference, externalType } = (model.fields as Fields)[name];
  return snakeCase(name) + (reference || externalType ? '_id' : '');
}
