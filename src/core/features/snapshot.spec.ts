import { type AnyModel, defineModel } from '../model/define-model';
import { datetime, int, ref, secret, text } from '../model/kinds';
import { secretChange, snapshotOf } from './snapshot';

const options = {
  name: 'door',
  label: 'Door',
  path: 'doors',
  fields: {
    name: text(),
    roomNumber: int(),
    house: ref('house'),
    opened: datetime(),
    code: secret(),
  },
  list: ['name'],
  display: () => 'x',
} as const;
const door = defineModel(options) as AnyModel;
const plainDoor = defineModel({ ...options, plain: true }) as AnyModel;
const moment = new Date('2026-01-02T03:04:05Z');
const row = {
  id: 1,
  created: moment,
  lastUpdated: moment,
  name: 'front',
  roomNumber: 3,
  house: 7,
  opened: moment,
  code: '1234',
  tagIds: [2, 9, 1],
  customFieldData: { floor: 1 },
};

test('a snapshot has ids of references, names of tags, no times of its own and no secret', () => {
  const names = new Map([[1, 'b'], [2, 'a']]); // prettier-ignore
  expect(snapshotOf(door, row, names)).toEqual({
    name: 'front',
    room_number: 3,
    house: 7,
    opened: '2026-01-02T03:04:05.000Z',
    custom_fields: { floor: 1 },
    tags: ['a', 'b'],
  });
  expect(Object.keys(snapshotOf(plainDoor, row, names))).toEqual(['name', 'room_number', 'house', 'opened']);
});

test.each([
  ['changed', { doorCode: 'old' }, { doorCode: 'new' }, { door_code: '********' }, { door_code: '******** (changed)' }],
  ['set', { doorCode: null }, { doorCode: 'new' }, { door_code: null }, { door_code: '********' }],
  ['cleared', { doorCode: 'old' }, { doorCode: '' }, { door_code: '********' }, { door_code: null }],
  ['written again', { doorCode: 'old' }, { doorCode: 'old' }, {}, {}],
  ['left empty', { doorCode: null }, { doorCode: '' }, {}, {}],
  ['unreadable', undefined, { doorCode: 'new' }, { door_code: '********' }, { door_code: '******** (changed)' }],
])('a secret that is %s is told without its value', (_what, stored, given, before, after) => {
  expect(secretChange(stored, given)).toEqual({ before, after });
}); // prettier-ignore
