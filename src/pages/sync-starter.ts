import { type Batch } from '../sync/batch';

/** What a person asks for with a button: `plan` computes and stores, `apply` also writes. */
export interface SyncRequest {
  mode: 'plan' | 'apply';
  /** What netbox-proxbox calls sync types; everything unless told. */
  syncTypes?: string[];
  /** Names of stages; all unless told. */
  stages?: string[];
  /** Ids of Proxmox endpoints; all enabled ones unless told. */
  endpoints?: number[];
  /** Picked objects, instead of types and stages. */
  batch?: Batch;
  /** User name. */
  requestedBy: string;
}

/** Port to whatever runs a synchronisation. Both methods reject with errors whose message is meant for the person. */
export abstract class SyncStarter {
  /** Starts a run in the background; the answer is its row. */
  abstract start(request: SyncRequest): Promise<{ id: number }>;

  abstract cancel(id: number, by: string): Promise<void>;
}
