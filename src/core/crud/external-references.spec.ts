import { defineModel } from '../model/define-model';
import { externalRef, text } from '../model/kinds';
import { completeExternals } from './external-references';
import { readInput } from './input';
import { type ExternalIds, NoExternalObjects } from './links';

const book = defineModel({
  name: 'book',
  label: 'Book',
  path: 'books',
  fields: { title: text(), author: externalRef('people.person') },
  list: ['title'],
  display: (row) => row.title,
});

/** Knows Jane (3) and two of the name O'Hara; that 99 is nobody. */
class People extends NoExternalObjects {
  override absent(wanted: ExternalIds): Promise<ExternalIds> {
    const ids = wanted.get('people.person') ?? [];
    return Promise.resolve(new Map([['people.person', ids.filter((id) => id === 99)]]));
  }

  override idsBy(_type: string, { name }: Record<string, unknown>): Promise<readonly number[]> {
    return Promise.resolve(name === 'Jane' ? [3] : name === "O'Hara" ? [4, 5] : []);
  }
}

async function complete(author: unknown) {
  const input = readInput(book, { title: 'Emma', author }, 'create');
  await completeExternals(new People(), book, [input]);
  return { id: input.values.author, errors: input.errors };
}

test.each([3, '3', { id: 3 }, { id: 3, name: 'whatever' }, { name: 'Jane' }])(
  '%j names one object',
  async (author) => {
    expect(await complete(author)).toEqual({ id: 3, errors: {} });
  },
);

test.each([
  [99, 'Related object not found using the provided numeric ID: 99'],
  [{ name: 'Nobody' }, "Related object not found using the provided attributes: {'name': 'Nobody'}"],
  [{ name: "O'Hara" }, "Multiple objects match the provided attributes: {'name': 'O\\'Hara'}"],
  [{}, 'Related object not found using the provided attributes: {}'],
])('%j is refused in the words of NetBox', async (author, message) => {
  expect((await complete(author)).errors).toEqual({ author: [message] });
});
