/** What the about page tells of an installation; no addresses, names or secrets. */
export interface Installation {
  readonly sidecar: string;
  readonly node: string;
  readonly system: string;
  readonly postgres: string;
  readonly netbox: number;
  /** Versions of the Proxmox endpoints as far as a sync has found them. */
  readonly proxmox: readonly (string | null)[];
  /** How the latest run ended; undefined before the first one. */
  readonly latestRun?: { mode: string; status: string; stages: number };
}

/** Text to put into a bug report. Pure. */
export function bugReport(facts: Installation): string {
  const { latestRun } = facts;
  const proxmox = [...new Set(facts.proxmox.map((version) => version ?? 'unknown'))].join(', ');
  return [
    `Proxbox: ${facts.sidecar}`,
    `Node: ${facts.node} on ${facts.system}`,
    `PostgreSQL: ${facts.postgres}`,
    `NetBox endpoints: ${facts.netbox}`,
    `Proxmox endpoints: ${facts.proxmox.length}${proxmox ? ` (${proxmox})` : ''}`,
    `Latest run: ${latestRun ? `${latestRun.mode}, ${latestRun.status}, ${latestRun.stages} stages` : 'none'}`,
    '',
    'What I did:',
    'What I expected:',
    'What happened instead:',
  ].join('\n');
}
