import { type Request } from 'express';
import { etagOf, versionDemanded } from './etag';

const row = { lastUpdated: new Date('2026-11-23T12:04:12.070Z') };
const etag = 'W/"2026-11-23T12:04:12.070+00:00"';
const demanding = (header?: string) => versionDemanded({ get: () => header } as unknown as Request);

test('the version of a row is when it was last changed', () => {
  expect(etagOf(row)).toBe(etag);
});

test.each([etag, '*', `"x", ${etag}`, etag.slice(2)])('a row is written when %s is demanded', (header) => {
  expect(() => demanding(header)?.(row)).not.toThrow();
  expect(demanding(header)).toBeDefined();
});

test.each(['"2020-01-01T00:00:00+00:00"', 'W/"x"', 'x'])(
  'a row is not written when %s is demanded',
  (header) => {
    expect(() => demanding(header)?.(row)).toThrow(
      expect.objectContaining({ response: { detail: 'Precondition failed.' } }),
    );
  },
);

test.each([undefined, '', ' '])('%j demands nothing', (header) => {
  expect(demanding(header)).toBeUndefined();
});
