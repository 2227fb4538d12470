import { Invalid } from '../../core/errors/errors';

/** Words that TypeScript keeps for itself, and those that the templates use. */
const TAKEN = new Set(
  ('break case catch class const continue debugger default delete do else enum export extends false finally for function ' +
    'if import in instanceof new null return super switch this throw true try typeof var void while with yield let ' +
    'static await async of as implements interface package private protected public type object string number boolean ' +
    'symbol undefined never unknown any choice comments text model models stages source target from map part store').split(' '),
); // prettier-ignore

/** A name from the command line, in the forms that a file needs. */
export interface Names {
  /** `vm-tag` */
  readonly name: string;
  /** `vmTag` */
  readonly value: string;
  /** `VmTag` */
  readonly type: string;
  /** `VM tag` is up to people; this is `Vm tag`. */
  readonly label: string;
}

/** Throws Invalid with a sentence when it can be no name of a file and a value. */
export function namesOf(given: readonly string[], what: 'model' | 'stage', example: string): Names {
  const usage = `npm run new:${what} -- ${example}`;
  const [name] = given;
  if (name === undefined) throw new Invalid(`Give the ${what} a name: ${usage}`);
  if (given.length > 1) throw new Invalid(`One ${what} at a time, not "${given.join(' ')}": ${usage}`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Invalid(
      `"${name}" is no name of a ${what}: lower-case letters and digits, words joined by hyphens, e.g. ${example}.`,
    );
  }
  // The table is `proxbox_` and the name, and PostgreSQL cuts what is longer than 63 bytes; indexes add a column.
  if (name.length > 40)
    throw new Invalid(`"${name}" is longer than 40 characters, more than a table's name can have.`);
  const value = name.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
  if (TAKEN.has(value))
    throw new Invalid(`"${name}" is a word that TypeScript or the file itself needs; take another.`);
  const words = name.replace(/-/g, ' ');
  return { name, value, type: capital(value), label: capital(words) };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `policy` -> `policies`, `box` -> `boxes`, `tag` -> `tags`. */
export function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
