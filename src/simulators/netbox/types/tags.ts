import { ofSettings } from '../features';
import { logChange, snapshot } from '../changes';
import { type Table } from '../database';
import { type SaveContext, type ResourceDefinition, type Row } from '../definition';
import { computed, description, integer, name, slug, text, times } from '../fields';
import { uniqueNameAndSlug } from './organization';

/** A deleted tag leaves every object that had it; each is logged, and last_updated does not move. */
function untag(table: Table, tag: Row, { db, author }: SaveContext): void {
  for (const id of [...table.pointingAt('tags', tag.id)]) {
    const before = table.rows.get(id);
    if (!before) continue;
    const kept = (before.tags as number[]).filter((one) => one !== tag.id);
    db.patch(table.definition.path, id, { tags: kept });
    const after = {
      ...snapshot(db, table, before),
      tags: snapshot(db, table, { ...before, tags: kept }).tags,
    };
    const names = [...(after.tags as string[]), String(tag.name)].sort();
    const label = table.definition.display(before, db);
    logChange(db, table, { action: 'update', id, before: { ...after, tags: names }, after, label }, author);
  }
}

export const tags: ResourceDefinition = {
  path: 'extras/tags',
  contentType: 'extras.tag',
  modelName: 'Tag',
  label: 'tag',
  features: ofSettings,
  fields: [
    name(100),
    slug({
      patterns: [
        {
          test: /^[-\p{L}\p{N}_]+$/u,
          message: 'Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.',
        },
        {
          test: /^[-\p{L}\p{N}_]+$/u,
          message: 'Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.',
        },
      ],
    }),
    text('color', 6, {
      default: '9e9e9e',
      patterns: [{ test: /^[0-9a-f]{6}$/, message: 'Enter a valid hexadecimal RGB color code.' }],
    }),
    description,
    integer('weight', 0, 32767, { default: 1000, isNullable: false }),
    { name: 'object_types', kind: 'objectTypes', default: [], isFilterless: true },
    computed(
      'tagged_items',
      (row, { db }) => db.all().reduce((sum, table) => sum + table.pointingAt('tags', row.id).size, 0),
      { isCount: true },
    ),
    ...times,
  ],
  brief: ['id', 'url', 'display', 'name', 'slug', 'color', 'description'],
  display: (row) => String(row.name),
  unique: uniqueNameAndSlug('tag', 'extras_tag'),
  ordering: ['weight', 'name'],
  search: ['name', 'slug'],
  afterDelete: (tag, context) => context.db.all().forEach((table) => untag(table, tag, context)),
};
