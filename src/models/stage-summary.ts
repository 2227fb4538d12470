/** How many objects met which fate. `failed` counts what could not be read as well as what was refused. */
export interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly conflicts: number;
  readonly failed: number;
}

/** What became of the objects of one Proxmox endpoint; null for those that belong to no cluster. */
export interface EndpointCounts extends Counts {
  readonly endpoint: number | null;
}

/** What became of one stage of a run; times in seconds. */
export interface StageSummary extends Counts {
  readonly stage: string;
  readonly label: string;
  readonly status: 'completed' | 'completed_with_errors' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly error?: string;
  /** The same counts by endpoint; a stage that was stopped has none, nor have runs of earlier releases. */
  readonly endpoints?: readonly EndpointCounts[];
}
