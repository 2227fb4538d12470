import { defineModel, type Row } from '../model/define-model';
import { text } from '../model/kinds';
import { untagEverywhere } from './untag';

/** A word that people put on rows of any model. */
export const tag = defineModel({
  name: 'tag',
  label: 'Tag',
  path: 'tags',
  menu: 'Customization',
  plain: true,
  logged: true,
  fields: {
    name: text({ max: 100, unique: true }),
    slug: text({
      max: 100,
      unique: true,
      patterns: [
        {
          test: /^[-\p{L}\p{N}_]+$/u,
          message: 'Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.',
        },
      ],
    }),
    color: {
      ...text({
        max: 6,
        default: '9e9e9e',
        help: 'RGB colour in hexadecimal, e.g. 00ff00.',
        patterns: [{ test: /^[0-9a-f]{6}$/, message: 'Enter a valid hexadecimal RGB color code.' }],
      }),
      widget: 'color',
    },
    description: text({ max: 200, blank: true }),
  },
  order: ['name'],
  list: ['name', 'slug', 'color', 'description'],
  brief: ['name', 'slug', 'color', 'description'],
  nested: ['name', 'slug', 'color'],
  search: ['name', 'slug'],
  display: (row) => row.name,
  effects: { deleted: untagEverywhere },
});

export type Tag = Row<typeof tag>;
