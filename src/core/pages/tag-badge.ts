import { type Links } from '../crud/links';
import { tag } from '../features/tag.model';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { listPath } from './page-address';

/** A tag of a row, as `partials/tag-badge.njk` shows it. */
export interface TagBadge {
  readonly name: string;
  /** What the mouse pointer shows. */
  readonly description: string;
  /** The list of the rows that have it. */
  readonly href: string;
  /** `#rrggbb` */
  readonly color: string;
  /** Which text can be read on it: `dark` or `light`. */
  readonly ink: 'dark' | 'light';
}

const NO_COLOR = '#9e9e9e';

/** The tags of a row in the order of their names; `links` must hold them. A tag that is gone is not shown. */
export function tagBadges(model: AnyModel, row: AnyRow, links: Links): TagBadge[] {
  const rows = (row.tagIds ?? []).flatMap((id) => links.row(tag.name, id) ?? []);
  rows.sort((a, b) => String(a.name).localeCompare(String(b.name)));
  return rows.map(({ name, slug, color, description }) => {
    const shown = colorOf(color);
    return {
      name: String(name),
      description: String(description ?? ''),
      href: `${listPath(model)}?${new URLSearchParams({ tag: String(slug) }).toString()}`,
      color: shown,
      ink: inkOn(shown),
    };
  });
}

/** `9e9e9e` -> `#9e9e9e`; grey for what is no colour. */
export function colorOf(value: unknown): string {
  return /^[0-9a-f]{6}$/i.test(String(value)) ? `#${String(value).toLowerCase()}` : NO_COLOR;
}

/** The ink that has the higher contrast on a colour, by the formula of WCAG 2. */
export function inkOn(color: string): 'dark' | 'light' {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? 'light' : 'dark';
}
