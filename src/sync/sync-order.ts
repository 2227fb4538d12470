import { type DataSource, In } from 'typeorm';
import { whereSeen } from '../core/crud/sight';
import { Invalid } from '../core/errors/errors';
import { type AnyModel } from '../core/model/define-model';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { netboxEndpoint, type NetboxEndpoint } from '../models/netbox-endpoint.model';
import { type SyncLink, syncLink } from '../models/sync-link.model';
import { type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { type Batch, Batches, type BatchReach } from './batch';
import { clusterKeysOf } from './cluster-names';
import { endpointsInSight, isInSight } from './endpoint-sight';
import { type GuestChoice } from './source/guest-choice';
import { virtualMachine } from './resources/inventory';
import { chosen } from './engine/order';
import { type Stage } from './engine/stage';
import { type Follows, type SyncParams, syncTypeOf, type WhenBusy } from './sync-params';
import { chosenTypes, stagesOf } from './sync-types';

export interface RunRequest {
  mode: 'plan' | 'apply';
  /** What netbox-proxbox calls sync types; everything when empty. */
  syncTypes?: readonly string[];
  /** Names of stages, instead of types; what a stage comes after is chosen with it. */
  stages?: readonly string[];
  /** Ids of Proxmox endpoints; every enabled one when empty. */
  endpoints?: readonly number[];
  /** Ids of NetBox endpoints. */
  netboxEndpoints?: readonly number[];
  /** Ids of virtual machines in NetBox: nothing else of guests is looked at. */
  machines?: readonly number[];
  /** Names or keys of Proxmox clusters and lone hosts. */
  clusters?: readonly string[];
  /** Names of resource pools: nothing else of guests is looked at. */
  pools?: readonly string[];
  /** Tags in Proxmox VE: nothing else of guests is looked at. */
  tags?: readonly string[];
  /** Picked objects, instead of machines, clusters and stages. */
  batch?: Batch;
  /** `join` unless told. */
  whenBusy?: WhenBusy;
  /** The run that this one follows, and why. */
  follows?: Follows;
  /** Nobody asked: the time for the next drift report had come. */
  isDriftReport?: boolean;
  requestedBy: string;
}

/** Judges what a run is asked to do, and turns it into what its job keeps. */
export class SyncOrders {
  private readonly batches: Batches;

  constructor(
    private readonly dataSource: DataSource,
    private readonly book: EndpointBook,
    private readonly stages: readonly Stage[],
    private readonly models: readonly AnyModel[],
  ) {
    this.batches = new Batches(dataSource, models, stages);
  }

  /** Throws Invalid for what does not exist, with the name of the field in REST. */
  async paramsOf(asked: RunRequest): Promise<SyncParams> {
    const { batch } = asked;
    const request = batch ? { ...asked, ...(await this.reachOf(batch, asked)) } : asked;
    const types = chosenTypes(request.syncTypes ?? []);
    const machines = [...new Set(request.machines ?? [])];
    const endpoints = await endpointsInSight(this.dataSource, request.endpoints);
    const params: SyncParams = {
      sync_types: types,
      sync_type: syncTypeOf(types, machines),
      ...(request.stages?.length && { stages: request.stages }),
      proxmox_endpoint_ids: texts(endpoints),
      netbox_endpoint_ids: texts(request.netboxEndpoints),
      netbox_vm_ids: texts(machines),
      proxmox_clusters: [...new Set(request.clusters)],
      proxmox_pools: [...new Set(request.pools)],
      proxmox_tags: [...new Set(request.tags)],
      batch_object_type: batch?.type ?? null,
      batch_object_ids: texts(batch?.ids),
      mode: request.mode,
      when_busy: request.whenBusy ?? 'join',
      ...(request.follows && { follows: request.follows }),
      ...(request.isDriftReport && { is_drift_report: true }),
    };
    this.stagesOf(params);
    await this.endpointsOf(params);
    await this.checkNetbox(request.netboxEndpoints ?? []);
    await this.guestsOf(params);
    return params;
  }

  private reachOf(batch: Batch, { stages, machines, clusters }: RunRequest): Promise<BatchReach> {
    if ([stages, machines, clusters].every((one) => !one?.length)) return this.batches.reachOf(batch);
    throw Invalid.of({
      batch_object_type: [
        'Picked objects say what is read: leave stages, netbox_vm_ids and proxmox_clusters out.',
      ],
    });
  }

  stagesOf({ stages, sync_types }: SyncParams): readonly Stage[] {
    const known = this.stages.map(({ name }) => name);
    const names = stages ?? stagesOf(sync_types, known);
    if (names.length === 0 && !sync_types.includes('all')) {
      throw Invalid.of({ sync_types: [`Nothing is synchronised for ${sync_types.join(', ')} yet.`] });
    }
    return chosen(this.stages, names);
  }

  /** Throws Invalid for endpoints and clusters that are not known, and where the endpoints lead to none of the clusters. */
  async endpointsOf(params: SyncParams): Promise<readonly ProxmoxEndpoint[]> {
    const chosen = await this.book.proxmoxEndpoints(params.proxmox_endpoint_ids.map(Number));
    const clusters = params.proxmox_clusters ?? [];
    if (clusters.length === 0) return chosen;
    const known = (await this.book.allProxmoxEndpoints()).filter(({ id }) => isInSight(id));
    const keys = clusterKeysOf(clusters, known);
    const leading = chosen.filter(({ clusterKey }) => clusterKey !== null && keys.has(clusterKey));
    if (leading.length === 0) {
      throw Invalid.of({
        proxmox_clusters: [
          `None of the endpoints that are chosen and enabled leads to ${clusters.join(', ')}.`,
        ],
      });
    }
    return leading;
  }

  /** The guests that the run is narrowed to. */
  async guestsOf(params: SyncParams): Promise<GuestChoice> {
    const { proxmox_pools: pools = [], proxmox_tags: tags = [] } = params;
    return { keys: await this.guestKeysOf(params), pools, tags };
  }

  private async guestKeysOf({ netbox_vm_ids }: SyncParams): Promise<ReadonlySet<string> | undefined> {
    if (netbox_vm_ids.length === 0) return undefined;
    const ids = netbox_vm_ids.map(Number);
    const links = await this.dataSource
      .getRepository<SyncLink>(syncLink.name)
      .findBy({ target: virtualMachine.name, objectId: In(ids), ...whereSeen(this.models, syncLink) });
    const unknown = ids.filter((id) => !links.some(({ objectId }) => objectId === id));
    if (unknown.length > 0) {
      throw Invalid.of({
        netbox_vm_ids: unknown.map(
          (id) => `No guest of Proxmox VE is known behind virtual machine ${id}. Run a full sync first.`,
        ),
      });
    }
    return new Set(links.map(({ key }) => key));
  }

  private async checkNetbox(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const [first] = await this.dataSource
      .getRepository<NetboxEndpoint>(netboxEndpoint.name)
      .find({ order: { id: 'ASC' }, take: 1 });
    if (ids.length === 1 && ids[0] === first?.id) return;
    throw Invalid.of({
      netbox_endpoint_ids: [
        first
          ? `Only NetBox endpoint ${first.id} is kept true. Leave the others out.`
          : 'There is no NetBox endpoint yet.',
      ],
    });
  }
}

function texts(ids: readonly number[] = []): string[] {
  return ids.map(String);
}
