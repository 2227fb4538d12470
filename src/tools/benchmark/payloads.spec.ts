import { resourcesOf } from '../../extension/resources-of';
import { type Resource } from '../../sync/resources/define-resource';
import { stages } from '../../sync/stages';
import { WRITTEN } from './payloads';

/** Objects of one type are in one list of payloads, whichever stages make them; what completes them is told apart. */
const kindsOf = (resources: readonly Resource[]) =>
  [...new Set(resources.map(({ name, objectType, completes }) => (completes ? name : objectType)))].sort();

test('the floor writes every kind of object that a stage writes into NetBox, and no other', () => {
  expect(kindsOf(WRITTEN)).toEqual(kindsOf(resourcesOf(stages)));
});
