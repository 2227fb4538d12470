import { defineModel } from '../model/define-model';
import { bool, choice, datetime, int, json, longText, ref, secret, text } from '../model/kinds';
import { inputOf } from './form-input';

const model = defineModel({
  name: 'thing',
  label: 'Thing',
  path: 'things',
  list: ['name'],
  display: () => '',
  fields: {
    name: text(),
    nickName: text({ optional: true }),
    note: longText(),
    size: int({ optional: true }),
    count: int({ default: 1 }),
    isOn: bool({ default: true }),
    isKnown: bool({ optional: true }),
    color: choice({ red: 'red' }, { default: 'red' }),
    when: datetime({ optional: true }),
    data: json({ default: {} }),
    other: ref('thing', { optional: true }),
    filled: text({ readOnly: true, default: '' }),
    password: secret({ optional: true }),
  },
});
const input = (query: string, names?: string[]) => inputOf(model, new URLSearchParams(query), names);

test('what a form leaves blank is nothing where nothing is allowed, else an empty text', () => {
  expect(input('')).toEqual({
    name: '',
    nick_name: null,
    note: '',
    size: null,
    count: null,
    is_on: false,
    is_known: null,
    color: '',
    when: null,
    data: null,
    other: null,
  });
});

test('a box that is ticked is true, and the line breaks of browsers become those of the text', () => {
  expect(input('is_on=true&note=a%0D%0Ab&is_known=false', ['isOn', 'note', 'isKnown'])).toEqual({
    is_on: 'true',
    note: 'a\nb',
    is_known: 'false',
  });
});

test('a secret is sent when it was typed, emptied when that was ticked, and left alone otherwise', () => {
  expect(input('password=x&_clear_password=true', ['password'])).toEqual({ password: 'x' });
  expect(input('password=&_clear_password=true', ['password'])).toEqual({ password: null });
  expect(input('password=', ['password'])).toEqual({});
});

test('what the program fills itself is never taken from a form', () => {
  expect(input('filled=x', ['filled'])).toEqual({});
});
