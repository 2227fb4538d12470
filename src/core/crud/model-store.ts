import { type DataSource, type EntityManager, type ObjectLiteral, type Repository } from 'typeorm';
import { Invalid, NotFound, Refused } from '../errors/errors';
import { readChangeMessage } from '../features/change-message';
import { featureConditions } from '../features/feature-filters';
import { type Author, programAuthor } from '../model/author';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { blockersText } from './blockers';
import { visibleColumns } from './columns';
import { type Count, countAllRows, countRows } from './count-rows';
import { asking, badExpression, explainDatabaseError, isBlockedDelete } from './database-errors';
import { hasAny, idsOf, isPossibleId, newDraft } from './drafts';
import { type Imported, importRows } from './import-rows';
import { listOf, objectOf } from './input';
import { InvalidRows } from './invalid-rows';
import { type ListQuery, WHOLE_LIST } from './list-query';
import { type Condition, type Filter } from './lookups';
import { type ExternalObjects, LinkResolver, NoExternalObjects } from './links';
import { ModelList } from './model-list';
import { type Precondition, RowWriter } from './row-writer';
import { readPage } from './read-page';
import { rowBatches } from './row-batches';
import { LISTED, matchingRows, selectRows, sortsUnnamedLast } from './select-rows';
import { seenAmong } from './sight';

/**
 * The rows of one model, for REST, pages and the program itself: it knows no request. Rows that come out hold no secrets.
 * Who writes is a value that comes along; without it the program itself writes. Every failure is one of ours: NotFound,
 * Invalid (by JSON field name), Refused (409), Unreachable.
 */
export class ModelStore {
  constructor(
    readonly model: AnyModel,
    private readonly dataSource: DataSource,
    private readonly models: ModelList = new ModelList([model]),
    private readonly external: ExternalObjects = new NoExternalObjects(),
  ) {}

  /** Rows of a page, and how many there are on all pages. */
  async list(query: ListQuery): Promise<Count & { rows: AnyRow[] }> {
    return this.ask(async () => {
      // One more tells whether there is a next page.
      const { rows: found, conditions } = await this.select({ ...query, limit: query.limit + 1 });
      const rows = found.slice(0, query.limit);
      const isLast = found.length === rows.length;
      const atLeast = query.offset + found.length;
      // A page that is the last one tells the count by itself; behind the last one an estimate would send the reader astray.
      if (isLast && (rows.length > 0 || query.offset === 0))
        return { count: atLeast, isEstimate: false, rows };
      const all = matchingRows(this.repository(), this.model, this.models, query, conditions);
      if (isLast) return { count: await countAllRows(all), isEstimate: false, rows };
      return { ...(await countRows(all, atLeast)), rows };
    });
  }

  /** The ids of every row that a query finds, whatever its page. */
  async matchingIds(query: ListQuery): Promise<number[]> {
    return this.ask(async () => {
      await this.checkReferences(query);
      const conditions = await this.conditions(query);
      const rows = await matchingRows(this.repository(), this.model, this.models, query, conditions)
        .select('listed.id', 'id')
        .getRawMany();
      return (rows as { id: number }[]).map(({ id }) => id).sort((a, b) => a - b);
    });
  }

  /** Every row that a query finds, whatever its page, in pieces that fit into memory. */
  async *batches(query: ListQuery): AsyncGenerator<AnyRow[]> {
    const more = await this.ask(async () => {
      await this.checkReferences(query);
      return this.conditions(query);
    });
    const batches = rowBatches(this.dataSource, this.model, this.models, query, more);
    try {
      while (true) {
        const { done, value } = await this.ask(() => batches.next());
        if (done) return;
        yield value;
      }
    } finally {
      await batches.return(undefined);
    }
  }

  /** Rows from an id on, by id, and where the next page begins; uncounted, so that a long list costs no more at its end. */
  async listFrom(start: number, query: ListQuery): Promise<{ rows: AnyRow[]; next: number | null }> {
    const filters: Filter[] = [...query.filters, { name: 'id', lookup: 'gte', values: [start] }];
    const ordering = [{ name: 'id', isDescending: false }];
    // One more tells whether there is a next page.
    const limit = query.limit + 1;
    const { rows } = await this.ask(() => this.select({ ...query, filters, ordering, limit, offset: 0 }));
    const page = rows.slice(0, query.limit);
    return { rows: page, next: rows.length > page.length ? page[page.length - 1].id + 1 : null };
  }

  /** Throws NotFound, also when the row is not among those that the query leaves. */
  async get(id: number, { filters, features, q }: ListQuery = WHOLE_LIST): Promise<AnyRow> {
    if (!isPossibleId(id)) this.notFound();
    const wanted: Filter[] = [...filters, { name: 'id', lookup: 'exact', values: [id] }];
    const { rows } = await this.ask(() =>
      this.select({ ...WHOLE_LIST, filters: wanted, features, q, limit: 1 }),
    );
    return rows[0] ?? this.notFound();
  }

  /** Makes a row from a snake_case JSON object. */
  async create(input: unknown, author: Author = programAuthor()): Promise<AnyRow> {
    objectOf(input);
    try {
      return (await this.createMany([input], author))[0];
    } catch (error) {
      throw error instanceof InvalidRows ? Invalid.of(error.rows[0]) : error;
    }
  }

  /** Makes all rows or none; throws InvalidRows. The answer has the order of the input. */
  async createMany(inputs: unknown, author: Author = programAuthor()): Promise<AnyRow[]> {
    const items = listOf(inputs);
    if (items.length === 0) return [];
    return this.ask(() => this.write(author, (writer) => writer.insert(items)));
  }

  /** Changes a row: `replace` wants every required field, `merge` only what changes; what is not given stays. */
  async update(
    id: number,
    input: unknown,
    mode: 'replace' | 'merge',
    author: Author = programAuthor(),
    mayWrite?: Precondition,
  ): Promise<AnyRow> {
    objectOf(input);
    const [row] = await this.ask(() =>
      this.write(author, (writer) => writer.change(new Map([[id, input]]), mode, mayWrite)),
    );
    return row ?? this.notFound();
  }

  /** Changes rows named by `id` in each object, all or none; ids that do not exist are skipped. In the model's own order. */
  async updateMany(
    inputs: unknown,
    mode: 'replace' | 'merge',
    author: Author = programAuthor(),
  ): Promise<AnyRow[]> {
    const items = listOf(inputs);
    const ids = idsOf(items);
    const byId = new Map(ids.map((id, index) => [id, items[index]]));
    const changed = await this.ask(() => this.write(author, (writer) => writer.change(byId, mode)));
    if (changed.length === 0) return [];
    const filters = [{ name: 'id', lookup: 'exact' as const, values: changed.map(({ id }) => id) }];
    return (await this.list({ ...WHOLE_LIST, filters, limit: changed.length })).rows;
  }

  /**
   * Makes the rows that have no `id` and changes the others, all or none; throws InvalidRows with what is wrong in any of
   * them. A trial finds the same and stores nothing.
   */
  async import(
    inputs: unknown,
    { author = programAuthor(), isTrial = false }: { author?: Author; isTrial?: boolean } = {},
  ): Promise<Imported> {
    const items = listOf(inputs);
    const writer = (manager: EntityManager) =>
      new RowWriter(this.model, this.models, this.external, manager, author);
    return this.ask(() =>
      importRows(this.dataSource, items, isTrial, {
        insert: (manager, some) => writer(manager).insert(some),
        change: async (manager, id, item) =>
          (await writer(manager).change(new Map([[id, item]]), 'merge'))[0],
        explain: (error) => explainDatabaseError(error, this.model, this.models),
      }),
    );
  }

  /**
   * Throws NotFound, or Refused with status 409 that names the rows which hold it. Rows that go along are logged too.
   * `input` may say why: `{"changelog_message": "…"}`.
   */
  async remove(
    id: number,
    author: Author = programAuthor(),
    input: unknown = {},
    mayWrite?: Precondition,
  ): Promise<void> {
    const { message, errors } = readChangeMessage(objectOf(input));
    if (hasAny(errors)) throw Invalid.of(errors);
    const count = await this.delete(new Map([[id, message]]), author, mayWrite);
    if (count === 0) this.notFound();
  }

  /** Deletes the rows named by `id` in each object, all or none; ids that do not exist are skipped. */
  async removeMany(inputs: unknown, author: Author = programAuthor()): Promise<void> {
    const items = listOf(inputs);
    const ids = idsOf(items);
    const said = items.map((item) => readChangeMessage(objectOf(item)));
    if (said.some(({ errors }) => hasAny(errors))) throw new InvalidRows(said.map(({ errors }) => errors));
    if (ids.length > 0) await this.delete(new Map(ids.map((id, index) => [id, said[index].message])), author);
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

  /** `messages` says for each row why it goes. */
  private async delete(
    messages: ReadonlyMap<number, string | undefined>,
    author: Author,
    mayWrite?: Precondition,
  ): Promise<number> {
    const possible = [...messages.keys()].filter(isPossibleId);
    try {
      return await this.write(author, (writer) => writer.delete(possible, messages, mayWrite));
    } catch (error) {
      if (!isBlockedDelete(error)) throw explainDatabaseError(error, this.model, this.models);
      const links = new LinkResolver(this.dataSource.manager, this.models, this.external);
      const blockers = await blockersText(this.dataSource, this.models, links, this.model, possible);
      throw new Refused(`Unable to delete object. ${blockers}`, { status: 409, cause: error });
    }
  }

  private write<T>(author: Author, work: (writer: RowWriter) => Promise<T>): Promise<T> {
    return this.dataSource.transaction((manager) =>
      work(new RowWriter(this.model, this.models, this.external, manager, author)),
    );
  }

  private async select(query: ListQuery): Promise<{ rows: AnyRow[]; conditions: readonly Condition[] }> {
    await this.checkReferences(query);
    const conditions = await this.conditions(query);
    try {
      return { rows: await this.read(query, conditions), conditions };
    } catch (error) {
      throw badExpression(error, query.filters) ?? error;
    }
  }

  private async read(query: ListQuery, conditions: readonly Condition[]): Promise<AnyRow[]> {
    const page = (onlyNamed: boolean) =>
      readPage(
        selectRows(this.repository(), this.model, this.models, query, conditions, { onlyNamed }),
        this.model,
      );
    if (!sortsUnnamedLast(this.model, this.models, query)) return page(false);
    const named = await page(true);
    return named.length < query.limit ? page(false) : named;
  }

  /** What tags, custom fields and the like add to a query. */
  private conditions({ features }: ListQuery): Promise<Condition[]> {
    return featureConditions(this.model, features ?? new Map(), this.dataSource, LISTED);
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
        .countBy({ id: seenAmong(this.models.all, this.models.named(reference.model), possible) });
      if (known < new Set(ids).size) {
        throw Invalid.of({
          [snakeCase(name)]: ['Select a valid choice. That choice is not one of the available choices.'],
        });
      }
    }
  }

  private repository(): Repository<AnyRow> {
    return this.dataSource.getRepository<AnyRow>(this.model.name);
  }

  private notFound(): never {
    throw new NotFound(`No ${this.model.className} matches the given query.`);
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return asking(work, this.model, this.models);
  }
}
