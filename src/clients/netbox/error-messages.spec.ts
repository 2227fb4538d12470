import { fieldErrorsOf, pageTitleOf, sentenceOf } from './error-messages';

describe('fieldErrorsOf', () => {
  it.each<[string, unknown, Record<string, string[]>]>([
    ['fields', { status: ['x is not a valid choice.'] }, { status: ['x is not a valid choice.'] }],
    ['a detail', { detail: 'Tag t4 cannot be assigned.' }, { __all__: ['Tag t4 cannot be assigned.'] }],
    ['the model', { __all__: ['Name must be unique.'] }, { __all__: ['Name must be unique.'] }],
    ['the serializer', { non_field_errors: ['Expected a list.'] }, { __all__: ['Expected a list.'] }],
    ['a custom field', { custom_fields: { nope: 'Unknown.' } }, { 'custom_fields.nope': ['Unknown.'] }],
    [
      'a bare list of texts',
      ["'start' and 'offset' exclude each other."],
      { __all__: ["'start' and 'offset' exclude each other."] },
    ],
    ['a list in a field', { tags: [{}, { slug: ['Bad.'] }] }, { 'tags.1.slug': ['Bad.'] }],
    ['the whole object inside a field', { tags: { non_field_errors: ['Bad.'] } }, { tags: ['Bad.'] }],
    ['the same text twice', { slug: ['Bad.', 'Bad.'] }, { slug: ['Bad.'] }],
    ['nothing', undefined, {}],
    ['an empty object', {}, {}],
  ])('flattens %s', (_, body, fields) => {
    expect(fieldErrorsOf(body)).toEqual(fields);
  });
});

describe('sentenceOf', () => {
  it('names the field, and leaves the name out for the whole object', () => {
    expect(sentenceOf({ name: ['Too long.', 'Not unique.'], __all__: ['Needs a site.'] })).toBe(
      'name: Too long. Not unique.; Needs a site.',
    );
  });

  it('cuts a text that would fill a page', () => {
    expect(sentenceOf({ detail: ['vm1 '.repeat(1000)] }).length).toBe(600);
  });
});

describe('pageTitleOf', () => {
  it('takes the title of a page, or its first words without markup', () => {
    expect(pageTitleOf('<html><title> Sign\n in </title><body>x</body>')).toBe('Sign in');
    expect(pageTitleOf('<h1>Bad Gateway</h1><p>nginx</p>')).toBe('Bad Gateway nginx');
  });
});
