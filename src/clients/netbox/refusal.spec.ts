import { Invalid, NotFound, Refused, Unreachable } from '../../core/errors/errors';
import { type Reply } from './exchange';
import { errorOfLoneRow, judge } from './refusal';
import { type Asked } from './reply-error';

const asked = (method: Asked['method']): Asked => ({ method, path: '/api/dcim/sites/', baseUrl: 'http://n' });
const reply = (status: number, body?: unknown): Reply => ({ kind: 'reply', status, body });
const page = (status: number): Reply => ({ ...reply(status), page: 'Oops' });
const bad = { status: ['nope is not a valid choice.'] };
const failure = (exception: string) => reply(500, { error: 'text', exception, netbox_version: '4.6.8' });

describe('judge', () => {
  it('takes the bad rows from their place in the list (creates, 4.4 to 4.6)', () => {
    const verdict = judge(reply(400, [{}, bad, {}]), asked('POST'), 3, undefined);
    expect(verdict).toEqual({ kind: 'rows', refused: new Map([[1, expect.any(Invalid)]]) });
  });

  it('takes the bad rows from their index (creates, 4.7)', () => {
    const body = { detail: '1 of 2 objects could not be created.', errors: [{ index: 1, errors: bad }] };
    expect(judge(reply(400, body), asked('POST'), 2, undefined)).toMatchObject({
      refused: new Map([[1, expect.objectContaining({ fields: bad })]]),
    });
  });

  it('takes the bad rows from their id (changes and deletes, 4.7)', () => {
    const body = (errors: object) => ({ detail: '1 of 2', errors: [{ id: 18, errors }] });
    const gone = { id: ['Object with ID 18 does not exist'] };
    const inUse = { __all__: ['Unable to delete: 12 dependent object(s) prevent deletion.'] };
    for (const [given, error] of [
      [judge(reply(400, body(bad)), asked('PATCH'), 2, [17, 18]), Invalid],
      [judge(reply(400, body(gone)), asked('PATCH'), 2, [17, 18]), NotFound],
      [judge(reply(409, body(inUse)), asked('DELETE'), 2, [17, 18]), Refused],
    ] as const) {
      expect(given).toEqual({ kind: 'rows', refused: new Map([[1, expect.any(error)]]) });
    }
  });

  it.each<[string, Reply, Asked['method']]>([
    ['a change refused without a name (4.4 to 4.6)', reply(400, bad), 'PATCH'],
    ['a create refused for a tag', reply(400, { detail: 'Tag t4 cannot be assigned.' }), 'POST'],
    ['a list of another length', reply(400, [bad]), 'POST'],
    ['an index that was not sent', reply(400, { errors: [{ index: 9, errors: bad }] }), 'POST'],
    ['an id that was not sent', reply(400, { errors: [{ id: 9, errors: bad }] }), 'PATCH'],
    ['a protected object', reply(409, { detail: 'Unable to delete object.' }), 'DELETE'],
    ['a list too large for the front', page(413), 'POST'],
    ['a raced duplicate', failure('IntegrityError'), 'POST'],
    ['a text too long', failure('DataError'), 'PATCH'],
    ['an odd exception at a change', failure('KeyError'), 'PATCH'],
  ])('halves for %s', (_, given, method) => {
    expect(judge(given, asked(method), 2, method === 'POST' ? undefined : [1, 2])).toEqual({ kind: 'halve' });
  });

  it.each<[string, Reply]>([
    ['a lost answer', page(502)],
    ['a front that gave up', reply(504)],
    ['a failure of the front', page(500)],
    ['a front of another kind', page(524)],
    ['an odd exception', failure('KeyError')],
    ['a database that went away', failure('OperationalError')],
  ])('calls a create unclear after %s', (_, given) => {
    expect(judge(given, asked('POST'), 2, undefined)).toEqual({ kind: 'unclear' });
  });

  it("calls a change unclear when two writers were in each other's way", () => {
    expect(judge(failure('OperationalError'), asked('PATCH'), 2, [1, 2])).toEqual({ kind: 'unclear' });
  });

  it.each<[string, Reply, Asked['method']]>([
    ['maintenance mode', reply(500, { error: 'NetBox is in maintenance mode.' }), 'POST'],
    ['being too busy', reply(503), 'POST'],
    ['a missing path', page(404), 'POST'],
    ['a page instead of an answer', page(400), 'POST'],
    ['a firewall', page(403), 'POST'],
  ])('gives one reason to all rows for %s', (_, given, method) => {
    expect(judge(given, asked(method), 2, undefined)).toEqual({ kind: 'all' });
  });
});

describe('errorOfLoneRow', () => {
  it('gives the fields of the row, however the list says them', () => {
    for (const body of [[bad], bad]) {
      const error = errorOfLoneRow(reply(400, body), asked('POST'));
      expect(error).toBeInstanceOf(Invalid);
      expect(error.fields).toEqual(bad);
    }
  });

  it('calls what breaks a rule of the database invalid, in the words of the database', () => {
    const body = { error: 'duplicate key value', exception: 'IntegrityError', netbox_version: '4.6.8' };
    const error = errorOfLoneRow(reply(500, body), asked('POST'));
    expect(error).toBeInstanceOf(Invalid);
    expect(error.message).toContain('duplicate key value');
    expect(error.message).not.toContain('4.6.8');
  });

  it('leaves other refusals what they are', () => {
    expect(errorOfLoneRow(failure('KeyError'), asked('PATCH'))).toBeInstanceOf(Refused);
    expect(errorOfLoneRow(reply(503), asked('PATCH'))).toBeInstanceOf(Unreachable);
  });
});
