import { createHmac } from 'node:crypto';
import { type SyncRun } from '../models/sync-run.model';
import { type WebhookEvent } from '../models/webhook-delivery.model';
import { type Webhook } from '../models/webhook.model';

/** Attempts in about a day; then it is given up. */
export const ATTEMPTS = 12;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 4 * 3_600_000;

/** What the end of a run means to the outside. */
export function eventsOf(run: SyncRun): WebhookEvent[] {
  const isOk = run.status === 'completed' || run.status === 'completed_with_errors';
  const drift = run.createdCount + run.updatedCount + run.deletedCount + run.conflictCount;
  return [
    isOk ? 'run_finished' : 'run_failed',
    ...(isOk && run.mode === 'plan' && drift > 0 ? (['drift_found'] as const) : []),
  ];
}

export function wants(webhook: Webhook, event: WebhookEvent): boolean {
  const wanted = {
    run_finished: webhook.onFinished,
    run_failed: webhook.onFailed,
    drift_found: webhook.onDrift,
  };
  return webhook.enabled && wanted[event];
}

/** What is sent: the run in the words of REST, without the errors of single objects. */
export function payloadOf(event: WebhookEvent, run: SyncRun): Record<string, unknown> {
  return {
    event,
    timestamp: run.finished?.toISOString() ?? null,
    username: run.requestedBy,
    data: {
      id: run.id,
      job: run.job,
      mode: run.mode,
      status: run.status,
      error: run.error,
      started: run.started?.toISOString() ?? null,
      finished: run.finished?.toISOString() ?? null,
      seconds: run.seconds,
      created: run.createdCount,
      updated: run.updatedCount,
      deleted: run.deletedCount,
      unchanged: run.unchangedCount,
      conflicts: run.conflictCount,
      failed: run.failedCount,
      summary: run.summary,
    },
  };
}

/** As NetBox signs its own webhooks. */
export function signatureOf(body: string, secret: string): string {
  return createHmac('sha512', secret).update(body).digest('hex');
}

/** How long to wait after so many attempts. */
export function pauseMs(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
}
