import { defineModel, type Row } from '../model/define-model';
import { choice, longText, text } from '../model/kinds';
import { checkAssigned } from './assigned-object';
import { objectId, objectType } from './object-types';

/** A note of a person about one row of any model that is not plain. */
export const journalEntry = defineModel({
  name: 'journal-entry',
  label: 'Journal entry',
  labelPlural: 'Journal entries',
  path: 'journal-entries',
  menu: 'Logging',
  scope: { about: { type: 'assignedObjectType', id: 'assignedObjectId' } },
  fields: {
    assignedObjectType: objectType({ label: 'Object type', help: 'E.g. netbox_proxbox.proxmoxnode.' }),
    assignedObjectId: {
      ...objectId({ label: 'Object' }),
      about: { type: 'assignedObjectType', id: 'assignedObjectId' },
      help: 'The ID of the object.',
    },
    createdBy: text({ default: '', readOnly: true }),
    kind: choice({ info: 'cyan', success: 'green', warning: 'yellow', danger: 'red' }, { default: 'info' }),
    comments: { ...longText({ markdown: true }), isBlankAllowed: false },
  },
  order: ['-created'],
  indexes: [['assignedObjectType', 'assignedObjectId']],
  list: ['created', 'createdBy', 'assignedObjectType', 'assignedObjectId', 'kind', 'comments'],
  brief: ['created'],
  nested: ['created'],
  search: ['comments'],
  rest: [
    'assignedObjectType', 'assignedObjectId', 'created', 'createdBy', 'kind', 'comments', 'tags', 'customFields', 'lastUpdated',
  ], // prettier-ignore
  display: ({ created, kind }) =>
    `${created.toISOString().slice(0, 16).replace('T', ' ')} (${kind.charAt(0).toUpperCase()}${kind.slice(1)})`,
  effects: { fill: ({ name }) => ({ createdBy: name }), check: checkAssigned },
});

export type JournalEntry = Row<typeof journalEntry>;
