import { defineModel, type Row } from '../model/define-model';
import { choice, datetime, int, json, text } from '../model/kinds';

/** One write of one row: who, when, why, and the columns before and after. */
export const objectChange = defineModel({
  name: 'object-change',
  label: 'Object change',
  path: 'object-changes',
  menu: 'Logging',
  menuLabel: 'Change Log',
  actions: ['view'],
  plain: true,
  scope: { about: { type: 'changedObjectType', id: 'changedObjectId' } },
  fields: {
    time: datetime(),
    userName: text({ label: 'User', blank: true, help: 'Empty for the program itself.' }),
    requestId: text({ label: 'Request ID', max: 36, help: 'X-Request-ID of the request that wrote.' }),
    action: choice({
      create: { label: 'Created', color: 'green' },
      update: { label: 'Updated', color: 'blue' },
      delete: { label: 'Deleted', color: 'red' },
    }),
    changedObjectType: { ...text({ label: 'Object type', max: 100 }), widget: 'object-type' },
    changedObjectId: int({ label: 'Object ID' }),
    objectRepr: {
      ...text({ label: 'Object', max: 200, blank: true }),
      about: { type: 'changedObjectType', id: 'changedObjectId' },
    },
    message: text({ max: 200, blank: true }),
    prechangeData: json<Record<string, unknown>>({ label: 'Data before', default: {} }),
    postchangeData: json<Record<string, unknown>>({ label: 'Data after', default: {} }),
  },
  order: ['-time'],
  indexes: [['changedObjectType', 'changedObjectId'], ['requestId'], ['time']],
  list: ['time', 'userName', 'action', 'changedObjectType', 'objectRepr', 'requestId', 'message'],
  detail: {
    Change: [
      'time', 'userName', 'action', 'changedObjectType', 'changedObjectId', 'objectRepr', 'message', 'requestId',
    ], // prettier-ignore
  },
  brief: ['time', 'userName', 'action', 'changedObjectType', 'changedObjectId', 'objectRepr'],
  nested: ['time', 'action'],
  search: ['userName', 'objectRepr', 'message'],
  display: (change) => `${change.objectRepr} ${WORDS[change.action]} by ${change.userName || 'the program'}`,
});

const WORDS = { create: 'created', update: 'updated', delete: 'deleted' } as const;

export type ObjectChange = Row<typeof objectChange>;
