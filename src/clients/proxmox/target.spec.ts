import { Invalid } from '../../core/errors/errors';
import { credentialsOf, placeOf, type ProxmoxTarget } from './target';

const target = (more: Partial<ProxmoxTarget>): ProxmoxTarget => ({
  host: 'pve.example',
  port: 8006,
  username: 'sync@pve',
  tls: { mode: 'system' },
  ...more,
});

test.each([
  ['a plain name', { tokenName: 'netbox', tokenValue: 'v-1' }],
  ['a name with its user', { tokenName: 'sync@pve!netbox', tokenValue: 'v-1' }],
  ['a whole header as the name', { tokenName: 'PVEAPIToken=sync@pve!netbox=v-1' }],
  ['a whole header as the value', { tokenName: 'netbox', tokenValue: 'PVEAPIToken=sync@pve!netbox=v-1' }],
])('an API token stored with %s is taken apart', (_case, stored) => {
  expect(credentialsOf(target(stored))).toEqual({ kind: 'token', who: 'sync@pve!netbox', value: 'v-1' });
});

test('the user in the token name wins over the user name', () => {
  expect(
    credentialsOf(target({ username: 'root@pam', tokenName: 'sync@pve!netbox', tokenValue: 'v' })).who,
  ).toBe('sync@pve!netbox');
});

test('a token is preferred to a password', () => {
  expect(credentialsOf(target({ password: 'p', tokenName: 'netbox', tokenValue: 'v' })).kind).toBe('token');
  expect(credentialsOf(target({ password: 'p' }))).toEqual({
    kind: 'password',
    who: 'sync@pve',
    password: 'p',
  });
});

test.each([
  ['neither token nor password', {}],
  ['a token without a value', { tokenName: 'netbox' }],
  ['a password for a user without a realm', { username: 'root', password: 'p' }],
])('%s is invalid', (_case, more) => {
  expect(() => credentialsOf(target(more))).toThrow(Invalid);
});

test('an IPv6 address is shown in brackets', () => {
  expect(placeOf({ host: '2001:db8::1', port: 8006 })).toBe('[2001:db8::1]:8006');
});
