import { type AnyModel, defineModel } from '../model/define-model';
import { text } from '../model/kinds';
import { entriesOf, foldersOf } from './index-controller';

const model = (path: string): AnyModel =>
  defineModel({ name: path.replace(/\//g, '-'), label: path, path, fields: { name: text() }, list: [], display: () => path }) as AnyModel; // prettier-ignore
const models = ['nodes', 'ends/far', 'clusters', 'ends/near'].map(model);

test('the root and each folder of paths have an index', () => {
  expect(foldersOf(models)).toEqual(['', 'ends']);
  expect(entriesOf('', models)).toEqual({ clusters: 'clusters', ends: 'ends', nodes: 'nodes' });
  expect(entriesOf('ends', models)).toEqual({ far: 'ends/far', near: 'ends/near' });
});
