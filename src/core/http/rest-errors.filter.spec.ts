import { BadRequestException, ForbiddenException, HttpException, NotFoundException } from '@nestjs/common';
import { InvalidRows } from '../crud/invalid-rows';
import { Invalid, NotAllowed, NotFound, Refused, Unreachable } from '../errors/errors';
import { restError } from './rest-errors.filter';

test.each([
  [Invalid.of({ port: ['A valid integer is required.'] }), 400, { port: ['A valid integer is required.'] }],
  [new Invalid('Choose a stage.'), 400, { detail: 'Choose a stage.' }],
  [new InvalidRows([{}, { name: ['No.'] }]), 400, [{}, { name: ['No.'] }]],
  [new NotFound('No Book matches the given query.'), 404, { detail: 'No Book matches the given query.' }],
  [new NotAllowed('Not you.'), 403, { detail: 'Not you.' }],
  [new Refused('Held.'), 409, { detail: 'Held.' }],
  [new Refused('Too many.', { status: 429 }), 429, { detail: 'Too many.' }],
  [new Refused('It broke over there.', { status: 500 }), 409, { detail: 'It broke over there.' }],
  [new Unreachable('It is away.', { status: 502 }), 503, { detail: 'It is away.' }],
  [new HttpException({ detail: 'As it is.' }, 418), 418, { detail: 'As it is.' }],
  [new ForbiddenException({ detail: 'No token.' }), 403, { detail: 'No token.' }],
  [new NotFoundException('Cannot GET /api/zz/'), 404, { detail: 'Not found.' }],
  [new BadRequestException('Failed to decode param'), 400, { detail: 'Failed to decode param' }],
])('%p becomes %d', (error, status, body) => {
  expect(restError(error)).toEqual({ status, body });
});

test('what nobody expected has no answer of its own', () => {
  expect(restError(new TypeError('x is undefined'))).toBeUndefined();
  expect(restError('thrown text')).toBeUndefined();
});
