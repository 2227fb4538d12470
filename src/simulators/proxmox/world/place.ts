import { type WorldOptions } from '../world';

/** Where something is made: what keeps numbers and addresses apart, and the sizes that were asked for. */
export interface Place {
  /** Cluster or standalone host. */
  clusterName: string;
  /** Its index in the world. */
  cluster: number;
  isStandalone: boolean;
  nodeNames: string[];
  seed: number;
  /** Epoch seconds that the world takes for the present. */
  now: number;
  sizes: Pick<WorldOptions, 'nics' | 'disks' | 'snapshots' | 'backups' | 'agents'>;
}
