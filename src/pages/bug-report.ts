/** What the about page tells of an installation; no addresses, names or secrets. */
export interface Installation {
  readonly sidecar: string;
  readonly node: string;
  readonly system: string;
  readonly postgres: string;
  readonly netbox: number;
  /** How many Proxmox endpoints there are, and their versions as far as a sync has found them, each once. */
  readonly proxmox: { readonly count: number; readonly versions: readonly (string | null)[] };
  /** How the latest run ended; undefined before the first one. */
  readonly latestRun?: { mode: string; status: string; stages: number };
}

/** Text to put into a bug report. Pure. */
export function bugReport(facts: Installation): string {
  const { latestRun } = facts;
  const versions = facts.proxmox.versions.map((version) => version ?? 'unknown').join(', ');
  return [
    `Proxbox: ${facts.sidecar}`,
    `Node: ${facts.node} on ${facts.system}`,
    `PostgreSQL: ${facts.postgres}`,
    `NetBox endpoints: ${facts.netbox}`,
    `Proxmox endpoints: ${facts.proxmox.count}${versions ? ` (${versions})` : ''}`,
    `Latest run: ${latestRun ? `${latestRun.mode}, ${latestRun.status}, ${latestRun.stages} stages` : 'none'}`,
    '',
    'What I did:',
    'What I expected:',
    'What happened instead:',
  ].join('\n');
}
