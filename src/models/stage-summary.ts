interface Counts {
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  conflicts: number;
  failed: number;
}

/** What became of one stage of a run; times in seconds. */
export interface StageSummary extends Counts {
  stage: string;
  label: string;
  status: 'completed' | 'completed_with_errors' | 'failed' | 'skipped';
  seconds: number;
  error?: string;
  /** The same counts by the id of the Proxmox endpoint, null for what belongs to no cluster; earlier releases have none. */
  endpoints?: readonly (Counts & { endpoint: number | null })[];
}
