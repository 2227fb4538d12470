import { catchError, concatMap, defer, from, map, type Observable, of, shareReplay, tap } from 'rxjs';
import { type DataSource } from 'typeorm';
import { type Capabilities } from '../clients/netbox/capabilities';
import { type NetboxClient } from '../clients/netbox/netbox-client';
import { type ProxmoxClient } from '../clients/proxmox/proxmox-client';
import { Invalid, messageOf, ProxboxError, Refused } from '../core/errors/errors';
import { type AnyModel } from '../core/model/define-model';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type Mirror } from '../endpoints/mirror';
import { PassingNames } from '../endpoints/passing-names';
import { type ProxmoxEndpoint, proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { chosenLines, type Replayed } from './chosen-lines';
import { ClusterLocks } from './cluster-locks';
import { DatabaseJournal } from './database-journal';
import { NONE } from './engine/counts';
import { type SyncEvent } from './engine/event';
import { type Identities } from './engine/identities';
import { replayRun } from './engine/replay-run';
import { runSync } from './engine/run-sync';
import { type Wanted } from './engine/run-state';
import { type Stage } from './engine/stage';
import { type StoreTarget } from './engine/store';
import { type Target, type TargetAdapter } from './engine/target';
import { type Resource } from './resources/define-resource';
import { cluster } from './resources/inventory';
import { connectEndpoints, type KnownEndpoint, type Learnt } from './source/connect-endpoints';
import { type EndpointFacts } from './source/connection';
import { fits, type GuestChoice, isChoice, unfound } from './source/guest-choice';
import { narrowed, withoutTemplates } from './source/narrowed';
import { type Source, type Unreached } from './source/source';
import { NetboxAdapter, type Sighting } from './targets/netbox-adapter';
import { knownClusters, knownPrefixes } from './targets/known-in-netbox';
import { handOn, storedLines } from './stored-lines';
import { type Follows } from './sync-params';
import { StoreAdapter } from './targets/store-adapter';
import { forewarn, type WantedInNetbox } from './write-rights';
import { TaskLog } from './task-log';

/** What a run is asked to do. */
export interface RunOrder {
  readonly runId: number;
  readonly mode: 'plan' | 'apply';
  readonly stages: readonly Stage[];
  /** Every stage there is, also those that this run leaves out. */
  readonly knownStages: readonly Stage[];
  /** Ids of Proxmox endpoints; all enabled ones when empty. */
  readonly endpoints: readonly number[];
  /** The only guests it is about. */
  readonly guests: GuestChoice;
  /** Whether it waits for a cluster that another run works on. */
  readonly waits: boolean;
  readonly onWait: (cluster: string) => void;
  /** The run that this one follows, and why. */
  readonly follows?: Follows;
}

/** HTTP requests a run has sent, repetitions included. */
export interface RequestCounts {
  readonly netboxReads: number;
  readonly netboxWrites: number;
  readonly proxmoxReads: number;
}

/** Puts one run together from the stored endpoints, and takes it apart again. */
export class RunExecutor {
  private readonly clients = new Map<number, ProxmoxClient>();
  private netbox: NetboxClient | undefined;
  private capabilities: Capabilities | undefined;
  private readonly journal: DatabaseJournal;
  private readonly locks: ClusterLocks;
  private readonly taskLog: TaskLog;
  /** Asked when the first stage wants to know, and once for all clusters. */
  private readonly prefixes = defer(() => knownPrefixes(this.netbox!)).pipe(shareReplay(1));
  private readonly netboxClusters = defer(() => this.journal.remembered(cluster.name)).pipe(
    concatMap((links) => knownClusters(this.netbox!, new Map(links.map(({ id, key }) => [id, key])))),
    shareReplay(1),
  );
  private readonly names: PassingNames;

  constructor(
    private readonly order: RunOrder,
    private readonly dataSource: DataSource,
    private readonly book: EndpointBook,
    mirror: Mirror,
    private readonly models: readonly AnyModel[],
  ) {
    this.journal = new DatabaseJournal(dataSource, order.runId, () => new Date(), approvedRunOf(order));
    this.names = new PassingNames(mirror);
    this.locks = new ClusterLocks(dataSource);
    const days = async () => (await book.settings()).values.taskHistoryRetentionDays;
    this.taskLog = new TaskLog(dataSource, days, () => new Date());
  }

  get requests(): RequestCounts {
    return {
      netboxReads: this.netbox?.counts.reads ?? 0,
      netboxWrites: this.netbox?.counts.writes ?? 0,
      proxmoxReads: [...this.clients.values()].reduce((total, client) => total + client.requests, 0),
    };
  }

  /** The whole run, cold; what cannot even begin ends as a failed run, in words. */
  events(): Observable<SyncEvent> {
    const { follows } = this.order;
    if (!follows || follows.purpose === 'approval') return this.read();
    const { purpose, run } = follows;
    return defer(() => from(this.prepareReplay(purpose, run))).pipe(
      concatMap((prepared) =>
        this.whatNetboxCan().pipe(
          concatMap(() => replayRun({ ...this.order, ...this.tools(), ...prepared, purpose, sources: [] })),
          concatMap((event) =>
            event.type === 'plan-stored' && purpose !== 'undoing'
              ? from(handOn(this.dataSource, run, this.order.runId)).pipe(map(() => event))
              : of(event),
          ),
        ),
      ),
      catchError((error: unknown) => notBegun(this.order, error)),
    );
  }

  private read(): Observable<SyncEvent> {
    return defer(() => from(this.prepare())).pipe(
      concatMap(({ endpoints, unusable, known }) =>
        this.whatNetboxCan().pipe(
          concatMap(() => connectEndpoints(endpoints, known, (endpoint) => this.clients.get(endpoint.id)!)),
          map((connected) => ({ ...connected, unreached: [...unusable, ...connected.unreached] })),
        ),
      ),
      concatMap(({ sources, unreached, learnt }) =>
        from(this.begin(sources, learnt)).pipe(
          concatMap(({ free, notDone }) =>
            runSync({
              ...this.order,
              ...this.tools(),
              sources: free,
              unreached: [...unreached, ...notDone],
            }),
          ),
        ),
      ),
      catchError((error: unknown) => notBegun(this.order, error)),
    );
  }

  private whatNetboxCan(): Observable<Capabilities> {
    return this.netbox!.capabilities().pipe(tap((capabilities) => (this.capabilities = capabilities)));
  }

  /** Waits until everything that was noted is stored, gives the locks back and closes the connections. */
  async close(): Promise<void> {
    await Promise.allSettled([this.journal.flush(), this.names.settled()]);
    await this.locks.release().catch(() => undefined);
    this.clients.forEach((client) => client.close());
    this.netbox?.close();
  }

  private tools() {
    return {
      journal: this.journal,
      adapterFor: (target: Target, identities: Identities) => this.adapterFor(target, identities),
      forewarn: (wanted: readonly Wanted[]) => forewarn(this.netbox!, wanted.filter(isOfNetbox)),
      now: () => performance.now(),
      startedAt: new Date(),
    };
  }

  /** Nothing of Proxmox VE is read, so its clusters are known by what their endpoints are known to lead to. */
  private async prepareReplay(purpose: Replayed, run: number) {
    this.netbox = await this.book.netboxClient();
    const rows = await this.book.proxmoxEndpoints(this.order.endpoints);
    const all = rows.flatMap(({ id, clusterKey }) =>
      clusterKey === null ? [] : [{ key: clusterKey, name: clusterKey, endpointId: id }],
    );
    const places = [...new Map([...all].reverse().map((place) => [place.key, place])).values()];
    const { waits, onWait } = this.order;
    const { free, busy } = await this.locks.take(places, { waits, onWait: ({ name }) => onWait(name) });
    const isBusy = (key: string) =>
      places.some((place) => !free.includes(place) && (key === place.key || key.startsWith(`${place.key}/`)));
    const stored = await storedLines(this.dataSource, run, purpose === 'undoing' ? 'applied' : 'planned');
    const lines = chosenLines(stored, purpose, this.order.knownStages).filter(({ key }) => !isBusy(key));
    return {
      places,
      lines,
      unreached: busy,
      purpose: purpose === 'undoing' ? purpose : ('resumption' as const),
    };
  }

  private async prepare() {
    this.netbox = await this.book.netboxClient();
    const rows = await this.book.proxmoxEndpoints(this.order.endpoints);
    const endpoints: EndpointFacts[] = [];
    const unusable: Unreached[] = [];
    for (const row of rows) {
      try {
        this.clients.set(row.id, await this.book.proxmoxClient(row));
        const { values: settings } = await this.book.settings(row);
        const taskMarks = () => this.taskLog.marks();
        const webUrl = await this.book.webUrl(row);
        endpoints.push({
          ...factsOf(row),
          settings,
          taskMarks,
          prefixes: () => this.prefixes,
          netboxClusters: () => this.netboxClusters,
          webUrl,
        });
      } catch (error) {
        if (!(error instanceof Refused || error instanceof Invalid)) throw error;
        unusable.push({ label: proxmoxEndpoint.display(row), error });
      }
    }
    return { endpoints, unusable, known: await this.knownEndpoints() };
  }

  private async knownEndpoints(): Promise<KnownEndpoint[]> {
    const known: KnownEndpoint[] = [];
    for (const row of await this.book.allProxmoxEndpoints()) {
      const webUrl = await this.book.webUrl(row).catch((error: unknown) => {
        if (error instanceof Refused) return undefined;
        throw error;
      });
      const { id, enabled, clusterKey, nodeFingerprints } = row;
      known.push({ id, isEnabled: enabled, clusterKey, fingerprints: nodeFingerprints, webUrl });
    }
    return known;
  }

  private async begin(all: readonly Source[], learnt: readonly Learnt[]) {
    const endpoints = this.dataSource.getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name);
    for (const { endpointId, ...news } of learnt) {
      await endpoints.update(endpointId, { ...news, nodeFingerprints: [...news.nodeFingerprints] });
    }
    const { mode, guests, waits, onWait } = this.order;
    const wanted = all.map((source) =>
      source.settings.includeTemplates ? source : withoutTemplates(source),
    );
    const sources = isChoice(guests)
      ? wanted.map((source) => narrowed(source, (guest) => fits(guests, guest)))
      : wanted;
    const inVain = await unfound(guests, wanted);
    if (mode === 'plan') return { free: sources, notDone: inVain };
    await this.taskLog.forgetOld();
    const { free, busy } = await this.locks.take(sources, { waits, onWait: ({ name }) => onWait(name) });
    return { free, notDone: [...inVain, ...busy] };
  }

  private adapterFor(target: Target, identities: Identities): TargetAdapter {
    if (isResource(target)) {
      const onSeen: Sighting = (objectType, rows) => this.names.note(objectType, rows);
      return new NetboxAdapter(target, this.netbox!, identities, onSeen, this.capabilities!);
    }
    const model = this.models.find((one) => one.name === (target as StoreTarget).model)!;
    return new StoreAdapter(target as StoreTarget, this.dataSource, {
      fields: Object.keys(model.fields as object),
      identity: model.identity,
    });
  }
}

function approvedRunOf({ follows }: RunOrder): number | undefined {
  return follows?.purpose === 'approval' ? follows.run : undefined;
}

function factsOf(row: ProxmoxEndpoint) {
  const { id, clusterKey, nodeFingerprints } = row;
  return { id, name: proxmoxEndpoint.display(row), clusterKey, nodeFingerprints };
}

function isOfNetbox(wanted: Wanted): wanted is WantedInNetbox {
  return isResource(wanted.target);
}

function isResource(target: Target): target is Resource & Target {
  return 'objectType' in target;
}

function notBegun({ runId, mode, stages }: RunOrder, error: unknown): Observable<SyncEvent> {
  const message = messageOf(error);
  const known = error instanceof ProxboxError ? error : undefined;
  const events: SyncEvent[] = [
    { type: 'run-started', runId, mode, stages: stages.map(({ name, label }) => ({ name, label })) },
    {
      type: 'problem',
      label: 'The run',
      category: known?.category ?? 'internal',
      message,
      suggestion: known?.suggestion,
    },
    {
      type: 'run-finished',
      runId,
      status: 'failed',
      message,
      counts: NONE,
      results: stages.map(({ name, label }) => ({
        ...NONE,
        stage: name,
        label,
        status: 'skipped',
        seconds: 0,
      })),
    },
  ];
  return from(events);
}
