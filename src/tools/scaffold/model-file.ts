import { type AnyModel } from '../../core/model/define-model';
import { Invalid } from '../../core/errors/errors';
import { writeListed } from './listed';
import { type Names, pluralOf } from './names';

const LIST = 'src/models/index.ts';

/** Writes `src/models/<name>.model.ts` and its line in the list; gives the paths below `root`. Throws Invalid. */
export function writeModel(root: string, names: Names, models: readonly AnyModel[]): string[] {
  const path = pluralOf(names.name);
  const other = models.find((model) => model.path === path || model.name === names.name);
  if (other)
    throw new Invalid(`Model ${other.name} with the path ${other.path} exists already; nothing was written.`);
  const file = `src/models/${names.name}.model.ts`;
  writeListed(root, file, modelText(names, path), LIST, {
    value: names.value,
    module: `./${names.name}.model`,
  });
  return [file, LIST];
}

function modelText({ name, value, type, label }: Names, path: string): string {
  const plural = pluralOf(label);
  return `import { defineModel, type Row } from '../core/model/define-model';
import { choice, text } from '../core/model/kinds';
import { comments } from './fields';

/** What one ${label.toLowerCase()} is, in a sentence. */
export const ${value} = defineModel({
  // The file, the table, the class and the folder of own templates have their names from it.
  name: '${name}',
  label: '${label}',${plural === `${label}s` ? '' : `\n  labelPlural: '${plural}',`}
  // Below /api/plugins/proxbox/ and /plugins/proxbox/.
  path: '${path}',
  // A section of src/pages/menu.ts or a new one; without it there are pages, but no entry in the menu.
  menu: 'Infrastructure',
  // The kinds are in core/model/kinds.ts: int, bool, datetime, json, secret … A row of another model is
  // ref('proxmox-cluster'), an object of NetBox netboxRef('virtualization.cluster'); \`optional\` takes null.
  fields: {
    name: text(),
    status: choice({ active: 'green', stale: 'red' }, { default: 'active' }),
    description: text({ blank: true, help: 'Shown below the field in forms.' }),
    comments,
  },
  // No two rows have the same of these.
  identity: ['name'],
  // A leading minus is descending.
  order: ['name'],
  // Columns of the list page; \`detail\` makes cards and \`form\` fieldsets, where one is not enough.
  list: ['name', 'status', 'description'],
  // Where \`?q=\` looks.
  search: ['name', 'description'],
  display: (row) => row.name,
});

export type ${type} = Row<typeof ${value}>;
`;
}
