import { type MenuSection } from '../core/pages/menu';
import { PAGES } from '../core/pages/page-address';

/** The sections of the sidebar in their order; models add themselves by the name of a section. */
export const menuSections: readonly MenuSection[] = [
  {
    label: 'Overview',
    icon: 'mdi-view-dashboard-outline',
    entries: [{ label: 'Homepage', href: `${PAGES}/` }],
  },
  { label: 'Infrastructure', icon: 'mdi-server', entries: [] },
  {
    label: 'Sync',
    icon: 'mdi-sync',
    entries: [{ label: 'Schedule Sync', href: `${PAGES}/sync/schedule/` }],
  },
  { label: 'Endpoints', icon: 'mdi-lan-connect', entries: [] },
  { label: 'Settings', icon: 'mdi-cog', entries: [] },
];
