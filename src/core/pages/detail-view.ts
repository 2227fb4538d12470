import { type Links } from '../crud/links';
import { type ModelList } from '../crud/model-list';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { type Cell, cellOf } from './cell';
import { detailPath, listPath } from './page-address';
import { type RelatedList } from './related';

export interface Card {
  readonly title: string;
  readonly cells: readonly Cell[];
}

export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly count?: number;
}

/** The head of every page about one row: title, path to it, tabs. */
export interface DetailHead {
  readonly title: string;
  /** `proxbox.proxmoxnode:7`, as NetBox writes it at the right. */
  readonly identifier: string;
  readonly breadcrumbs: readonly { label: string; href: string }[];
  readonly tabs: readonly Tab[];
  readonly created: Date;
  readonly updated: Date;
}

export interface CountedList extends RelatedList {
  readonly count: number;
}

/** `current` is the slug of the related list that is open; without it the row itself. */
export function detailHead(
  model: AnyModel,
  row: AnyRow,
  title: string,
  related: readonly CountedList[],
  current?: string,
): DetailHead {
  const own = detailPath(model, row.id);
  return {
    title,
    identifier: `proxbox.${model.className.toLowerCase()}:${row.id}`,
    breadcrumbs: model.isSingleton ? [] : [{ label: model.labelPlural, href: listPath(model) }],
    tabs: [
      { label: model.label, href: own, isCurrent: current === undefined },
      ...related.map(({ slug, label, count }) => ({
        label,
        href: `${own}${slug}/`,
        isCurrent: slug === current,
        count,
      })),
    ],
    created: row.created,
    updated: row.lastUpdated,
  };
}

/** The cards of a detail page; `links` must hold what the row points at. */
export function cardsOf(model: AnyModel, row: AnyRow, links: Links, models: ModelList): Card[] {
  return Object.entries(model.detail).map(([title, names]) => ({
    title,
    cells: names.map((name) => cellOf(model, row, name, links, models)),
  }));
}
