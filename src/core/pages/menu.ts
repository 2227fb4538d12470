import { type Need } from '../access/needs';
import { type AnyModel } from '../model/define-model';
import { listPath } from './page-address';

export interface MenuEntry {
  readonly label: string;
  readonly href: string;
  /** What a person must be allowed to do to find it here; everybody finds it unless told. */
  readonly needs?: Need;
  /** What they must be allowed to do to find the small buttons. */
  readonly addNeeds?: Need;
  /** Small buttons beside the entry, where rows can be made. */
  readonly addHref?: string;
  readonly importHref?: string;
}

/** One section of the sidebar. */
export interface MenuSection {
  readonly label: string;
  /** A class of Material Design Icons: `mdi-server`. */
  readonly icon: string;
  readonly entries: readonly MenuEntry[];
}

/** What the sidebar shows on one page. */
export interface ShownSection extends MenuSection {
  readonly isCurrent: boolean;
  readonly entries: readonly (MenuEntry & { readonly isCurrent: boolean })[];
}

const PLAIN_ICON = 'mdi-circle-small';

/** Fills sections with the list pages of the models that name them; a section nobody announced comes last. */
export function menuOf(models: readonly AnyModel[], announced: readonly MenuSection[]): MenuSection[] {
  const sections = new Map(
    announced.map((section) => [section.label, { ...section, entries: [...section.entries] }]),
  );
  for (const model of models) {
    if (model.menu === undefined) continue;
    const section = sections.get(model.menu) ?? { label: model.menu, icon: PLAIN_ICON, entries: [] };
    sections.set(model.menu, section);
    const href = listPath(model);
    section.entries.push({
      label: model.menuLabel,
      href,
      needs: `view ${model.name}`,
      addNeeds: `add ${model.name}`,
      ...(model.actions.includes('add') && { addHref: `${href}add/`, importHref: `${href}import/` }),
    });
  }
  return [...sections.values()].filter(({ entries }) => entries.length > 0);
}

/** Says whether the person who looks may do something. */
export type May = (need: Need) => boolean;

/**
 * What one person finds in the menu, with the entry of the page that is open marked: the one whose address is the longest
 * beginning of `path`.
 */
export function menuAt(
  sections: readonly MenuSection[],
  path: string,
  may: May = () => true,
): ShownSection[] {
  return marked(sections.map((section) => permitted(section, may)).filter(({ entries }) => entries.length > 0), path); // prettier-ignore
}

function permitted(section: MenuSection, may: May): MenuSection {
  const entries = section.entries
    .filter(({ needs }) => needs === undefined || may(needs))
    .map(({ addHref, importHref, ...entry }) =>
      entry.addNeeds === undefined || may(entry.addNeeds) ? { ...entry, addHref, importHref } : entry,
    );
  return { ...section, entries };
}

function marked(sections: readonly MenuSection[], path: string): ShownSection[] {
  const hrefs = sections.flatMap(({ entries }) => entries.map(({ href }) => href));
  const current = hrefs
    .filter((href) => `${path}/`.startsWith(href))
    .reduce((best, href) => (href.length > best.length ? href : best), '');
  return sections.map((section) => ({
    ...section,
    isCurrent: section.entries.some(({ href }) => href === current),
    entries: section.entries.map((entry) => ({ ...entry, isCurrent: entry.href === current })),
  }));
}
