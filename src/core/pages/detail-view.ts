import { type Links } from '../crud/links';
import { type ModelList } from '../crud/model-list';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { type Cell, cellOf } from './cell';
import { customCell } from './custom-columns';
import { detailPath, listPath } from './page-address';
import { type RelatedList } from './related';
import { type TagBadge, tagBadges } from './tag-badge';

export interface Card {
  readonly title: string;
  readonly cells: readonly Cell[];
}

/** A long text of its own. */
export interface Note {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

/** What a page shows of a row: its fields on cards, notes apart, and what every row has beside its fields. */
export interface RowCards {
  readonly cards: readonly Card[];
  readonly notes: readonly Note[];
  /** Absent for a model that has none. */
  readonly tags?: readonly TagBadge[];
  /** Custom fields by their groups; a group without a name has an empty title. */
  readonly customGroups: readonly Card[];
}

/** A step of the way to a page. */
export interface Crumb {
  readonly label: string;
  readonly href: string;
  /** Whether it is what a row is called, which is shown as it is. */
  readonly isName?: boolean;
}

export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
  /** The text of one where it is an estimate. */
  readonly count?: number | string;
  /** Whose rows it lists, where these are not those of the page. */
  readonly listModel?: AnyModel;
}

/** The head of every page about one row: title, path to it, tabs. */
export interface DetailHead {
  readonly title: string;
  /** `proxbox.proxmoxnode:7`, as NetBox writes it at the right. */
  readonly identifier: string;
  readonly breadcrumbs: readonly Crumb[];
  readonly tabs: readonly Tab[];
  readonly created: Date;
  readonly updated: Date;
}

export interface CountedList extends RelatedList {
  /** Absent where it is not shown. */
  readonly count?: string;
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
      ...related.map(({ slug, label, count, model: listModel }) => ({
        label,
        href: `${own}${slug}/`,
        isCurrent: slug === current,
        count,
        listModel,
      })),
    ],
    created: row.created,
    updated: row.lastUpdated,
  };
}

/** The cards of a detail page; `links` must hold what the row points at. */
export function rowCards(model: AnyModel, row: AnyRow, links: Links, models: ModelList): RowCards {
  const cards = Object.entries(model.detail).map(([title, names]) => ({
    title,
    cells: names.map((name) => cellOf(model, row, name, links, models)),
  }));
  const isNote = ({ widget }: Cell): boolean => widget === 'markdown';
  return {
    cards: cards
      .map(({ title, cells }) => ({ title, cells: cells.filter((cell) => !isNote(cell)) }))
      .filter(({ cells }) => cells.length > 0),
    notes: cards
      .flatMap(({ cells }) => cells.filter(isNote))
      .map(({ label, text }) => ({ title: label, text })),
    ...(!model.isPlain && { tags: tagBadges(model, row, links) }),
    customGroups: customGroups(row, links),
  };
}

function customGroups(row: AnyRow, { customFields }: Links): Card[] {
  const titles = [...new Set(customFields.map(({ groupName }) => groupName))];
  return titles.map((title) => ({
    title,
    cells: customFields
      .filter(({ groupName }) => groupName === title)
      .map((field) => customCell(field, row.customFieldData?.[field.name])),
  }));
}
