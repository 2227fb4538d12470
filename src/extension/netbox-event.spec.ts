import { createHmac } from 'node:crypto';
import { eventOf, isSignedBy } from './netbox-event';

const body = Buffer.from('{"event": "updated"}');
const signature = createHmac('sha512', 'secret').update(body).digest('hex');

test('a message with the signature of the secret is genuine', () => {
  expect(isSignedBy(body, signature, 'secret')).toBe(true);
});

test.each([
  ['another secret', body, signature, 'other'],
  ['another body', Buffer.from('{"event":"updated"}'), signature, 'secret'],
  ['half a signature', body, signature.slice(0, 64), 'secret'],
  ['no signature', body, undefined, 'secret'],
  ['what is no hexadecimal', body, 'x'.repeat(128), 'secret'],
] as const)('a message with %s is not', (_what, given, signed, secret) => {
  expect(isSignedBy(given, signed, secret)).toBe(false);
});

test('an event says which object it is about', () => {
  const event = { event: 'updated', object_type: 'dcim.device', data: { id: 7, name: 'x' } };
  expect(eventOf(event)).toEqual({ objectType: 'dcim.device', id: 7 });
});

test.each([[null], [[]], [{}], [{ object_type: 'dcim.device' }], [{ object_type: 1, data: { id: 1 } }], [{ object_type: 'dcim.device', data: { id: '7' } }]])(
  '%j is refused in words',
  (event) => expect(() => eventOf(event)).toThrow('This is no event of NetBox'),
); // prettier-ignore
