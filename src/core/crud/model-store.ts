import { type DataSource, type EntityManager, In, type ObjectLiteral, type Repository } from 'typeorm';
import { type FieldErrors, Invalid, NotFound, Refused } from '../errors/errors';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { visibleColumns } from './columns';
import { asking, badExpression, explainDatabaseError, isBlockedDelete } from './database-errors';
import { blockersText } from './blockers';
import { hasAny, idsOf, isPossibleId, newDraft } from './drafts';
import { type Input, type InputMode, listOf, objectOf, readInput } from './input';
import { insertRows } from './insert-rows';
import { InvalidRows } from './invalid-rows';
import { type ListQuery, WHOLE_LIST } from './list-query';
import { ModelList } from './model-list';
import { ReferenceFinder } from './references';
import { countRows, selectRows } from './select-rows';

/**
 * The rows of one model, for REST, pages and the program itself: it knows no request. Rows that come out hold no secrets.
 * Every failure is one of ours: NotFound, Invalid (by JSON field name), Refused (409), Unreachable.
 */
export class ModelStore {
  constructor(
    readonly model: AnyModel,
    private readonly dataSource: DataSource,
    private readonly models: ModelList = new ModelList([model]),
  ) {}

  /** Rows of a page, and how many there are on all pages. */
  async list(query: ListQuery): Promise<{ count: number; rows: AnyRow[] }> {
    return this.ask(async () => {
      await this.checkReferences(query);
      const repository = this.repository();
      const rows = await selectRows(repository, this.model, this.models, query)
        .getMany()
        .catch((error: unknown) => {
          throw badExpression(error, query.filters) ?? error;
        });
      // A page that is not full is the last one and tells the count by itself.
      const isLast = rows.length < query.limit && (rows.length > 0 || query.offset === 0);
      return {
        count: isLast
          ? query.offset + rows.length
          : await countRows(repository, this.model, query).getCount(),
        rows,
      };
    });
  }

  /** Throws NotFound. */
  async get(id: number): Promise<AnyRow> {
    const [row] = await this.ask(() => this.load(this.dataSource.manager, [id]));
    return row ?? this.notFound();
  }

  /** Makes a row from a snake_case JSON object. */
  async create(input: unknown): Promise<AnyRow> {
    objectOf(input);
    try {
      return (await this.createMany([input]))[0];
    } catch (error) {
      throw error instanceof InvalidRows ? Invalid.of(error.rows[0]) : error;
    }
  }

  /** Makes all rows or none; throws InvalidRows. The answer has the order of the input. */
  async createMany(inputs: unknown): Promise<AnyRow[]> {
    const items = listOf(inputs);
    if (items.length === 0) return [];
    return this.ask(() => this.dataSource.transaction((manager) => this.insert(manager, items)));
  }

  /** Changes a row: `replace` wants every required field, `merge` only what changes; what is not given stays. */
  async update(id: number, input: unknown, mode: 'replace' | 'merge'): Promise<AnyRow> {
    objectOf(input);
    return this.ask(() =>
      this.dataSource.transaction(async (manager) => {
        const changed = await this.change(manager, new Map([[id, input]]), mode);
        return changed[0] ?? this.notFound();
      }),
    );
  }

  /** Changes rows named by `id` in each object, all or none; ids that do not exist are skipped. In the model's own order. */
  async updateMany(inputs: unknown, mode: 'replace' | 'merge'): Promise<AnyRow[]> {
    const items = listOf(inputs);
    const ids = idsOf(items);
    const byId = new Map(ids.map((id, index) => [id, items[index]]));
    const changed = await this.ask(() =>
      this.dataSource.transaction((manager) => this.change(manager, byId, mode)),
    );
    if (changed.length === 0) return [];
    const filters = [{ name: 'id', lookup: 'exact' as const, values: changed.map(({ id }) => id) }];
    return (await this.list({ ...WHOLE_LIST, filters, limit: changed.length })).rows;
  }

  /** Throws NotFound, or Refused with status 409 that names the rows which hold it. */
  async remove(id: number): Promise<void> {
    const count = await this.delete([id]);
    if (count === 0) this.notFound();
  }

  /** Deletes the rows named by `id` in each object, all or none; ids that do not exist are skipped. */
  async removeMany(inputs: unknown): Promise<void> {
    const ids = idsOf(listOf(inputs));
    if (ids.length > 0) await this.delete(ids);
  }

  /** Makes the one row of a singleton, if it is not there yet. */
  async ensureSingleton(): Promise<AnyRow> {
    const repository = this.repository();
    return this.ask(async () => {
      const first = () =>
        repository.find({ select: visibleColumns(this.model), order: { id: 'ASC' }, take: 1 });
      const [known] = await first();
      if (known) return known;
      // Another process may be making it at this moment: the identity lets only one of them.
      await this.dataSource
        .createQueryBuilder()
        .insert()
        .into<ObjectLiteral>(this.model.name)
        .values(newDraft(this.model, {}))
        .orIgnore()
        .execute();
      return (await first())[0];
    });
  }

  /** Nest calls this at start. */
  async onModuleInit(): Promise<void> {
    if (this.model.isSingleton) await this.ensureSingleton();
  }

  private async insert(manager: EntityManager, items: readonly unknown[]): Promise<AnyRow[]> {
    const inputs = await this.read(manager, items, 'create');
    const drafts = inputs.map((input) => newDraft(this.model, input.values));
    const errors = inputs.map((input, index) => this.problems(input, drafts[index]));
    if (errors.some(hasAny)) throw new InvalidRows(errors);
    return this.load(manager, await insertRows(manager, this.model, this.models, drafts));
  }

  private async change(
    manager: EntityManager,
    byId: ReadonlyMap<number, unknown>,
    mode: InputMode,
  ): Promise<AnyRow[]> {
    const known = await this.lock(manager, [...byId.keys()].filter(isPossibleId));
    const ids = [...byId.keys()].filter((id) => known.has(id));
    const items = ids.map((id) => byId.get(id));
    const inputs = await this.read(manager, items, mode);
    const secrets = await this.secretsOf(manager, ids, inputs);
    for (const [index, id] of ids.entries()) {
      const { values } = inputs[index];
      const problems = this.problems(inputs[index], { ...known.get(id), ...secrets.get(id), ...values });
      if (hasAny(problems)) throw Invalid.of(problems);
      // An empty SET is no SQL; the moment of the change is recorded all the same, as in NetBox.
      const isEmpty = Object.keys(values).length === 0;
      await manager.update<ObjectLiteral>(
        this.model.name,
        { id },
        isEmpty ? { lastUpdated: new Date() } : values,
      );
    }
    return this.load(manager, ids);
  }

  /** The rows as they are now, held until the transaction ends. */
  private async lock(manager: EntityManager, ids: readonly number[]): Promise<Map<number, AnyRow>> {
    const rows = await this.repository(manager).find({
      where: { id: In([...ids]) },
      select: visibleColumns(this.model),
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * The stored secrets that rules over several fields look at. Those that the input brings are not opened: entering a
   * secret again is the way out when the key that sealed it is lost.
   */
  private async secretsOf(
    manager: EntityManager,
    ids: readonly number[],
    inputs: readonly Input[],
  ): Promise<Map<number, AnyRow>> {
    const fields = this.model.fields as Fields;
    const needed = Object.keys(fields).filter(
      (name) => fields[name].isSecret && inputs.some(({ values }) => values[name] === undefined),
    );
    if (needed.length === 0) return new Map();
    const select = Object.fromEntries(['id', ...needed].map((name) => [name, true]));
    const rows = await this.repository(manager).find({ where: { id: In([...ids]) }, select });
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async read(manager: EntityManager, items: readonly unknown[], mode: InputMode): Promise<Input[]> {
    const inputs = items.map((item) => readInput(this.model, item, mode));
    await new ReferenceFinder(manager, this.models).complete(this.model, inputs);
    return inputs;
  }

  /** The rule over several fields is asked only when each field by itself is right. */
  private problems(input: Input, row: Record<string, unknown>): FieldErrors {
    return hasAny(input.errors) ? input.errors : (this.model.check(row) ?? {});
  }

  private async delete(ids: readonly number[]): Promise<number> {
    const possible = ids.filter(isPossibleId);
    try {
      const { affected } = await this.repository().delete({ id: In(possible) });
      return affected ?? 0;
    } catch (error) {
      if (!isBlockedDelete(error)) throw explainDatabaseError(error, this.model, this.models);
      const blockers = await blockersText(this.dataSource, this.models, this.model, possible);
      throw new Refused(`Unable to delete object. ${blockers}`, { status: 409, cause: error });
    }
  }

  private async load(manager: EntityManager, ids: readonly number[]): Promise<AnyRow[]> {
    const rows = await this.repository(manager).find({
      where: { id: In(ids.filter(isPossibleId)) },
      select: visibleColumns(this.model),
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** A filter by another row must name one that exists, or the empty list would look like an answer. */
  private async checkReferences({ filters }: ListQuery): Promise<void> {
    for (const { name, values } of filters) {
      const reference = (this.model.fields as Fields)[name]?.reference;
      const ids = values.filter((value) => typeof value === 'number');
      if (!reference || ids.length === 0) continue;
      const possible = ids.filter(isPossibleId);
      const known = await this.dataSource
        .getRepository<AnyRow>(reference.model)
        .countBy({ id: In(possible) });
      if (known < new Set(ids).size) {
        throw Invalid.of({
          [snakeCase(name)]: ['Select a valid choice. That choice is not one of the available choices.'],
        });
      }
    }
  }

  private repository(manager: EntityManager = this.dataSource.manager): Repository<AnyRow> {
    return manager.getRepository<AnyRow>(this.model.name);
  }

  private notFound(): never {
    throw new NotFound(`No ${this.model.className} matches the given query.`);
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return asking(work, this.model, this.models);
  }
}
