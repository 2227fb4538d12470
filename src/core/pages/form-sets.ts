import { type AnyModel } from '../model/define-model';
import { editableFields } from './form-values';

/** A group of fields under one heading. */
export interface FieldSet {
  readonly title: string;
  readonly names: readonly string[];
}

/**
 * The fieldsets of a model's form. What the definition leaves out of its sets (secrets are in no card) comes after the
 * field that it follows in the definition.
 */
export function fieldSetsOf(model: AnyModel): FieldSet[] {
  const editable = editableFields(model).map(([name]) => name);
  const sets = Object.entries(model.form).map(([title, names]) => ({
    title,
    names: names.filter((name) => editable.includes(name)),
  }));
  if (sets.length === 0) sets.push({ title: model.label, names: [] });
  editable.forEach((name, index) => {
    if (sets.some(({ names }) => names.includes(name))) return;
    const before = editable[index - 1];
    const set = sets.find(({ names }) => names.includes(before)) ?? sets[0];
    set.names.splice(set.names.indexOf(before) + 1, 0, name);
  });
  return sets.filter(({ names }) => names.length > 0);
}
