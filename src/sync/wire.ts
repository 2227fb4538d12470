import { type Counts, sum } from './engine/counts';
import { type StageResult, type SyncEvent } from './engine/event';

/** One frame of the stream, as old clients know it. */
export interface Frame {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

const OPERATIONS: Record<string, string> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  keep: 'skipped',
};

/** The Server-Sent Events frames of one event: names and keys of proxbox-api 0.0.7. */
export function framesOf(event: SyncEvent): Frame[] {
  switch (event.type) {
    case 'run-started':
      return [
        step('stream', 'started', `Full update sync started. operation_id=${event.runId}`),
        {
          event: 'discovery',
          data: {
            event: 'discovery',
            phase: 'full-update',
            status: 'discovered',
            message: `Discovered ${event.stages.length} stage(s)`,
            count: event.stages.length,
            items: event.stages.map(({ name }) => ({ name, type: 'stage' })),
            progress: { current: 0, total: event.stages.length, percent: 0 },
            metadata: { operation_id: String(event.runId), mode: event.mode },
          },
        },
      ];
    case 'stage-reading':
      return [substep(event.stage, 'plan', 'started', `Reading and comparing: ${event.label}`)];
    case 'stage-planned':
      return [
        {
          ...substep(event.stage, 'plan', 'completed', `Planned: ${event.label}`),
          data: {
            ...substep(event.stage, 'plan', 'completed', `Planned: ${event.label}`).data,
            result: resultOf(event.counts),
          },
        },
      ];
    case 'plan-stored':
      return [substep('full-update', 'plan', 'completed', 'The plan is stored.')];
    case 'stage-started':
      return [
        step(event.stage, 'started', `${event.label}: ${event.total} change(s) to make`),
        {
          event: 'discovery',
          data: {
            event: 'discovery',
            phase: event.stage,
            status: 'discovered',
            message: `${event.total} change(s) to make`,
            count: event.total,
            items: [],
            progress: progress(0, event.total),
          },
        },
      ];
    case 'item':
      return [
        {
          event: 'item_progress',
          data: {
            event: 'item_progress',
            phase: event.stage,
            status: event.error === undefined ? 'completed' : 'failed',
            message: event.error ?? `${event.target} ${event.label}`,
            item: {
              name: event.label,
              item_type: event.target,
              ...(event.id !== null && { netbox_id: event.id }),
            },
            operation: event.error === undefined ? OPERATIONS[event.action] : 'failed',
            progress: progress(event.current, event.total),
            ...(event.error !== undefined && { error: event.error }),
          },
        },
      ];
    case 'problem':
      return [
        {
          event: 'error_detail',
          data: {
            event: 'error_detail',
            ...(event.stage !== undefined && { phase: event.stage }),
            category: event.category,
            message: event.message,
            ...(event.suggestion !== undefined && { suggestion: event.suggestion }),
            item: { name: event.label },
          },
        },
      ];
    case 'stage-finished':
      return [summary(event.result), stepOf(event.result)];
    case 'run-finished':
      return ending(event);
  }
}

/** The answer of `GET /full-update`, and what `complete` carries: counts by stage, in old clients' keys. */
export function fullResult(results: readonly StageResult[]): Record<string, number> {
  return Object.fromEntries(
    results.map((result) => [`${result.stage.replace(/-/g, '_')}_count`, total(result)]),
  );
}

function ending(event: Extract<SyncEvent, { type: 'run-finished' }>): Frame[] {
  const result = { status: event.status, ...fullResult(event.results), counts: resultOf(event.counts) };
  const isOk = event.status === 'completed' || event.status === 'completed_with_errors';
  if (isOk) return [{ event: 'complete', data: { ok: true, message: event.message, result } }];
  return [
    {
      event: 'error',
      data: { step: 'full-update', status: 'failed', error: event.message, detail: event.message },
    },
    {
      event: 'complete',
      data: { ok: false, message: event.message, result, errors: [{ detail: event.message }] },
    },
  ];
}

function step(name: string, status: string, message: string): Frame {
  return { event: 'step', data: { step: name, status, message } };
}

function stepOf(result: StageResult): Frame {
  const isFailed = result.status === 'failed';
  return {
    event: 'step',
    data: {
      step: result.stage,
      status: isFailed ? 'failed' : 'completed',
      message: result.error ?? `${result.label}: done`,
      result: { count: total(result), ...resultOf(result) },
      duration_seconds: result.seconds,
    },
  };
}

function substep(phase: string, name: string, status: string, message: string): Frame {
  return { event: 'substep', data: { event: 'substep', phase, substep: name, status, message } };
}

function summary(result: StageResult): Frame {
  return {
    event: 'phase_summary',
    data: {
      event: 'phase_summary',
      phase: result.stage,
      status: result.status === 'completed' ? 'completed' : 'completed_with_errors',
      message: `${result.label}: ${result.created} created, ${result.updated} updated, ${result.unchanged} unchanged, ${result.failed} failed`,
      result: resultOf(result),
    },
  };
}

function resultOf(counts: Counts): Record<string, number> {
  return {
    created: counts.created,
    updated: counts.updated,
    deleted: counts.deleted,
    failed: counts.failed,
    skipped: counts.unchanged,
    unchanged: counts.unchanged,
    conflicts: counts.conflicts,
    total: total(counts),
  };
}

function total(counts: Counts): number {
  const { created, updated, deleted, unchanged, failed } = sum([counts]);
  return created + updated + deleted + unchanged + failed;
}

function progress(current: number, all: number): { current: number; total: number; percent: number } {
  return { current, total: all, percent: all === 0 ? 100 : Math.round((current / all) * 1000) / 10 };
}
