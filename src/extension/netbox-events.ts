import { randomBytes } from 'node:crypto';
import { type DataSource, In, IsNull } from 'typeorm';
import { type NetboxClient } from '../clients/netbox/netbox-client';
import { Invalid, NotFound } from '../core/errors/errors';
import { API_ROOT } from '../core/http/api-root';
import { type SecretBox } from '../core/secrets/secret-box';
import { type EndpointBook } from '../endpoints/endpoint-book';
import { type SyncLink, syncLink } from '../models/sync-link.model';
import { type Resource } from '../sync/resources/define-resource';
import { type Arrivals } from './arrivals';
import { isSignedBy, type NetboxEvent } from './netbox-event';
import { putByName, takeAway } from './put-by-name';
import { type Registration, registrationSchema } from './registration.schema';

const KIND = 'events';
const NAME = 'Proxbox';
const WEBHOOKS = 'extras/webhooks';
const EVENT_RULES = 'extras/event-rules';
/** Where NetBox sends its events. */
export const EVENTS_PATH = `${API_ROOT}/inside/netbox-event/`;

/** How it stands with the events of NetBox. */
export interface EventsState {
  readonly isRegistered: boolean;
  readonly payloadUrl: string | null;
  readonly objects: Readonly<Record<string, number>>;
  readonly lastEvent: Date | null;
}

/**
 * NetBox tells of each change to an object that Proxbox syncs, through a webhook and an event rule that are made there on
 * request. An event only says *which* object changed: what became of it is read from NetBox, so that one that comes twice,
 * late or out of order does no harm.
 */
export class NetboxEvents {
  constructor(
    private readonly dataSource: DataSource,
    private readonly book: EndpointBook,
    private readonly arrivals: Arrivals,
    private readonly parts: {
      readonly secretBox: SecretBox;
      readonly resources: readonly Resource[];
      readonly publicUrl?: string;
    },
  ) {}

  async state(): Promise<EventsState> {
    const known = await this.registration();
    return {
      isRegistered: known !== null,
      payloadUrl: known?.payloadUrl ?? null,
      objects: known?.objects ?? {},
      lastEvent: known?.lastEvent ?? null,
    };
  }

  /**
   * Makes the webhook and the event rule in NetBox, or brings those of an earlier request up to date under a new secret.
   * `url` is where NetBox reaches Proxbox; what people type unless told. Throws Invalid without either.
   */
  async register(url?: string): Promise<EventsState> {
    const base = (url ?? this.parts.publicUrl)?.replace(/\/+$/, '');
    if (base === undefined) {
      const sentence = 'Say where NetBox reaches Proxbox, or start Proxbox with PROXBOX_PUBLIC_URL or PROXBOX_BASE_URL.'; // prettier-ignore
      throw Invalid.of({ url: [sentence] });
    }
    const payloadUrl = base + EVENTS_PATH;
    const mark = randomBytes(16).toString('hex');
    await this.withNetbox(async (netbox) => {
      const webhook = await putByName(netbox, WEBHOOKS, {
        name: NAME,
        description: 'Tells Proxbox what changes in NetBox',
        payload_url: payloadUrl,
        http_method: 'POST',
        http_content_type: 'application/json',
        secret: this.secretOf(mark),
      });
      // From here on NetBox signs with the new secret.
      await this.keep({ mark, payloadUrl, objects: { webhook } });
      const eventRule = await putByName(netbox, EVENT_RULES, {
        name: NAME,
        enabled: true,
        object_types: [...new Set(this.parts.resources.map(({ objectType }) => objectType))],
        event_types: ['object_created', 'object_updated', 'object_deleted'],
        action_type: 'webhook',
        action_object_type: 'extras.webhook',
        action_object_id: webhook,
      });
      await this.keep({ mark, payloadUrl, objects: { webhook, event_rule: eventRule } });
    });
    return this.state();
  }

  /** Takes both away again, in NetBox and here. Throws NotFound where nothing was registered. */
  async remove(): Promise<void> {
    const known = await this.registration();
    if (!known) throw new NotFound('NetBox does not send its events to Proxbox.');
    const { webhook, event_rule: eventRule } = known.objects;
    await this.withNetbox(async (netbox) => {
      // The rule holds the webhook.
      await takeAway(netbox, EVENT_RULES, eventRule === undefined ? [] : [eventRule]);
      await takeAway(netbox, WEBHOOKS, webhook === undefined ? [] : [webhook]);
    });
    await this.table().delete({ name: KIND });
  }

  /** Whether a message is signed with the secret that NetBox was given. */
  async isGenuine(body: Buffer, signature: string | undefined): Promise<boolean> {
    const known = await this.registration();
    return known !== null && isSignedBy(body, signature, this.secretOf(known.mark));
  }

  /** Looks in NetBox what became of the object; resolves when that is noted. */
  async receive({ objectType, id }: NetboxEvent): Promise<void> {
    await this.table().update({ name: KIND }, { lastEvent: new Date() });
    const resources = this.parts.resources.filter((one) => one.objectType === objectType);
    if (resources.length === 0) return;
    if (await this.arrivals.isThere({ objectType, path: resources[0].path, id })) return;
    const targets = resources.map(({ name }) => name);
    await this.dataSource
      .getRepository<SyncLink>(syncLink.name)
      .update(
        { target: In(targets), objectId: id, deletedInNetbox: IsNull() },
        { deletedInNetbox: new Date() },
      );
  }

  /** Derived, so that nothing secret is stored; another key of the program makes another secret. */
  private secretOf(mark: string): string {
    return this.parts.secretBox.secretFor(`events of NetBox ${mark}`);
  }

  private async withNetbox<T>(work: (netbox: NetboxClient) => Promise<T>): Promise<T> {
    const netbox = await this.book.netboxClient();
    try {
      return await work(netbox);
    } finally {
      netbox.close();
    }
  }

  private registration(): Promise<Registration | null> {
    return this.table().findOneBy({ name: KIND });
  }

  private async keep(values: Omit<Registration, 'name' | 'lastEvent'>): Promise<void> {
    await this.table().upsert({ name: KIND, ...values }, ['name']);
  }

  private table() {
    return this.dataSource.getRepository(registrationSchema);
  }
}
