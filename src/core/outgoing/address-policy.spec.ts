import { type AddressPolicy, everyAddress, networksOf, refusalOf } from './address-policy';

const standard: AddressPolicy = { isOn: true, allowsPrivate: true, allowed: [], blocked: [] };

test.each([
  ['127.0.0.1', 'a loopback address'],
  ['127.255.0.3', 'a loopback address'],
  ['::1', 'a loopback address'],
  ['::ffff:127.0.0.1', 'a loopback address'],
  ['::ffff:7f00:1', 'a loopback address'],
  ['169.254.169.254', 'a metadata address of a cloud'],
  ['::ffff:169.254.169.254', 'a metadata address of a cloud'],
  ['fd00:ec2::254', 'a metadata address of a cloud'],
  ['100.100.100.200', 'a metadata address of a cloud'],
  ['169.254.1.1', 'a link-local address'],
  ['fe80::1', 'a link-local address'],
  ['0.0.0.0', 'no address of a machine'],
  ['::', 'no address of a machine'],
  ['224.0.0.1', 'a multicast address'],
  ['255.255.255.255', 'the broadcast address'],
  ['100.64.0.1', 'an address of a carrier-grade NAT'],
  ['192.0.2.1', 'a reserved address (reserved)'],
  ['240.0.0.1', 'a reserved address (reserved)'],
  ['64:ff9b::7f00:1', 'a reserved address (rfc6052)'],
  ['2002:7f00:1::', 'a reserved address (6to4)'],
  ['localhost', 'no IP address'],
])('%s is refused: it is %s', (address, why) => {
  expect(refusalOf(address, standard)).toBe(why);
});

test.each(['93.184.215.14', '2606:2800:21f:cb07::1', '10.0.0.5', '192.168.1.10', '172.16.0.1', 'fd12::1'])(
  '%s may be called',
  (address) => {
    expect(refusalOf(address, standard)).toBeUndefined();
  },
);

test('private addresses can be refused', () => {
  const strict = { ...standard, allowsPrivate: false };
  expect(refusalOf('10.0.0.5', strict)).toBe('a private address');
  expect(refusalOf('fd12::1', strict)).toBe('a private address');
  expect(refusalOf('93.184.215.14', strict)).toBeUndefined();
});

test('what is allowed by name goes before what is reserved, and what is blocked before that', () => {
  const policy = { ...standard, allowed: ['127.0.0.0/8', '::1'], blocked: ['127.0.0.9', '10.0.0.0/8'] };
  const refused = ['127.0.0.1', '::1', '127.0.0.9', '10.1.2.3', '::ffff:10.1.2.3'].map((one) =>
    refusalOf(one, policy),
  );
  const blocked = 'in a network that is explicitly blocked';
  expect(refused).toEqual([undefined, undefined, blocked, blocked, blocked]);
});

test('without the protection only what is blocked by name is refused', () => {
  expect(refusalOf('169.254.169.254', everyAddress)).toBeUndefined();
  expect(refusalOf('10.0.0.5', { ...everyAddress, blocked: ['10.0.0.0/8'] })).toMatch('explicitly blocked');
});

test('networks are read from lines', () => {
  expect(networksOf(' 10.0.0.0/8 \r\n\n::1')).toEqual(['10.0.0.0/8', '::1']);
});
