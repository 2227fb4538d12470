import { EntitySchema } from 'typeorm';
import { type SyncEvent } from './engine/event';

/** Some events of a run that follow each other, counted from 1; kept for viewers, not for history. */
export interface RunEventsRow {
  runId: number;
  first: number;
  last: number;
  events: SyncEvent[];
  created: Date;
}

const KEY = 'proxbox_run_events_pk';

export const runEventsSchema = new EntitySchema<RunEventsRow>({
  name: 'run-events',
  tableName: 'proxbox_run_events',
  columns: {
    runId: { name: 'run_id', type: 'integer', primary: true, primaryKeyConstraintName: KEY },
    first: { type: 'integer', primary: true, primaryKeyConstraintName: KEY },
    last: { type: 'integer' },
    events: { type: 'jsonb' },
    created: { type: 'timestamptz', createDate: true },
  },
});
