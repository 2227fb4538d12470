import { insidePath, outsideHtml, outsidePath } from './base-path';

const PLACES: [inside: string, outside: string][] = [
  ['/plugins/proxbox/nodes/?page=2', '/plugins/proxbox/nodes/?page=2'],
  ['/api/plugins/proxbox/', '/api/plugins/proxbox/'],
  ['/static/proxbox/proxbox.css?v=1', '/plugins/proxbox/static/proxbox/proxbox.css?v=1'],
  ['/sign-in?next=%2F', '/plugins/proxbox/sign-in?next=%2F'],
  ['/sign-out-everywhere', '/plugins/proxbox/sign-out-everywhere'],
  ['/api/schema/?format=yaml', '/api/plugins/proxbox/schema/?format=yaml'],
  ['/api/docs/', '/api/plugins/proxbox/docs/'],
];

describe.each(['', '/netbox', '/a/b'])('below "%s"', (base) => {
  test.each(PLACES)('%s is found at its place outside, and back', (inside, outside) => {
    expect(outsidePath(inside, base)).toBe(base + outside);
    expect(insidePath(base + outside, base)).toBe(inside);
  });

  test('the home page is that of Proxbox, not that of the neighbour', () => {
    expect(outsidePath('/', base)).toBe(`${base}/plugins/proxbox/`);
  });

  test('what is outside already stays, and so does what is not ours', () => {
    const outside = outsidePath('/sign-in', base);
    expect(outsidePath(outside, base)).toBe(outside);
    for (const other of [
      '/dcim/devices/1/',
      '/staticky',
      '/sign-in-here',
      '//elsewhere.example/static/',
      'https://elsewhere.example/static/',
    ])
      // prettier-ignore
      expect(outsidePath(other, base)).toBe(other);
  });
});

test('a request without the base path is understood too', () => {
  expect(insidePath('/health', '/netbox')).toBe('/health');
  expect(insidePath('/netboxes/1', '/netbox')).toBe('/netboxes/1');
});

test('addresses in attributes are translated, text and values of fields are not', () => {
  const page =
    '<a href="/">/static/x</a><form action="/sign-out"><input value="/static/x"><i data-stream="/api/plugins/proxbox/x/">';
  expect(outsideHtml(page, '/netbox')).toBe(
    '<a href="/netbox/plugins/proxbox/">/static/x</a><form action="/netbox/plugins/proxbox/sign-out">' +
      '<input value="/static/x"><i data-stream="/netbox/api/plugins/proxbox/x/">',
  );
});

test('an address that a person wrote, quoted by the template, begins no attribute', () => {
  const page = '<p title="x &quot; href=&quot;/sign-out">';
  expect(outsideHtml(page, '/netbox')).toBe(page);
});
