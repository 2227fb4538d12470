import { Refused, Unreachable } from '../../core/errors/errors';
import { noReplyOf } from './no-reply';

const of = (code: string, syscall?: string) => noReplyOf({ code, syscall, message: 'm' }, 'https://n', 2500);

describe('noReplyOf', () => {
  it.each<[string, string | undefined, 'no' | 'unclear', boolean]>([
    ['ECONNREFUSED', 'connect', 'no', true],
    ['ECONNREFUSED', undefined, 'no', true],
    ['EHOSTUNREACH', 'connect', 'no', true],
    ['ETIMEDOUT', 'connect', 'no', true],
    ['EAI_AGAIN', 'getaddrinfo', 'no', true],
    ['ENOTFOUND', 'getaddrinfo', 'no', false],
    ['EPROTO', 'write', 'no', false],
    ['ECONNRESET', 'read', 'unclear', true],
    ['EPIPE', 'write', 'unclear', true],
    ['ERR_BAD_RESPONSE', undefined, 'unclear', true],
    ['ECONNABORTED', undefined, 'unclear', false],
  ])('of %s at %s: arrived %s, passing %s', (code, syscall, arrived, isPassing) => {
    expect(of(code, syscall)).toMatchObject({ arrived, isPassing });
  });

  it('says how long it waited', () => {
    expect(of('ECONNABORTED').error).toMatchObject({
      category: 'timeout',
      message: expect.stringContaining('2.5 s'),
    });
    expect(of('ECONNABORTED').error).toBeInstanceOf(Unreachable);
  });

  it('names the fingerprint of a certificate that is not trusted, where it could be seen', () => {
    const failure = { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' };
    const seen = noReplyOf(failure, 'https://n', 1, 'AB:CD');
    expect(seen).toMatchObject({ arrived: 'no', isPassing: false });
    expect(seen.error).toBeInstanceOf(Refused);
    expect(seen.error.message).toContain('AB:CD');
    expect(noReplyOf(failure, 'https://n', 1).error.message).not.toContain('undefined');
  });
});
