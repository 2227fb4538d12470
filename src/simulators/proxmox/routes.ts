import { ACCESS_ROUTES } from './routes/access';
import { AGENT_ROUTES } from './routes/agent';
import { AVAILABILITY_ROUTES } from './routes/availability';
import { CLUSTER_ROUTES } from './routes/cluster';
import { GUEST_ROUTES } from './routes/guests';
import { NODE_ROUTES } from './routes/nodes';
import { POOL_ROUTES } from './routes/pools';
import { REPLICATION_ROUTES } from './routes/replication';
import { type Route } from './routes/route';
import { SDN_ROUTES } from './routes/sdn';
import { STORAGE_ROUTES } from './routes/storages';
import { TASK_ROUTES } from './routes/tasks';
import { type SimVersion } from './world';

const ROUTES: readonly Route[] = [
  ...ACCESS_ROUTES,
  ...CLUSTER_ROUTES,
  ...NODE_ROUTES,
  ...GUEST_ROUTES,
  ...AGENT_ROUTES,
  ...STORAGE_ROUTES,
  ...TASK_ROUTES,
  ...POOL_ROUTES,
  ...AVAILABILITY_ROUTES,
  ...REPLICATION_ROUTES,
  ...SDN_ROUTES,
];

/** Every GET path that a release answers; all others are 501. */
export function routesOf(version: SimVersion): Route[] {
  return ROUTES.filter(({ since }) => since === undefined || since <= version);
}
