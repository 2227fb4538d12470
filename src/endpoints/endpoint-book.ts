import { type DataSource, In } from 'typeorm';
import { type NetboxObserver } from '../clients/netbox/transport';
import { NetboxClient } from '../clients/netbox/netbox-client';
import { type NetboxTarget } from '../clients/netbox/target';
import { ProxmoxClient } from '../clients/proxmox/proxmox-client';
import { type ProxmoxObserver } from '../clients/proxmox/transport';
import { Invalid, Refused } from '../core/errors/errors';
import { type Effective, effectiveSettings, type SettingSources } from '../models/effective-settings';
import { netboxEndpoint, type NetboxEndpoint } from '../models/netbox-endpoint.model';
import { netboxObject, type NetboxObject } from '../models/netbox-object.model';
import { proxmoxEndpoint, type ProxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { settings, type Settings } from '../models/settings.model';
import { hostOf, netboxPlaceOf, netboxTargetOf, proxmoxTargetOf } from './targets';

/** Turns the stored endpoints into clients. */
export class EndpointBook {
  constructor(
    private readonly dataSource: DataSource,
    private readonly environment: SettingSources['environment'] = {},
    /** Are told of every request that a client sends. */
    private readonly observers: { netbox?: NetboxObserver; proxmox?: ProxmoxObserver } = {},
  ) {}

  /** The Proxmox endpoints of a run: the chosen ones, or every enabled one. Throws Invalid naming those that are not there. */
  async proxmoxEndpoints(ids: readonly number[]): Promise<readonly ProxmoxEndpoint[]> {
    const rows = await this.dataSource.getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name).find({
      where: ids.length > 0 ? { id: In([...ids]) } : { enabled: true },
      order: { id: 'ASC' },
    });
    const unknown = ids.filter((id) => !rows.some((row) => row.id === id));
    if (unknown.length > 0) {
      throw Invalid.of({ endpoints: unknown.map((id) => `There is no Proxmox endpoint with the id ${id}.`) });
    }
    if (rows.length === 0) {
      throw Invalid.of({
        endpoints: ['There is no enabled Proxmox endpoint. Add one under Endpoints, or enable one.'],
      });
    }
    return rows;
  }

  async allProxmoxEndpoints(): Promise<readonly ProxmoxEndpoint[]> {
    return this.dataSource
      .getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name)
      .find({ order: { id: 'ASC' } });
  }

  async proxmoxEndpoint(id: number): Promise<ProxmoxEndpoint | undefined> {
    const row = await this.dataSource.getRepository<ProxmoxEndpoint>(proxmoxEndpoint.name).findOneBy({ id });
    return row ?? undefined;
  }

  async proxmoxClient(endpoint: ProxmoxEndpoint): Promise<ProxmoxClient> {
    const host = await this.hostOf(endpoint);
    const target = proxmoxTargetOf(endpoint, host, (await this.settings(endpoint)).values);
    return new ProxmoxClient(target, this.observers.proxmox);
  }

  /** Address of the web interface of Proxmox VE. */
  async webUrl(endpoint: ProxmoxEndpoint): Promise<string> {
    const host = await this.hostOf(endpoint);
    return `https://${host.includes(':') ? `[${host}]` : host}:${endpoint.port}`;
  }

  /** The NetBox that is kept true. */
  async netboxClient(
    observer: NetboxObserver | undefined = this.observers.netbox,
    patience: Pick<NetboxTarget, 'timeoutMs' | 'retries'> = {},
  ): Promise<NetboxClient> {
    const endpoint = await this.netboxEndpoint();
    const host = await this.hostOf(endpoint);
    return new NetboxClient(
      { ...netboxTargetOf(endpoint, host, (await this.settings()).values), ...patience },
      observer,
    );
  }

  /** The settings that count for a Proxmox endpoint, or for what concerns none. */
  async settings(endpoint?: Pick<ProxmoxEndpoint, 'settings'>): Promise<Effective> {
    const stored = await this.dataSource
      .getRepository<Settings>(settings.name)
      .findOneByOrFail({ singletonKey: 'default' });
    return effectiveSettings({ environment: this.environment, endpoint: endpoint?.settings ?? {}, stored });
  }

  /** What NetBox's own pages come from, as a browser says it; empty while no NetBox is known. */
  async netboxOrigin(): Promise<string[]> {
    try {
      return [new URL((await this.netboxPlace()).url).origin];
    } catch (error) {
      if (error instanceof Refused) return [];
      throw error;
    }
  }

  /** Where NetBox is, for a sign-in. */
  async netboxPlace(): Promise<Omit<NetboxTarget, 'token'>> {
    const endpoint = await this.netboxEndpoint();
    return netboxPlaceOf(endpoint, await this.hostOf(endpoint), (await this.settings()).values);
  }

  /** Id of the NetBox that is kept true. Throws Refused while there is none. */
  async netboxEndpointId(): Promise<number> {
    return (await this.netboxEndpoint()).id;
  }

  private async netboxEndpoint(): Promise<NetboxEndpoint> {
    const [first] = await this.dataSource
      .getRepository<NetboxEndpoint>(netboxEndpoint.name)
      .find({ order: { id: 'ASC' }, take: 1 });
    if (!first) {
      throw new Refused('No NetBox is known yet.', {
        status: 503,
        suggestion: 'Start Proxbox with PROXBOX_NETBOX_URL and PROXBOX_NETBOX_TOKEN.',
      });
    }
    return first;
  }

  private async hostOf({ domain, ipAddress, name }: ProxmoxEndpoint | NetboxEndpoint): Promise<string> {
    const mirrored =
      ipAddress === null
        ? null
        : await this.dataSource
            .getRepository<NetboxObject>(netboxObject.name)
            .findOneBy({ objectType: 'ipam.ipaddress', objectId: ipAddress });
    const host = hostOf(domain, mirrored?.name);
    if (host === '') {
      throw new Refused(`The address of endpoint ${name} is not known: NetBox has not told it yet.`, {
        suggestion: 'Give the endpoint a domain.',
      });
    }
    return host;
  }
}
