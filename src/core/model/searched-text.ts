import { type AnyModel, type Fields } from './define-model';

const TEXTS = ['text', 'choice'];

/** The fields of a row itself that `?q=` looks into and that are text. */
export function searchedTexts(model: AnyModel): readonly string[] {
  return model.search.filter((name) => TEXTS.includes((model.fields as Fields)[name]?.lookups));
}

/**
 * What `?q=` reads of a row, as one text with a line for each field: one comparison instead of one for each, and what an
 * index can be made of. Lists and the index must say it in the same words. `column` gives a quoted column.
 */
export function searchedText(model: AnyModel, column: (name: string) => string): string {
  return searchedTexts(model)
    .map((name) => `coalesce(${column(name)}, '')`)
    .join(` || chr(10) || `);
}
