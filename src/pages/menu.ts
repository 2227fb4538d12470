import { type MenuSection } from '../core/pages/menu';
import { proxmoxCluster } from '../models/proxmox-cluster.model';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { PAGES } from '../core/pages/page-address';
import { titleCase } from '../core/pages/title-case';
import { syncLink } from '../models/sync-link.model';
import { jobLogEntry } from '../core/jobs/job-log-entry.model';
import { LOGS_PATH } from './log-lines';
import { syncedKinds, syncedPath } from './synced-kinds';

/** The sections of the sidebar in their order; models add themselves by the name of a section. */
export const menuSections: readonly MenuSection[] = [
  {
    label: 'Overview',
    icon: 'mdi-view-dashboard-outline',
    entries: [
      { label: 'Homepage', href: `${PAGES}/` },
      { label: 'Dashboard', href: `${PAGES}/dashboard/`, needs: `view ${proxmoxCluster.name}` },
      { label: 'About', href: `${PAGES}/about/`, needs: `view ${proxmoxEndpoint.name}` },
    ],
  },
  { label: 'Infrastructure', icon: 'mdi-server', entries: [] },
  {
    label: 'Virtualization',
    icon: 'mdi-monitor',
    entries: syncedKinds.map((kind) => ({
      label: titleCase(kind.labelPlural),
      href: syncedPath(kind),
      needs: `view ${syncLink.name}`,
    })),
  },
  { label: 'Data Protection', icon: 'mdi-backup-restore', entries: [] },
  {
    label: 'Sync & Operations',
    icon: 'mdi-sync',
    entries: [{ label: 'Schedule Sync', href: `${PAGES}/sync/schedule/` }],
  },
  {
    label: 'Configuration',
    icon: 'mdi-cog',
    entries: [{ label: 'Inside NetBox', href: `${PAGES}/inside/`, needs: 'view netbox-endpoint' }],
  },
  { label: 'Customization', icon: 'mdi-toolbox-outline', entries: [] },
  {
    label: 'Logging',
    icon: 'mdi-text-box-search-outline',
    entries: [{ label: 'Logs', href: LOGS_PATH, needs: `view ${jobLogEntry.name}` }],
  },
  { label: 'Admin', icon: 'mdi-account-multiple', entries: [] },
];
