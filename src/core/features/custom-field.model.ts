import { defineModel, type Row } from '../model/define-model';
import { bool, choice, float, int, json, text } from '../model/kinds';
import { checkCustomField } from './custom-field-rules';
import { customFieldEffects } from './custom-field-effects';
import { objectTypes } from './object-types';

/** A field that people add to rows of some models. */
export const customField = defineModel({
  name: 'custom-field',
  label: 'Custom field',
  path: 'custom-fields',
  menu: 'Customization',
  plain: true,
  logged: true,
  fields: {
    objectTypes: objectTypes({ help: 'What has the field, e.g. netbox_proxbox.proxmoxnode.' }),
    type: choice({
      text: { label: 'Text', color: 'blue' },
      longtext: { label: 'Text (long)', color: 'blue' },
      integer: { label: 'Integer', color: 'teal' },
      decimal: { label: 'Decimal', color: 'teal' },
      boolean: { label: 'Boolean (true/false)', color: 'green' },
      date: { label: 'Date', color: 'purple' },
      datetime: { label: 'Date & time', color: 'purple' },
      url: { label: 'URL', color: 'blue' },
      json: { label: 'JSON', color: 'gray' },
      select: { label: 'Selection', color: 'orange' },
      multiselect: { label: 'Multiple selection', color: 'orange' },
    }),
    name: text({
      max: 50,
      unique: true,
      help: 'Key of the value in REST.',
      patterns: [
        { test: /^[a-z0-9_]+$/i, message: 'Only alphanumeric characters and underscores are allowed.' },
        { test: /^(?!.*__)/, message: 'Double underscores are not permitted in custom field names.' },
      ],
    }),
    label: text({ max: 50, blank: true, help: 'As people read it; made of the name unless told.' }),
    groupName: text({ max: 50, blank: true, help: 'Fields of one group are shown together.' }),
    description: text({ max: 200, blank: true }),
    required: bool({ default: false }),
    unique: bool({ label: 'Must be unique', default: false }),
    filterLogic: choice(
      { disabled: 'gray', loose: 'blue', exact: 'green' },
      { default: 'loose', help: 'Loose finds parts of texts, exact whole ones.' },
    ),
    default: {
      ...json<unknown, { optional: true; help: string }>({
        optional: true,
        help: 'Value of new rows, and of those there are.',
      }),
      // A text is a value here, not the JSON of one.
      parse: (value: unknown) => value,
    },
    weight: int({ default: 100, min: 0, max: 32767, help: 'Light ones come first.' }),
    validationMinimum: float({ label: 'Minimum value', optional: true }),
    validationMaximum: float({ label: 'Maximum value', optional: true }),
    validationRegex: text({ label: 'Validation regex', max: 500, blank: true }),
    choices: json<[string, string][]>({
      default: [],
      help: 'Of a selection: a list of [value, label].',
    }),
  },
  order: ['groupName', 'weight', 'name'],
  list: ['name', 'label', 'groupName', 'objectTypes', 'type', 'required', 'unique', 'description'],
  brief: ['name', 'description'],
  nested: ['name'],
  search: ['name', 'label', 'groupName', 'description'],
  display: (field) => field.label || readable(field.name),
  check: checkCustomField,
  effects: customFieldEffects,
});

function readable(name: string): string {
  const words = name.replace(/_/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export type CustomField = Row<typeof customField>;
