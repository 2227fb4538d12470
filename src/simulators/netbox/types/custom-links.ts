import { ofSettings } from '../features';
import { type ResourceDefinition } from '../definition';
import { choice, flag, integer, name, owner, text, times } from '../fields';
import { uniqueNames } from './organization';

const buttons = {
  default: 'Default',
  blue: 'Blue',
  indigo: 'Indigo',
  purple: 'Purple',
  pink: 'Pink',
  red: 'Red',
  orange: 'Orange',
  yellow: 'Yellow',
  green: 'Green',
  teal: 'Teal',
  cyan: 'Cyan',
  gray: 'Gray',
  black: 'Black',
  white: 'White',
  'ghost-dark': 'Link',
};

export const customLinks: ResourceDefinition = {
  path: 'extras/custom-links',
  contentType: 'extras.customlink',
  modelName: 'CustomLink',
  label: 'custom link',
  fields: [
    {
      name: 'object_types',
      kind: 'objectTypes',
      feature: 'custom_links',
      isRequired: true,
      filterName: 'object_type',
    },
    name(100),
    flag('enabled', true),
    text('link_text', undefined, { isRequired: true }),
    text('link_url', undefined, { isRequired: true }),
    integer('weight', 0, 32767, { default: 100, isNullable: false }),
    text('group_name', 50),
    choice('button_class', buttons, { isPlain: true, default: 'default' }),
    flag('new_window', false),
    owner,
    ...times,
  ],
  brief: ['id', 'url', 'display', 'name'],
  display: (row) => String(row.name),
  unique: uniqueNames('custom link', 'extras_customlink', ['name']),
  features: ofSettings,
  ordering: ['group_name', 'weight', 'name'],
  search: ['name', 'link_text', 'link_url', 'group_name'],
};
