import { defineModel, type Row } from '../core/model/define-model';
import { choice, datetime, int, json, longText, ref } from '../core/model/kinds';

/** One message to one webhook, from the end of the run until it was taken. */
export const webhookDelivery = defineModel({
  name: 'webhook-delivery',
  label: 'Webhook delivery',
  labelPlural: 'Webhook deliveries',
  path: 'webhook-deliveries',
  actions: ['view'],
  plain: true,
  scope: { through: 'run' },
  fields: {
    webhook: ref('webhook'),
    run: ref('sync-run'),
    event: choice({
      run_finished: { label: 'Run finished', color: 'green' },
      run_failed: { label: 'Run failed', color: 'red' },
      drift_found: { label: 'Drift found', color: 'yellow' },
    }),
    status: choice({ pending: 'cyan', delivered: 'green', failed: 'red' }, { default: 'pending' }),
    attempts: int({ default: 0, min: 0 }),
    due: datetime({ help: 'When it is sent, or sent again.' }),
    answer: int({ optional: true, help: 'HTTP status of the last answer.' }),
    error: longText({ help: 'Why it was not taken.' }),
    payload: json<Record<string, unknown>>({ default: {} }),
  },
  order: ['-id'],
  indexes: [['status', 'due']],
  list: ['created', 'webhook', 'run', 'event', 'status', 'attempts', 'answer', 'error'],
  brief: ['event', 'status'],
  nested: ['event', 'status'],
  display: ({ id, event }) => `${event} ${id}`,
});

export type WebhookDelivery = Row<typeof webhookDelivery>;
export type WebhookEvent = WebhookDelivery['event'];
