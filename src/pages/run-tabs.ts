import { type Tab } from '../core/pages/detail-view';
import { detailPath } from '../core/pages/page-address';
import { syncRun } from '../models/sync-run.model';

/** The page of a run with the tab of its plan behind the first one. Pure. */
export function withPlanTab<V extends { readonly tabs: readonly Tab[] }>(
  view: V,
  run: number,
  isCurrent: boolean,
): V {
  const [first, ...rest] = view.tabs;
  const plan = { label: 'Plan', href: `${detailPath(syncRun, run)}plan/`, isCurrent };
  return { ...view, tabs: [{ ...first, isCurrent: !isCurrent }, plan, ...rest] };
}
