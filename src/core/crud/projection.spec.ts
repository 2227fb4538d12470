import { defineModel } from '../model/define-model';
import { int, secret, text } from '../model/kinds';
import { projectionOf } from './projection';

const shelf = defineModel({
  name: 'shelf',
  label: 'Shelf',
  path: 'shelves',
  fields: { roomName: text(), name: text(), width: int(), code: secret() },
  brief: ['name', 'roomName'],
  list: ['name'],
  display: (row) => row.name,
});

const keys = (query: string, options?: { isBriefAllowed: boolean }) =>
  projectionOf(shelf, new URLSearchParams(query), options);

test('everything but secrets is sent in the order of the model', () => {
  expect(keys('')).toEqual([
    'id',
    'url',
    'display',
    'roomName',
    'name',
    'width',
    'tags',
    'customFields',
    'created',
    'lastUpdated',
  ]);
});

test('brief is switched on by any value, and keeps the order of the model', () => {
  expect(keys('brief=false')).toEqual(['id', 'url', 'display', 'roomName', 'name']);
  expect(keys('brief=')).toHaveLength(10);
});

test('brief does not apply to the answer of a write', () => {
  expect(keys('brief=true', { isBriefAllowed: false })).toHaveLength(10);
});

test('brief sends everything where the model declares none', () => {
  const bare = defineModel({ ...shelfOptions(), brief: [] });
  expect(projectionOf(bare, new URLSearchParams('brief=true'))).toEqual([
    'id', 'url', 'display', 'title', 'tags', 'customFields', 'created', 'lastUpdated',
  ]); // prettier-ignore
});

function shelfOptions() {
  return {
    name: 'bare',
    label: 'Bare',
    path: 'bare',
    fields: { title: text() },
    list: [],
    display: () => 'bare',
  };
}

test('fields wins over omit, omit over brief; unknown names are ignored', () => {
  expect(keys('fields=width,id,zz&omit=id&brief=true')).toEqual(['id', 'width']);
  expect(keys('omit=id,room_name,zz&brief=true')).toEqual([
    'url', 'display', 'name', 'width', 'tags', 'customFields', 'created', 'lastUpdated',
  ]); // prettier-ignore
  expect(keys('fields=zz,code')).toEqual([]);
});
