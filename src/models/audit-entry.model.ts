import { defineModel, type Row } from '../core/model/define-model';
import { choice, datetime, longText, text } from '../core/model/kinds';

/** Something that concerns who may do what: who, from where, and what came of it. Only the program writes them. */
export const auditEntry = defineModel({
  name: 'audit-entry',
  label: 'Audit entry',
  labelPlural: 'Audit log',
  path: 'audit-entries',
  menu: 'Logging',
  actions: ['view'],
  plain: true,
  fields: {
    time: datetime(),
    event: choice({
      signed_in: { label: 'Signed in', color: 'green' },
      sign_in_refused: { label: 'Sign-in refused', color: 'red' },
      signed_out: { label: 'Signed out', color: 'gray' },
      refused: { label: 'Refused', color: 'orange' },
      secrets_exported: { label: 'Secrets exported', color: 'red' },
      settings_changed: { label: 'Settings changed', color: 'blue' },
      access_changed: { label: 'Access changed', color: 'purple' },
    }),
    userName: text({
      label: 'User',
      blank: true,
      help: 'As it was given; empty for a caller who gave none.',
    }),
    client: text({ max: 64, blank: true, help: 'Address that the request came from.' }),
    detail: longText({ help: 'What was asked for, or changed; never a secret.' }),
    requestId: text({ label: 'Request ID', max: 36, blank: true }),
  },
  order: ['-time'],
  indexes: [['time'], ['userName']],
  list: ['time', 'event', 'userName', 'client', 'detail'],
  brief: ['time', 'event', 'userName'],
  nested: ['time', 'event'],
  search: ['userName', 'client', 'detail'],
  display: (row) => `${row.event.replace(/_/g, ' ')}: ${row.userName || 'unknown'}`,
});

export type AuditEntry = Row<typeof auditEntry>;
