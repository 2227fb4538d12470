import { type Count } from '../crud/count-rows';
import { withParameters } from './page-address';

export const PER_PAGE = [25, 50, 100, 250, 500, 1000] as const;
export const USUAL_PER_PAGE = 50;

export interface PageLink {
  readonly label: string;
  /** Without it: the page that is open, or a gap. */
  readonly href?: string;
  readonly isCurrent?: boolean;
}

/** The foot of a list. */
export interface Pagination {
  readonly count: number;
  /** As people read it: "about 1,000,000" where it is an estimate. */
  readonly countText: string;
  readonly first: number;
  readonly last: number;
  readonly previous?: string;
  readonly next?: string;
  /** Empty when everything is on one page. */
  readonly pages: readonly PageLink[];
  readonly perPage: number;
  readonly sizes: readonly { size: number; href: string; isCurrent: boolean }[];
}

/** Page number and size from `?page` and `?per_page`; what cannot be one counts as not given. */
export function pageAsked(parameters: URLSearchParams): { page: number; perPage: number } {
  const perPage = Number(parameters.get('per_page'));
  const page = Number(parameters.get('page'));
  return {
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
    perPage: PER_PAGE.find((size) => size === perPage) ?? USUAL_PER_PAGE,
  };
}

/** A count as people read it; an estimate says so, with two digits that mean something. */
export function countText({ count, isEstimate }: Count): string {
  return isEstimate ? `about ${Number(count.toPrecision(2)).toLocaleString('en-US')}` : String(count);
}

/** The links around one page: two neighbours on each side, the first and the last, as in NetBox. */
export function paginationOf(
  counted: Count,
  { page, perPage }: { page: number; perPage: number },
  path: string,
  parameters: URLSearchParams,
): Pagination {
  const { count } = counted;
  const pageCount = Math.max(1, Math.ceil(count / perPage));
  const to = (number: number): string =>
    withParameters(path, parameters, { page: number === 1 ? '' : number });
  const numbers = new Set([1, pageCount]);
  for (let number = page - 2; number <= page + 2; number += 1) {
    if (number >= 1 && number <= pageCount) numbers.add(number);
  }
  const pages: PageLink[] = [];
  let before = 0;
  for (const number of [...numbers].sort((a, b) => a - b)) {
    if (number > before + 1) pages.push({ label: '…' });
    pages.push(
      number === page
        ? { label: String(number), isCurrent: true }
        : { label: String(number), href: to(number) },
    );
    before = number;
  }
  return {
    count,
    countText: countText(counted),
    first: count === 0 ? 0 : Math.min((page - 1) * perPage + 1, count),
    last: Math.min(page * perPage, count),
    ...(page > 1 && { previous: to(page - 1) }),
    ...(page < pageCount && { next: to(page + 1) }),
    pages: pageCount > 1 ? pages : [],
    perPage,
    sizes: PER_PAGE.map((size) => ({
      size,
      href: withParameters(path, parameters, { per_page: size === USUAL_PER_PAGE ? '' : size, page: '' }),
      isCurrent: size === perPage,
    })),
  };
}
