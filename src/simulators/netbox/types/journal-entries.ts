import {
  type Problems,
  type ResourceDefinition,
  type SaveContext,
  type Values,
  type WriteContext,
} from '../definition';
import { choice, customFields, genericReference, reference, tags, text, times } from '../fields';
import { readTime } from '../filter-values';
import { featuresOf } from '../features';
import { appLabel, titleOf } from '../object-names';

const kinds = { info: 'Info', success: 'Success', warning: 'Warning', danger: 'Danger' };

function entryProblems(entry: Values, { db, minor }: WriteContext): Problems | undefined {
  const table = db.tableOf(entry.assigned_object_type);
  if (!table) return undefined;
  const { label } = table.definition;
  const type = `${appLabel(table.definition)} ${minor === 5 ? `| ${label}` : `> ${titleOf(label)}`}`;
  const general = minor >= 7 ? '__all__' : 'non_field_errors';
  if (!table.rows.has(Number(entry.assigned_object_id)))
    return { [general]: [`Invalid assigned_object: ${type} ID ${String(entry.assigned_object_id)}`] };
  if (!featuresOf(table.definition).includes('journaling'))
    return {
      __all__: [
        `Journaling is not supported for this object type (${appLabel(table.definition)} | ${label}).`,
      ],
    };
  return undefined;
}

/** Who wrote an entry is the caller unless told, and stays. */
function sign(entry: Values, { before, author }: SaveContext): void {
  entry.created_by = before ? before.created_by : (entry.created_by ?? author.userId);
}

export const journalEntries: ResourceDefinition = {
  path: 'extras/journal-entries',
  contentType: 'extras.journalentry',
  modelName: 'JournalEntry',
  label: 'journal entry',
  fields: [
    ...genericReference('assigned_object', undefined, { isRequired: true, isNullable: false }),
    times[0],
    reference('created_by', 'users/users', { isIdOnly: true, onDelete: 'null', filterBy: 'username' }),
    choice('kind', kinds, { default: 'info' }),
    text('comments', undefined, { isRequired: true, isFilterless: true }),
    tags,
    customFields,
    times[1],
  ],
  brief: ['id', 'url', 'display', 'created'],
  display: (row) =>
    `${String(row.created).slice(0, 16).replace('T', ' ')} (${kinds[row.kind as keyof typeof kinds]})`,
  generics: [{ type: 'assigned_object_type', id: 'assigned_object_id', onDelete: 'cascade' }],
  features: [
    'change_logging',
    'custom_fields',
    'custom_links',
    'custom_validation',
    'event_rules',
    'export_templates',
    'tags',
  ],
  ordering: ['-created'],
  search: ['comments'],
  filters: [
    {
      names: ['created_after'],
      match: ([value]) => {
        const limit = readTime(value);
        return (row) => readTime(String(row.created)) >= limit;
      },
    },
    {
      names: ['created_before'],
      match: ([value]) => {
        const limit = readTime(value);
        return (row) => readTime(String(row.created)) <= limit;
      },
    },
  ],
  validate: entryProblems,
  beforeSave: sign,
};
