import { type EntityManager, In } from 'typeorm';
import { Refused } from '../core/errors/errors';
import { type Job, job as jobModel } from '../core/jobs/job.model';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type SyncRun } from '../models/sync-run.model';
import { type RunRows } from './run-rows';
import { isSameWork, paramsOf, type SyncParams } from './sync-params';

/** Held while it is judged whether somebody does the same already, so that of two at once one sees the other. */
const START_LOCK = 0x70786279;

/** Ends the attempt to start what is going on already. */
export class Joined extends Error {
  constructor(readonly run: SyncRun) {
    super(`Run ${run.id} does the same.`);
  }
}

/** Judges what else is going on before a run is stored. */
export class GiveWay {
  constructor(
    private readonly runs: RunRows,
    private readonly book: EndpointBook,
  ) {}

  /**
   * Does nothing where the run may be stored; it is then alone with the database until the transaction ends. Throws `Joined`
   * with the run that does the same, and Refused where somebody is at work on a cluster of a run that must not wait.
   */
  async judge(
    manager: EntityManager,
    params: SyncParams,
    endpoints: readonly ProxmoxEndpoint[],
  ): Promise<void> {
    if (params.when_busy === 'wait') return;
    await manager.query('SELECT pg_advisory_xact_lock($1)', [START_LOCK]);
    const open = await this.runs.open({ manager });
    if (params.when_busy === 'join') await this.join(manager, params, open);
    else await this.refuse(endpoints, open);
  }

  private async join(manager: EntityManager, params: SyncParams, open: readonly SyncRun[]): Promise<void> {
    const jobs = await manager
      .getRepository<Job>(jobModel.name)
      .findBy({ id: In(open.flatMap((run) => run.job ?? [])) });
    const twin = open.find((run) => {
      const job = jobs.find(({ id }) => id === run.job);
      return job !== undefined && isSameWork(paramsOf(job), params);
    });
    if (twin) throw new Joined(twin);
  }

  private async refuse(endpoints: readonly ProxmoxEndpoint[], open: readonly SyncRun[]): Promise<void> {
    const mine = clustersOf(endpoints);
    const known = await this.book.allProxmoxEndpoints();
    for (const run of open) {
      const theirs = clustersOf(known.filter(({ id }) => run.endpoints.includes(id)));
      const shared = [...theirs].filter(([key]) => mine.has(key)).map(([, name]) => name);
      if (shared.length > 0) throw isBusy(run, shared);
    }
  }
}

/** Names of the clusters behind endpoints by their keys; an endpoint that was never read stands for itself. */
function clustersOf(endpoints: readonly ProxmoxEndpoint[]): ReadonlyMap<string, string> {
  return new Map(
    endpoints.map(({ id, name, clusterKey }) => [
      clusterKey ?? `endpoint ${id}`,
      clusterKey?.replace(/^\w+\//, '') ?? name ?? `endpoint ${id}`,
    ]),
  );
}

function isBusy(run: SyncRun, clusters: readonly string[]): Refused {
  const by = run.requestedBy === '' ? '' : `, which ${run.requestedBy} asked for,`;
  const does = run.status === 'running' ? 'is at work on' : 'waits for its turn on';
  return new Refused(`Sync run ${run.id}${by} ${does} ${clusters.join(', ')}.`, {
    status: 409,
    suggestion: 'Wait for its end, cancel it, or ask for a run that waits ("when_busy": "wait").',
  });
}
