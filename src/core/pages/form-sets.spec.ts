import { defineModel } from '../model/define-model';
import { bool, secret, text } from '../model/kinds';
import { fieldSetsOf } from './form-sets';

const fields = {
  name: text(),
  username: text({ blank: true }),
  password: secret(),
  seen: text({ blank: true, readOnly: true }),
  verify: bool({ default: true }),
};
const common = {
  name: 'thing',
  label: 'Thing',
  path: 'things',
  fields,
  list: ['name'],
  display: () => '',
} as const;

test('the cards of the detail page are the sets, without what nobody may set; a secret follows its neighbour', () => {
  const model = defineModel({
    ...common,
    detail: { Thing: ['name', 'seen'], Access: ['verify', 'username'] },
  });
  expect(fieldSetsOf(model)).toEqual([
    { title: 'Thing', names: ['name'] },
    { title: 'Access', names: ['verify', 'username', 'password'] },
  ]);
});

test('a form of its own goes before the cards, and no field is lost', () => {
  const model = defineModel({ ...common, form: { First: ['password'], Second: ['name'] } });
  expect(fieldSetsOf(model)).toEqual([
    { title: 'First', names: ['password', 'verify'] },
    { title: 'Second', names: ['name', 'username'] },
  ]);
});

test('a form that names no field of the model ends the start of the program', () => {
  expect(() => defineModel({ ...common, form: { First: ['nmae' as 'name'] } })).toThrow(
    'Model thing: "form" names "nmae", which is not a field of the model.',
  );
});
