import { type AnyModel, defineModel } from '../model/define-model';
import { text } from '../model/kinds';
import { modelMethods } from './model-methods';

const model = (name: string, more: object = {}): AnyModel =>
  defineModel({ name, label: name, path: `some/${name}`, fields: { name: text() }, list: [], display: () => name, ...more }) as AnyModel; // prettier-ignore

const methodsOf = modelMethods([
  model('book'),
  model('log', { actions: ['view'] }),
  model('settings', { singleton: true, actions: ['view', 'change'] }),
]);

test.each([
  ['book/', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['book/12/', ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['log/', ['GET', 'HEAD', 'OPTIONS']],
  ['settings/1/', ['GET', 'HEAD', 'PATCH', 'OPTIONS']],
  ['book/x/', undefined],
  ['book/12/more/', undefined],
  ['', undefined],
])('%s takes %j', (path, methods) => {
  expect(methodsOf(`/api/plugins/proxbox/some/${path}`)).toEqual(methods);
});
