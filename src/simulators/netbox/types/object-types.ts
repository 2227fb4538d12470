import { type Database } from '../database';
import { type ResourceDefinition, type Values } from '../definition';
import { featuresOf } from '../features';
import { flag, fixed, json, text } from '../fields';
import { appLabel, appOf, modelOf, pluralOf, titleOf } from '../object-names';

/** One row for each type that is simulated; NetBox has some hundred more. */
function simulatedTypes(db: Database): Values[] {
  return db.all().map(({ definition }) => ({
    app_label: appOf(definition),
    app_name: appLabel(definition),
    model: modelOf(definition),
    model_name: definition.label,
    model_name_plural: pluralOf(definition.label),
    public: definition.isPrivate !== true,
    features: [...featuresOf(definition)],
    rest_api_endpoint: `/api/${definition.path}/`,
  }));
}

export const objectTypes: ResourceDefinition = {
  path: 'core/object-types',
  pagePath: null,
  alias: { path: 'extras/object-types', until: 4 },
  contentType: 'core.objecttype',
  modelName: 'ObjectType',
  label: 'object type',
  isReadOnly: true,
  isOpen: true,
  isUnlogged: true,
  features: [],
  etagField: null,
  fields: [
    text('app_label', 100),
    text('app_name', undefined, { isFilterless: true }),
    text('model', 100),
    text('model_name', undefined, { isFilterless: true }),
    text('model_name_plural', undefined, { isFilterless: true }),
    flag('public', false),
    json('features'),
    fixed('is_plugin_model', false),
    text('rest_api_endpoint', undefined, { isFilterless: true }),
    fixed('description', ''),
  ],
  brief: ['id', 'url', 'display'],
  display: (row) => `${String(row.app_name)} > ${titleOf(String(row.model_name))}`,
  ordering: ['app_label', 'model'],
  search: ['app_label', 'model'],
  filters: [
    {
      names: ['features'],
      match:
        ([value]) =>
        (row) =>
          (row.features as string[]).some((feature) => feature.includes(value)),
    },
  ],
  seed: simulatedTypes,
};
