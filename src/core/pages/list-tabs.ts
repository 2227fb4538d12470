import { type AnyModel } from '../model/define-model';
import { type Tab } from './detail-view';
import { listPath, withParameters } from './page-address';

interface TabsOptions {
  readonly count: string;
  readonly filterCount: number;
  readonly current: 'results' | 'filters';
}

/** Results and Filters, as above every list of NetBox; both keep the query. */
export function listTabs(
  model: AnyModel,
  query: URLSearchParams,
  { count, filterCount, current }: TabsOptions,
): Tab[] {
  const to = (path: string): string => withParameters(path, query, { page: '' });
  return [
    { label: 'Results', href: to(listPath(model)), isCurrent: current === 'results', count },
    {
      label: 'Filters',
      href: to(`${listPath(model)}filters/`),
      isCurrent: current === 'filters',
      ...(filterCount > 0 && { count: filterCount }),
    },
  ];
}
