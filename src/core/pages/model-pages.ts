import { type DataSource } from 'typeorm';
import { type ExternalObjects, type LinkResolver, type Links } from '../crud/links';
import { type ListQuery, parseListQuery, WHOLE_LIST } from '../crud/list-query';
import { type Filter } from '../crud/lookups';
import { type ModelList } from '../crud/model-list';
import { ModelStore } from '../crud/model-store';
import { asking } from '../crud/database-errors';
import { NotFound } from '../errors/errors';
import { type CustomField } from '../features/custom-field.model';
import { customFieldsOf } from '../features/custom-fields';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { type AppliedFilter, appliedFilters } from './applied-filters';
import { type Cell, cellOf } from './cell';
import { CUSTOM_PREFIX, loadedFor } from './custom-columns';
import { type CountedList, detailHead, type DetailHead, type RowCards, rowCards } from './detail-view';
import { tableOf, type Table } from './list-view';
import { detailPath, listPath } from './page-address';
import { countText, pageAsked, type Pagination, paginationOf } from './pagination';
import { relatedLists } from './related';

/** What `partials/object-list.njk` shows. */
export interface ListView {
  readonly path: string;
  readonly q: string;
  readonly table: Table;
  readonly pagination: Pagination;
  readonly applied: readonly AppliedFilter[];
  /** Filters, order and size of page, which a search keeps. */
  readonly kept: readonly { name: string; value: string }[];
}

export interface ListOptions {
  /** Where the list is; the model's own page unless told. */
  readonly path?: string;
  /** Limits it to the rows of another page. */
  readonly within?: readonly Filter[];
  /** The columns; the model's own unless told. */
  readonly columns?: readonly string[];
}

/** A value of one field of a model. */
export interface FieldValue {
  readonly name: string;
  readonly value: unknown;
}

export interface DetailView extends DetailHead, RowCards {
  readonly row: AnyRow;
}

/** Puts together what the pages of any model show. Throws NotFound, and Invalid for a filter that cannot be one. */
export class ModelPages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: ModelList,
    private readonly links: LinkResolver,
    private readonly external: ExternalObjects,
  ) {}

  store(model: AnyModel): ModelStore {
    return new ModelStore(model, this.dataSource, this.models, this.external);
  }

  /** What a row is called, with the names of what it points at. */
  async nameOf(model: AnyModel, row: AnyRow): Promise<string> {
    return (await this.links.displays(model, [row]))[0];
  }

  /** What rows are called, in their order. */
  namesOf(model: AnyModel, rows: readonly AnyRow[]): Promise<readonly string[]> {
    return this.links.displays(model, rows);
  }

  /** The custom fields of a model, in the order in which they are shown. */
  customFields(model: AnyModel): Promise<readonly CustomField[]> {
    return asking(() => customFieldsOf(this.dataSource.manager, model));
  }

  /** A list with search, filters, order and pages. */
  async list(
    model: AnyModel,
    parameters: URLSearchParams,
    { path = listPath(model), within = [], columns = model.list }: ListOptions = {},
  ): Promise<ListView> {
    const asked = pageAsked(parameters);
    const query = pageQuery(model, this.models, parameters, asked);
    const filters = [...query.filters, ...within];
    const { page, counted, rows } = await this.page(model, { ...query, filters }, asked.page);
    const names = columns.filter((column) => !within.some(({ name }) => name === column));
    const links = await this.linksOf(model, rows, names);
    return {
      path,
      q: query.q ?? '',
      table: tableOf(model, rows, links, this.models, { names, address: { path, parameters } }),
      pagination: paginationOf(counted, { page, perPage: asked.perPage }, path, parameters),
      applied: appliedFilters(model, query, path, parameters, await this.filteredBy(model, query)),
      kept: [...parameters].flatMap(([name, value]) =>
        value && name !== 'q' && name !== 'page' ? [{ name, value }] : [],
      ),
    };
  }

  /** How many rows a query finds, and how many filters it has. */
  async counted(
    model: AnyModel,
    parameters: URLSearchParams,
  ): Promise<{ count: string; filterCount: number }> {
    const query = parseListQuery(model, parameters, this.models);
    const counted = await this.store(model).list({ ...query, limit: 1, offset: 0 });
    return { count: countText(counted), filterCount: query.filters.length + (query.features?.size ?? 0) };
  }

  /** The first rows of a model in its own order, or those that a filter leaves. */
  async table(
    model: AnyModel,
    limit: number,
    names = model.list,
    filters: readonly Filter[] = [],
  ): Promise<Table> {
    const { rows } = await this.store(model).list({ ...WHOLE_LIST, limit, filters });
    return tableOf(model, rows, await this.linksOf(model, rows, names), this.models, { names });
  }

  async detail(model: AnyModel, id: number): Promise<DetailView> {
    const row = await this.store(model).get(id);
    const [related, links] = await Promise.all([this.related(model, id), this.linksOf(model, [row])]);
    return {
      ...detailHead(model, row, links.display(this.models, model, row), related),
      row,
      ...rowCards(model, row, links, this.models),
    };
  }

  /** Makes values of the fields of a model showable that need not be those of a stored row. */
  async showing(model: AnyModel, values: readonly FieldValue[]): Promise<(value: FieldValue) => Cell> {
    const rowOf = ({ name, value }: FieldValue) => ({ [name]: value }) as unknown as AnyRow;
    const links = await this.linksOf(model, values.map(rowOf), [...new Set(values.map(({ name }) => name))]);
    return (one) => cellOf(model, rowOf(one), one.name, links, this.models);
  }

  /** A related list as a tab of the row. Throws NotFound when the model has no such tab. */
  async relatedList(
    model: AnyModel,
    id: number,
    slug: string,
    parameters: URLSearchParams,
    columns?: (model: AnyModel) => Promise<readonly string[]>,
  ): Promise<DetailHead & ListView & { listModel: AnyModel }> {
    const tab = relatedLists(model, this.models).find((one) => one.slug === slug);
    if (!tab) throw new NotFound(`A ${model.label} has no tab "${slug}".`);
    const row = await this.store(model).get(id);
    const path = `${detailPath(model, id)}${slug}/`;
    const within = tab.within(id);
    const [related, list, links] = await Promise.all([
      this.related(model, id),
      this.list(tab.model, parameters, { path, within, columns: await columns?.(tab.model) }),
      this.links.resolve(model, [row], []),
    ]);
    const title = links.display(this.models, model, row);
    const counted = related.map((one) =>
      one.slug === slug && one.isCounted ? { ...one, count: list.pagination.countText } : one,
    );
    return { ...detailHead(model, row, title, counted, slug), ...list, listModel: tab.model };
  }

  /** The one row of a singleton. */
  async onlyId(model: AnyModel): Promise<number> {
    const { rows } = await this.store(model).list({ ...WHOLE_LIST, limit: 1 });
    if (!rows[0])
      throw new NotFound(`There are no ${model.labelPlural} yet; they are made when the program starts.`);
    return rows[0].id;
  }

  /** The custom fields that a query is narrowed by are shown by their names. */
  private filteredBy(model: AnyModel, { features }: ListQuery): Promise<readonly CustomField[]> {
    const isNarrowed = [...(features?.keys() ?? [])].some((key) => key.startsWith(CUSTOM_PREFIX));
    return isNarrowed ? this.customFields(model) : Promise.resolve([]);
  }

  /** Everything that pages show of rows besides their own columns; a fixed number of queries, however many rows. */
  private linksOf(model: AnyModel, rows: readonly AnyRow[], names?: readonly string[]): Promise<Links> {
    return this.links.resolve(model, rows, names && loadedFor(names), { withAbout: true });
  }

  private related(model: AnyModel, id: number): Promise<CountedList[]> {
    return Promise.all(
      relatedLists(model, this.models).map(async (tab) => {
        if (!tab.isCounted) return tab;
        const filters = tab.within(id);
        const counted = await this.store(tab.model).list({ ...WHOLE_LIST, limit: 1, filters });
        return { ...tab, count: countText(counted) };
      }),
    );
  }

  /** A page behind the last one shows the last one: rows may have gone since the link was made. */
  private async page(model: AnyModel, query: ListQuery, page: number) {
    const store = this.store(model);
    const { rows, ...counted } = await store.list(query);
    if (rows.length > 0 || page === 1) return { rows, counted, page };
    const last = Math.max(1, Math.ceil(counted.count / query.limit));
    const { rows: lastRows, ...again } = await store.list({ ...query, offset: (last - 1) * query.limit });
    return { rows: lastRows, counted: again, page: last };
  }
}

/** The query of a list page. */
export function pageQuery(
  model: AnyModel,
  models: ModelList,
  parameters: URLSearchParams,
  { page, perPage }: { page: number; perPage: number },
): ListQuery {
  const asked = new URLSearchParams(parameters);
  // A page speaks of `sort`, `page` and `per_page`, REST of `ordering`, `offset` and `limit`.
  asked.set('ordering', parameters.get('sort') ?? '');
  return { ...parseListQuery(model, asked, models), limit: perPage, offset: (page - 1) * perPage };
}
