import { type AnyModel, type Fields } from '../model/define-model';
import { type AnyField } from '../model/field';
import { datetime, int } from '../model/kinds';
import { snakeCase } from '../model/naming';
import { type FilterLine } from './filter-form';
import { type FormBuilder } from './form-builder';
import { type FormField } from './form-field';

/** What every row has besides its fields, as fields: for the inputs of a filter form. */
const STANDARD: Readonly<Record<string, AnyField>> = {
  id: int(),
  created: datetime(),
  lastUpdated: datetime(),
};

/** The inputs of one line of a filter form: a box with several choices, or an input for each value. */
export async function filterInput(
  forms: FormBuilder,
  model: AnyModel,
  { name, key, values }: FilterLine,
  inputName: string,
): Promise<FormField[]> {
  const known = (model.fields as Fields)[name] ?? STANDARD[name];
  const isPicked = known.choices !== undefined || known.reference !== undefined;
  const inputs = isPicked || values.length === 0 ? [values[0] ?? ''] : values;
  return Promise.all(
    inputs.map(async (value, index) => {
      const state = { values: new URLSearchParams({ [snakeCase(name)]: value }), isBulk: true };
      const input = await forms.field(name, asFilter(known), state);
      const options = input.options.filter((option) => !isPicked || option.value !== '');
      return {
        ...input,
        name: inputName,
        id: `filter-${key}${index > 0 ? `-${index}` : ''}`,
        help: '',
        describedBy: '',
        nullName: undefined,
        options: options.map((option) => ({
          ...option,
          isSelected: isPicked ? values.includes(option.value) : option.isSelected,
        })),
        isMultiple: isPicked && options.length > 0,
      };
    }),
  );
}

/** Long texts, addresses and JSON are searched for with one line of text. */
function asFilter(known: AnyField): AnyField {
  const isLine = ['long-text', 'markdown', 'address', 'color'].includes(known.widget);
  return isLine ? { ...known, widget: 'text' } : known;
}
