import { type DataSource, In } from 'typeorm';
import { isPossibleId } from '../crud/drafts';
import { type CustomField } from '../features/custom-field.model';
import { tag, type Tag } from '../features/tag.model';
import { API_ROOT } from '../http/api-root';
import { type AnyModel } from '../model/define-model';
import { type AnyField } from '../model/field';
import { text } from '../model/kinds';
import { customFormField } from './custom-form-field';
import { ADD_TAGS, CHANGE_MESSAGE, REMOVE_TAGS } from './feature-form';
import { type FormField, formField, type FormSet, type FormState, stateOf } from './form-field';

/** Tags are few; where there are more, scripts find the others. */
const TAGS_AT_MOST = 1000;
const TAG_FILTER = 'tag';

/** Makes the fields of forms for tags, custom fields and the reason of a change. */
export class FeatureFields {
  constructor(private readonly dataSource: DataSource) {}

  /** What a form of many rows offers besides their fields. */
  async bulk(model: AnyModel, customFields: readonly CustomField[], state: FormState): Promise<FormField[]> {
    if (model.isPlain) return [];
    const tags = await Promise.all([
      this.tags(ADD_TAGS, 'Add tags', state),
      this.tags(REMOVE_TAGS, 'Remove tags', state),
    ]);
    return [...tags, ...customFields.map((field) => customFormField(field, stateOf(state)))];
  }

  /** Why somebody writes, for a model that has a change log. */
  message(model: AnyModel, state: FormState): FormField | undefined {
    if (!model.isLogged) return undefined;
    const field = text({ max: 200, blank: true, label: 'Changelog message' }) as AnyField;
    return formField(CHANGE_MESSAGE, field, stateOf(state));
  }

  /** A box to pick tags in, each sent by its id or by its slug. */
  async tags(key: string, label: string, state: FormState, by: 'id' | 'slug' = 'id'): Promise<FormField> {
    const values = state.values.getAll(key);
    const repository = this.dataSource.getRepository<Tag>(tag.name);
    const first = await repository.find({ order: { name: 'ASC' }, take: TAGS_AT_MOST });
    const missing = values.filter((value) => !first.some((one) => String(one[by]) === value));
    const where =
      by === 'id' ? { id: In(missing.map(Number).filter(isPossibleId)) } : { slug: In([...missing]) };
    const picked = missing.length > 0 ? await repository.findBy(where) : [];
    return formField(
      key,
      { ...(text({ label, blank: true }) as AnyField), widget: 'tags' },
      {
        ...stateOf(state),
        isBulk: false,
        isMultiple: true,
        lookup: { path: `${API_ROOT}/${tag.path}/?brief=true`, valueKey: by, text: '' },
        options: [...picked, ...first].map((one) => ({
          value: String(one[by]),
          label: one.name,
          isSelected: values.includes(String(one[by])),
        })),
      },
    );
  }

  /** Inputs that narrow a list by tags and custom fields, named as the parameters of REST. */
  async filters(
    model: AnyModel,
    customFields: readonly CustomField[],
    values: URLSearchParams,
  ): Promise<FormField[]> {
    if (model.isPlain) return [];
    const tags = await this.tags(TAG_FILTER, 'Tags', { values }, 'slug');
    const filtered = customFields.filter(
      ({ type, filterLogic }) => type !== 'json' && filterLogic !== 'disabled',
    );
    return [tags, ...filtered.map((field) => filterFieldOf(field, values))];
  }

  /** One set for each group of custom fields. */
  customSets(customFields: readonly CustomField[], state: FormState): FormSet[] {
    const groups = [...new Set(customFields.map(({ groupName }) => groupName))];
    return groups.map((group) => ({
      title: group || 'Custom fields',
      fields: customFields
        .filter(({ groupName }) => groupName === group)
        .map((field) => customFormField(field, stateOf(state))),
    }));
  }
}

/** Long texts are searched for with one line; nothing is required, and nothing emptied. */
function filterFieldOf(field: CustomField, values: URLSearchParams): FormField {
  const asked = field.type === 'longtext' ? { ...field, type: 'text' as const } : field;
  return { ...customFormField(asked, stateOf({ values, isBulk: true })), nullName: undefined };
}
