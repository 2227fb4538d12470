import * as inventory from '../sync/resources/inventory';
import * as vocabulary from '../sync/resources/vocabulary';
import { keptAttributes, listPathOfType, nestedForm } from './netbox-types';

const pageUrl = 'https://netbox/ipam/ip-addresses/3/';
const url = 'https://netbox/api/ipam/ip-addresses/3/';

test('objects are nested with the keys that NetBox gives them', () => {
  const attributes = keptAttributes({
    id: 3,
    url,
    family: { value: 4, label: 'IPv4' },
    address: '10.0.0.5/24',
    tags: [],
  });
  const form = nestedForm('ipam.ipaddress', { id: 3, display: '10.0.0.5/24', pageUrl, attributes });
  expect(Object.entries(form)).toEqual([
    ['id', 3],
    ['url', url],
    ['display_url', pageUrl],
    ['display', '10.0.0.5/24'],
    ['family', 4],
    ['address', '10.0.0.5/24'],
  ]);
});

test('a cluster names no page, as in its brief form', () => {
  const object = {
    id: 1,
    display: 'lab',
    pageUrl: 'https://netbox/x/1/',
    attributes: { description: 'Lab' },
  };
  expect(Object.keys(nestedForm('virtualization.cluster', object))).toEqual([
    'id',
    'url',
    'display',
    'name',
    'description',
  ]);
});

test('what is not known of an object is null', () => {
  const unknown = { id: 9, display: '#9', pageUrl: null, attributes: {} };
  expect(nestedForm('virtualization.virtualmachine', unknown)).toEqual({
    id: 9,
    url: null,
    display_url: null,
    display: '#9',
    name: null,
  });
});

test('lists are where the sync finds them', () => {
  const resources = Object.values({ ...inventory, ...vocabulary }).flatMap((one) =>
    typeof one === 'object' && 'objectType' in one ? [one] : [],
  );
  const known = resources.filter(({ objectType }) => listPathOfType(objectType) !== undefined);
  expect(known.length).toBeGreaterThan(2);
  for (const { objectType, path } of known)
    expect({ objectType, path }).toEqual({ objectType, path: listPathOfType(objectType) });
});
