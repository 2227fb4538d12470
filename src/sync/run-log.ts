import { type LogLevel } from '../core/jobs/job-log-entry.model';
import { type Counts } from './engine/counts';
import { type SyncEvent } from './engine/event';
import { typeOf } from './sync-types';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  /** The stage that it is about; none for the run as a whole. */
  readonly stage?: string;
}

/** What the log of a job says of an event; nothing of objects that went well. The beginnings are netbox-proxbox's. */
export function logLineOf(event: SyncEvent): LogLine | undefined {
  const line = lineOf(event);
  const stage =
    event.type === 'stage-finished' ? event.result.stage : 'stage' in event ? event.stage : undefined;
  return line && { ...line, ...(stage !== undefined && { stage }) };
}

function lineOf(event: SyncEvent): LogLine | undefined {
  switch (event.type) {
    case 'run-started':
      return info(`Starting Proxbox sync stages: ${event.stages.map(({ name }) => typeOf(name)).join(', ')}`);
    case 'stage-reading':
      return info(`Reading and comparing: ${event.label}`);
    case 'plan-stored':
      return info('The plan is stored.');
    case 'stage-started':
      return info(`Starting stage: ${typeOf(event.stage)} (${event.label}, ${event.total} changes)`);
    case 'item':
      return event.error === undefined
        ? undefined
        : { level: 'error', message: `${event.target} ${event.label}: ${event.error}` };
    case 'problem':
      return {
        level: event.stage === undefined ? 'error' : 'warning',
        message: [event.message, event.suggestion].filter(Boolean).join(' '),
      };
    case 'stage-finished': {
      const { stage, status, seconds, error } = event.result;
      if (status === 'failed')
        return { level: 'error', message: `Stage failed: ${typeOf(stage)}: ${error ?? ''}` };
      return info(`Stage completed: ${typeOf(stage)} (${words(event.result)}) in ${seconds}s`);
    }
    case 'run-finished': {
      const isOk = event.status === 'completed' || event.status === 'completed_with_errors';
      return isOk
        ? info(`All sync stages completed (${event.results.length}): ${words(event.counts)}`)
        : undefined;
    }
    default:
      return undefined;
  }
}

function info(message: string): LogLine {
  return { level: 'info', message };
}

function words({ created, updated, deleted, unchanged, conflicts, failed }: Counts): string {
  const told = [`${created} created`, `${updated} updated`, `${deleted} deleted`, `${unchanged} unchanged`];
  if (conflicts > 0) told.push(`${conflicts} conflicts`);
  if (failed > 0) told.push(`${failed} failed`);
  return told.join(', ');
}
