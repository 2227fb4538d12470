import { logFields } from '../core/jobs/job-log-entry.model';
import { defineModel, type Row } from '../core/model/define-model';
import { text } from '../core/model/kinds';

/** A line that the program itself has written, on its console too; the newest of them are kept. */
export const programLogEntry = defineModel({
  name: 'program-log-entry',
  label: 'Program log entry',
  labelPlural: 'Program log entries',
  path: 'program-log-entries',
  actions: ['view'],
  plain: true,
  fields: {
    ...logFields('Which part of the program wrote it.'),
    process: text({ blank: true, max: 100, help: 'Machine and number of the process that wrote it.' }),
  },
  order: ['-id'],
  list: ['time', 'level', 'module', 'message', 'process'],
  brief: ['level', 'message'],
  nested: ['level', 'message'],
  search: ['message'],
  display: ({ message }) => message.slice(0, 100),
});

export type ProgramLogEntry = Row<typeof programLogEntry>;
