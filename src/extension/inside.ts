import { type DataSource, In } from 'typeorm';
import { type KnownIdentity } from '../core/access/identity';
import { WHOLE_LIST } from '../core/crud/list-query';
import { inSight, seenAmong, whereSeen } from '../core/crud/sight';
import { type Filter } from '../core/crud/lookups';
import { NotFound } from '../core/errors/errors';
import { type AnyModel, type Fields } from '../core/model/define-model';
import { snakeCase } from '../core/model/naming';
import { type ListView, type ModelPages } from '../core/pages/model-pages';
import { type Table } from '../core/pages/list-view';
import { listPath } from '../core/pages/page-address';
import { countText } from '../core/pages/pagination';
import { netboxObject, type NetboxObject } from '../models/netbox-object.model';
import { type ProxmoxEndpoint, proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { syncChange } from '../models/sync-change.model';
import { type SyncLink, syncLink } from '../models/sync-link.model';
import { type SyncRun, syncRun } from '../models/sync-run.model';
import { type Resource } from '../sync/resources/define-resource';
import { virtualMachine } from '../sync/resources/inventory';
import { configTable } from './config-table';
import { endpointsBehind } from './endpoints-behind';
import { type LiveConfig, placeOf } from './live-config';
import { type OwnedField, ownedFields } from './owned-fields';

const ROWS_SHOWN = 50;
/** An address with more ids than this is cut off by somebody on its way. */
const IDS_IN_ADDRESS = 20;

/** The field of a virtual machine that says on what it is. */
const GUEST_PLACES: Readonly<Record<string, string>> = {
  'dcim.device': 'device',
  'virtualization.cluster': 'cluster',
};

export const CONFIG_TAB = 'proxmox-config';
export const HISTORY_TAB = 'sync-history';
const configTab: InsideTab = { name: CONFIG_TAB, label: 'Proxmox config', count: '' };

/** One kind of rows that Proxbox keeps of a NetBox object. */
interface Shelf {
  readonly name: string;
  readonly label: string;
  readonly model: AnyModel;
  readonly within: readonly Filter[];
  /** The page with all of them; undefined where their address would be too long. */
  readonly href?: string;
}

export interface InsideTab {
  readonly name: string;
  readonly label: string;
  readonly count: string;
  readonly href?: string;
}

/** Where a list is shown, and how. */
export interface ListAt {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly columns: (model: AnyModel) => Promise<readonly string[]>;
}

/** What Proxbox knows of one NetBox object, as far as one person may see it. */
export interface InsideObject {
  readonly objectType: string;
  readonly id: number;
  readonly name: string;
  readonly links: readonly SyncLink[];
  readonly tabs: readonly InsideTab[];
  readonly owned: readonly OwnedField[];
  /** The newest run that changed it, or wanted to. */
  readonly run?: SyncRun;
  /** Body of the request that syncs it now; undefined for who may not. */
  readonly sync?: Readonly<Record<string, readonly number[]>>;
}

/** What Proxbox knows of objects of NetBox, for NetBox's own pages. */
export class Inside {
  constructor(
    private readonly dataSource: DataSource,
    private readonly pages: ModelPages,
    private readonly parts: {
      readonly models: readonly AnyModel[];
      readonly resources: readonly Resource[];
      readonly config: LiveConfig;
    },
  ) {}

  /** The kinds of objects that Proxbox syncs or refers to. */
  objectTypes(): string[] {
    const referred = this.parts.models.flatMap(({ fields }) =>
      Object.values(fields as Fields).flatMap(({ externalType }) => externalType ?? []),
    );
    return [...new Set([...this.parts.resources.map(({ objectType }) => objectType), ...referred])];
  }

  /** Throws NotFound for a kind of object that Proxbox has nothing to do with. */
  async object(objectType: string, id: number, identity: KnownIdentity): Promise<InsideObject> {
    if (!this.objectTypes().includes(objectType))
      throw new NotFound(`Proxbox has nothing to do with objects of the type "${objectType}".`);
    const links = await this.linksOf(objectType, id);
    const endpoints = await this.endpointsOf(links);
    const shelves = await this.shelvesOf(objectType, id, identity, links);
    const counted = await Promise.all(shelves.map((shelf) => this.counted(shelf)));
    const hasConfig = endpoints.length > 0 && placeOf(links) !== undefined;
    const tabs = [...(hasConfig ? [configTab] : []), ...counted.filter(({ count }) => count !== '0')];
    const known = await this.dataSource
      .getRepository<NetboxObject>(netboxObject.name)
      .findOneBy({ objectType, objectId: id, ...whereSeen(this.parts.models, netboxObject) });
    return {
      objectType,
      id,
      name: known?.name ?? links[0]?.key ?? `#${id}`,
      links,
      tabs,
      owned: ownedFields(links, this.parts.resources),
      run: await this.newestRun(links, id),
      sync: syncOf(objectType, id, endpoints.filter(appliesTo(identity))),
    };
  }

  /** The newest rows of one tab. Throws NotFound where the person has no such tab. */
  async tab(
    objectType: string,
    id: number,
    name: string,
    identity: KnownIdentity,
  ): Promise<{ tab: InsideTab; table: Table }> {
    const links = await this.linksOf(objectType, id);
    if (name === CONFIG_TAB && placeOf(links)) {
      const [endpoint] = await this.endpointsOf(links);
      return { tab: configTab, table: configTable(await this.parts.config.of(links, endpoint)) };
    }
    const shelf = (await this.shelvesOf(objectType, id, identity, links)).find((one) => one.name === name);
    if (!shelf) throw new NotFound(`There is no tab "${name}" here.`);
    const parameters = new URLSearchParams({ per_page: String(ROWS_SHOWN) });
    const { table, pagination } = await this.pages.list(shelf.model, parameters, {
      within: shelf.within,
    });
    return { tab: { ...tabOf(shelf), count: pagination.countText }, table };
  }

  /** All rows of one tab as a list at an address of its own. Throws NotFound where the person has no such tab. */
  async list(
    objectType: string,
    id: number,
    name: string,
    identity: KnownIdentity,
    { path, parameters, columns }: ListAt,
  ): Promise<{ tab: Omit<InsideTab, 'count'>; model: AnyModel; list: ListView }> {
    const links = await this.linksOf(objectType, id);
    const shelf = (await this.shelvesOf(objectType, id, identity, links)).find((one) => one.name === name);
    if (!shelf) throw new NotFound(`There is no tab "${name}" here.`);
    const { model, within } = shelf;
    const list = await this.pages.list(model, parameters, { path, within, columns: await columns(model) });
    return { tab: tabOf(shelf), model, list };
  }

  private async linksOf(objectType: string, id: number): Promise<SyncLink[]> {
    const targets = this.targetsOf(objectType);
    return this.dataSource.getRepository<SyncLink>(syncLink.name).find({
      where: { target: In(targets), objectId: id, ...whereSeen(this.parts.models, syncLink) },
      order: { id: 'ASC' },
    });
  }

  /** The endpoints that lead to the object, as far as they are used and the person may see them. */
  private async endpointsOf(links: readonly SyncLink[]): Promise<number[]> {
    if (links.length === 0) return [];
    const known = await this.dataSource.getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name).find({
      select: { id: true, clusterKey: true },
      where: { enabled: true, ...whereSeen(this.parts.models, proxmoxEndpoint) },
      order: { id: 'ASC' },
    });
    return endpointsBehind(links, known);
  }

  private targetsOf(objectType: string): string[] {
    return this.parts.resources.filter((one) => one.objectType === objectType).map(({ name }) => name);
  }

  /** What points at the object, or at a guest that runs on it, and what runs did with it. */
  private async shelvesOf(
    objectType: string,
    id: number,
    identity: KnownIdentity,
    links: readonly SyncLink[],
  ): Promise<Shelf[]> {
    const own = this.pointing(objectType, [id]);
    const guests = await this.guestsOn(objectType, id);
    const ofGuests = guests.length > 0 ? this.pointing(virtualMachine.objectType, guests) : [];
    const history = links.length > 0 ? [historyOf(links, id)] : [];
    return [...own, ...ofGuests, ...history].filter(({ model }) => identity.may(`view ${model.name}`));
  }

  private pointing(objectType: string, ids: readonly number[]): Shelf[] {
    return this.parts.models.flatMap((model) =>
      Object.entries(model.fields as Fields).flatMap(([field, { externalType }]) =>
        externalType === objectType ? [shelfOf(model, field, ids)] : [],
      ),
    );
  }

  /** The guests whose machine we last wrote onto a device or into a cluster. */
  private async guestsOn(objectType: string, id: number): Promise<number[]> {
    const place = GUEST_PLACES[objectType];
    if (place === undefined) return [];
    const rows = await this.dataSource
      .getRepository<SyncLink>(syncLink.name)
      .createQueryBuilder('link')
      .select(['link.id', 'link.objectId'])
      .where('link.target = :target', { target: virtualMachine.name })
      .andWhere('link.written @> :place', { place: JSON.stringify({ [place]: id }) })
      .andWhere(inSight(this.parts.models, syncLink, 'link') ?? 'TRUE')
      .getMany();
    return rows.map(({ objectId }) => objectId);
  }

  private async counted(shelf: Shelf): Promise<InsideTab> {
    const query = { ...WHOLE_LIST, limit: 1, filters: shelf.within };
    return { ...tabOf(shelf), count: countText(await this.pages.store(shelf.model).list(query)) };
  }

  private async newestRun(links: readonly SyncLink[], id: number): Promise<SyncRun | undefined> {
    if (links.length === 0) return undefined;
    const found = await this.dataSource.getRepository(syncChange.name).findOne({
      where: {
        target: In(links.map(({ target }) => target)),
        objectId: id,
        ...whereSeen(this.parts.models, syncChange),
      },
      order: { id: 'DESC' },
    });
    const run = found ? Number(found.run) : links[0].run;
    if (run === null || run === undefined) return undefined;
    const where = { id: seenAmong(this.parts.models, syncRun, [run]) };
    return (await this.dataSource.getRepository<SyncRun>(syncRun.name).findOneBy(where)) ?? undefined;
  }
}

function shelfOf(model: AnyModel, field: string, ids: readonly number[]): Shelf {
  const query = new URLSearchParams(ids.map((id) => [`${snakeCase(field)}_id`, String(id)]));
  return {
    name: model.path.replace(/\//g, '-'),
    label: model.menuLabel,
    model,
    within: [{ name: field, lookup: 'exact', values: [...ids] }],
    ...(ids.length <= IDS_IN_ADDRESS && { href: `${listPath(model)}?${query.toString()}` }),
  };
}

function historyOf(links: readonly SyncLink[], id: number): Shelf {
  const targets = [...new Set(links.map(({ target }) => target))];
  const query = new URLSearchParams([
    ...targets.map((target) => ['target', target]),
    ['object_id', String(id)],
    ['sort', '-id'],
  ]);
  return {
    name: HISTORY_TAB,
    label: 'Sync history',
    model: syncChange as AnyModel,
    within: [
      { name: 'target', lookup: 'exact', values: targets },
      { name: 'objectId', lookup: 'exact', values: [id] },
    ],
    href: `${listPath(syncChange as AnyModel)}?${query.toString()}`,
  };
}

function tabOf({ name, label, href }: Shelf): Omit<InsideTab, 'count'> {
  return { name, label, ...(href !== undefined && { href }) };
}

/** Says of an endpoint whether a person may sync what it leads to. */
function appliesTo(identity: KnownIdentity): (endpoint: number) => boolean {
  if (!identity.may('run') || !identity.may('apply')) return () => false;
  const within = [identity.sightFor('run'), identity.sightFor('apply')];
  return (endpoint) => within.every((ids) => ids === undefined || ids.includes(endpoint));
}

/** A machine is synced by itself; anything else with everything that its endpoints know. */
function syncOf(objectType: string, id: number, endpoints: readonly number[]): InsideObject['sync'] {
  if (endpoints.length === 0) return undefined;
  return objectType === virtualMachine.objectType ? { netbox_vm_ids: [id] } : { endpoints };
}
