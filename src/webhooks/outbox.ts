import { Logger } from '@nestjs/common';
import axios, { isAxiosError } from 'axios';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { guardedHttpAgent, guardedHttpsAgent } from '../clients/guarded-lookup';
import { messageOf } from '../core/errors/errors';
import { OutageLog } from '../core/jobs/outage-log';
import { Repeated } from '../core/jobs/repeated';
import { type AddressPolicy } from '../core/outgoing/address-policy';
import { type SyncRun } from '../models/sync-run.model';
import { type WebhookDelivery, webhookDelivery } from '../models/webhook-delivery.model';
import { type Webhook, webhook } from '../models/webhook.model';
import { ATTEMPTS, eventsOf, pauseMs, payloadOf, signatureOf, wants } from './messages';

const LOOK_MS = 2_000;
const AT_ONCE = 10;
const TIMEOUT_MS = 10_000;
/** While a message is on its way no other process takes it; if the process dies, it is sent again after this. */
const LEASE_MS = 60_000;

/**
 * Tells webhooks how runs end. A message is stored with the end of the run, so that none is lost, and sent by whichever
 * process comes first; one that dies on the way may send it twice, with the same id.
 */
export class Outbox {
  private readonly repeated = new Repeated(
    new OutageLog(new Logger(Outbox.name), 'The outbox of webhooks'),
    LOOK_MS,
    () => this.deliver(),
  );

  constructor(
    private readonly dataSource: DataSource,
    /** Which addresses may be called now. */
    private readonly policy: () => Promise<AddressPolicy>,
  ) {}

  /** Stores what the end of a run has to say, in the transaction that stores the end. */
  async note(manager: EntityManager, run: SyncRun): Promise<void> {
    const hooks = await manager.getRepository<Webhook>(webhook.name).findBy({ enabled: true });
    const deliveries = eventsOf(run).flatMap((event) =>
      hooks
        .filter((hook) => wants(hook, event))
        .map((hook) => ({
          webhook: hook.id,
          run: run.id,
          event,
          due: new Date(),
          payload: payloadOf(event, run),
        })),
    );
    if (deliveries.length === 0) return;
    await manager.getRepository<WebhookDelivery>(webhookDelivery.name).insert(deliveries as never[]);
  }

  start(): void {
    this.repeated.start();
  }

  stop(): Promise<void> {
    return this.repeated.stop();
  }

  /** Sends what is due. */
  async deliver(): Promise<void> {
    const due = await this.take();
    await Promise.all(due.map((delivery) => this.send(delivery)));
  }

  private async take(): Promise<WebhookDelivery[]> {
    const rows = await this.dataSource.query<[{ id: number }[], number]>(
      `UPDATE "${webhookDelivery.table}" SET due = now() + $1 * interval '1 millisecond', attempts = attempts + 1
        WHERE id IN (
          SELECT id FROM "${webhookDelivery.table}" WHERE status = 'pending' AND due <= now()
           ORDER BY due LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
        ) RETURNING id`,
      [LEASE_MS],
    );
    return this.table().findBy({ id: In(rows[0].map(({ id }) => id)) });
  }

  private async send(delivery: WebhookDelivery): Promise<void> {
    const hook = await this.dataSource
      .getRepository<Webhook>(webhook.name)
      .findOneBy({ id: delivery.webhook });
    if (!hook) return;
    const { answer, error } = await post(hook, delivery, await this.policy());
    const isOver = error === '' || delivery.attempts >= ATTEMPTS;
    await this.table().update(delivery.id, {
      answer,
      error,
      status: error === '' ? 'delivered' : isOver ? 'failed' : 'pending',
      ...(!isOver && { due: new Date(Date.now() + pauseMs(delivery.attempts)) }),
    });
  }

  private table() {
    return this.dataSource.getRepository<WebhookDelivery>(webhookDelivery.name);
  }
}

/** An empty error when the other side took it. Redirects are not followed: they could lead anywhere. */
async function post(
  { payloadUrl, secret, sslVerification }: Webhook,
  { id, event, payload }: WebhookDelivery,
  addresses: AddressPolicy,
): Promise<{ answer: number | null; error: string }> {
  const body = JSON.stringify(payload);
  const httpAgent = guardedHttpAgent(addresses, {});
  const httpsAgent = guardedHttpsAgent(addresses, { rejectUnauthorized: sslVerification });
  try {
    const { status } = await axios.post<unknown>(payloadUrl, body, {
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'proxbox-sidecar',
        'X-Proxbox-Event': event,
        'X-Proxbox-Delivery': String(id),
        ...(secret !== '' && { 'X-Hook-Signature': signatureOf(body, secret) }),
      },
      timeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      maxRedirects: 0,
      maxContentLength: 1_000_000,
      proxy: false,
      httpAgent,
      httpsAgent,
      validateStatus: () => true,
    });
    const isTaken = status >= 200 && status < 300;
    return { answer: status, error: isTaken ? '' : `It answered with HTTP ${status}.` };
  } catch (error) {
    const code = isAxiosError(error) && error.code ? ` (${error.code})` : '';
    return { answer: null, error: `It did not answer${code}: ${messageOf(error)}` };
  } finally {
    httpAgent.destroy();
    httpsAgent.destroy();
  }
}
