import { defineModel, type Row } from '../model/define-model';
import { choice, datetime, longText, ref, text } from '../model/kinds';

export const LOG_MODULE_MAX = 50;

/** What a line of any log consists of; `help` says what its module is. */
export const logFields = (help: string) => ({
  time: datetime(),
  level: choice({ debug: 'gray', info: 'cyan', warning: 'yellow', error: 'red' }, { default: 'info' }),
  module: text({ blank: true, max: LOG_MODULE_MAX, help }),
  message: longText(),
});

/** A line of a job's log. */
export const jobLogEntry = defineModel({
  name: 'job-log-entry',
  label: 'Log entry',
  labelPlural: 'Log entries',
  path: 'job-log-entries',
  actions: ['view'],
  plain: true,
  scope: { through: 'job' },
  fields: { job: ref('job'), ...logFields('Which part of the work wrote it, such as a stage.') },
  order: ['job', 'id'],
  list: ['time', 'level', 'module', 'message'],
  brief: ['level', 'message'],
  nested: ['level', 'message'],
  search: ['message'],
  display: ({ message }) => message.slice(0, 100),
});

export type JobLogEntry = Row<typeof jobLogEntry>;
export type LogLevel = JobLogEntry['level'];
