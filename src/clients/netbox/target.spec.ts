import { Invalid } from '../../core/errors/errors';
import { authorizationOf, listPathOf, objectPathOf, settingsOf } from './target';

describe('settingsOf', () => {
  it.each([
    ['https://netbox.example', 'https://netbox.example'],
    ['https://netbox.example/', 'https://netbox.example'],
    ['http://host:8000/sub/', 'http://host:8000/sub'],
    ['https://netbox.example/api/', 'https://netbox.example'],
    ['https://netbox.example/sub/api', 'https://netbox.example/sub'],
  ])('takes %s as the base %s', (url, baseUrl) => {
    expect(settingsOf({ url, token: 'a' }).baseUrl).toBe(baseUrl);
  });

  it.each(['netbox.example', 'ftp://netbox.example', '', 'https://me:pw@netbox.example'])(
    'refuses the address "%s"',
    (url) => {
      expect(() => settingsOf({ url, token: 'a' })).toThrow(Invalid);
    },
  );

  it('never puts a password of a refused address into the message', () => {
    expect(() => settingsOf({ url: 'https://me:geheim@netbox.example', token: 'a' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('geheim') }),
    );
  });

  it('lets writers be two by default and never more than the requests in flight', () => {
    expect(settingsOf({ url: 'http://n', token: 'a' })).toMatchObject({
      maxInFlight: 4,
      maxWritesInFlight: 2,
    });
    expect(settingsOf({ url: 'http://n', token: 'a', maxInFlight: 1 }).maxWritesInFlight).toBe(1);
  });
});

describe('authorizationOf', () => {
  it('sends a version 2 token as Bearer and a version 1 token as Token', () => {
    expect(authorizationOf('nbt_abc.def')).toBe('Bearer nbt_abc.def');
    expect(authorizationOf(' 0123 ')).toBe('Token 0123');
  });

  it.each(['', '  ', 'Token abc', 'a\nb'])('refuses %j', (token) => {
    expect(() => authorizationOf(token)).toThrow(Invalid);
  });
});

describe('listPathOf', () => {
  it.each(['dcim/sites', '/dcim/sites/', 'api/dcim/sites', '/api/dcim/sites/'])(
    'turns %s into the one form that NetBox takes',
    (path) => {
      expect(listPathOf(path)).toBe('/api/dcim/sites/');
      expect(objectPathOf(path, 7)).toBe('/api/dcim/sites/7/');
    },
  );
});
