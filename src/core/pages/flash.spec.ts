import { type Request } from 'express';
import { flash, takeFlashes } from './flash';

const request = (session: object | undefined) => ({ session }) as Request;

test('messages wait in their order and are given out once', () => {
  const same = request({});
  flash(same, 'info', 'one');
  flash(same, 'danger', 'two');
  expect(takeFlashes(same)).toEqual([
    { level: 'info', text: 'one' },
    { level: 'danger', text: 'two' },
  ]);
  expect(takeFlashes(same)).toEqual([]);
});

test('a session that has no message is not touched, so that reading a page stores nothing', () => {
  const session = Object.freeze({});
  expect(takeFlashes(request(session))).toEqual([]);
});

test('a script without a session loses its message quietly', () => {
  const none = request(undefined);
  flash(none, 'info', 'one');
  expect(takeFlashes(none)).toEqual([]);
});
