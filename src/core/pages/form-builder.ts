import { type DataSource } from 'typeorm';
import { visibleColumns } from '../crud/columns';
import { isPossibleId } from '../crud/drafts';
import { type ExternalObjects, type LinkResolver } from '../crud/links';
import { type ModelList } from '../crud/model-list';
import { seenAmong, whereSeen } from '../crud/sight';
import { type CustomField } from '../features/custom-field.model';
import { assignableModels } from '../features/object-types';
import { API_ROOT } from '../http/api-root';
import { contentTypeOf } from '../model/content-type';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { type AnyField } from '../model/field';
import { snakeCase } from '../model/naming';
import { FeatureFields } from './feature-fields';
import { TAGS } from './feature-form';
import {
  type FieldState,
  type FormField,
  formField,
  type FormSet,
  type FormState,
  stateOf,
} from './form-field';
import { fieldSetsOf } from './form-sets';

/** A reference to a model with more rows than this is a look-up, and a number where there are no scripts. */
const OPTIONS_AT_MOST = 100;

/** What a form says of a field besides its help, by the name of the field. */
export type FormNotes = Readonly<Record<string, string>>;

/** Makes the fields of any model's form, with the rows that its references may point at. */
export class FormBuilder {
  /** Fields for what every row has beside those of its model. */
  readonly features: FeatureFields;

  constructor(
    private readonly dataSource: DataSource,
    private readonly models: ModelList,
    private readonly externalObjects: ExternalObjects,
    private readonly links: LinkResolver,
    private readonly notes: FormNotes = {},
  ) {
    this.features = new FeatureFields(dataSource);
  }

  /** The sets of the model, then tags and custom fields; a set of nothing but notes comes last, as in NetBox. */
  async sets(model: AnyModel, customFields: readonly CustomField[], state: FormState): Promise<FormSet[]> {
    const sets = fieldSetsOf(model);
    const [own, tags] = await Promise.all([
      Promise.all(
        sets.map(async ({ title, names }) => ({ title, fields: await this.fields(model, names, state) })),
      ),
      model.isPlain ? undefined : this.features.tags(TAGS, 'Tags', state),
    ]);
    const isNotes = ({ fields }: FormSet): boolean => fields.every(({ widget }) => widget === 'markdown');
    const [main, notes] = [own.filter((set) => !isNotes(set)), own.filter(isNotes)];
    if (tags && main.length > 0) main[0] = { ...main[0], fields: [...main[0].fields, tags] };
    const all = [...main, ...this.features.customSets(customFields, state), ...notes];
    return all.length > 1 ? all : all.map(({ fields }) => ({ fields }));
  }

  fields(model: AnyModel, names: readonly string[], state: FormState): Promise<FormField[]> {
    return Promise.all(names.map((name) => this.field(name, (model.fields as Fields)[name], state)));
  }

  async field(name: string, field: AnyField, state: FormState): Promise<FormField> {
    const values = state.values.getAll(snakeCase(name));
    const help = [field.help, this.notes[name]].filter(Boolean).join(' ');
    return formField(
      name,
      { ...field, help },
      { ...stateOf(state), ...(await this.targetOf(field, values)) },
    );
  }

  private async targetOf(
    field: AnyField,
    values: readonly string[],
  ): Promise<Pick<FieldState, 'options' | 'lookup' | 'isMultiple'> | undefined> {
    const value = values.at(-1) ?? '';
    if (field.reference) return this.reference(this.models.named(field.reference.model), field, value);
    if (field.externalType) return this.external(field.externalType, value);
    if (field.widget === 'object-type') return { options: this.objectTypes(values, true) };
    if (field.widget === 'object-types')
      return { options: this.objectTypes(values, false), isMultiple: true };
    return undefined;
  }

  private objectTypes(values: readonly string[], isBlankOffered: boolean) {
    const options = assignableModels(this.models.all).map((model) => {
      const value = contentTypeOf(model);
      return { value, label: model.label, isSelected: values.includes(value) };
    });
    // A type that is no longer there is shown all the same, or saving the form would lose it.
    const lost = values.filter((value) => value !== '' && !options.some((one) => one.value === value));
    return [
      ...(isBlankOffered
        ? [{ value: '', label: '---------', isSelected: values.every((one) => one === '') }]
        : []),
      ...options,
      ...lost.map((value) => ({ value, label: value, isSelected: true })),
    ];
  }

  private async reference(target: AnyModel, field: AnyField, value: string) {
    const repository = this.dataSource.getRepository<AnyRow>(target.name);
    const rows = await repository.find({
      where: whereSeen(this.models.all, target),
      select: visibleColumns(target),
      order: { id: 'ASC' },
      take: OPTIONS_AT_MOST + 1,
    });
    const isLarge = rows.length > OPTIONS_AT_MOST;
    const current =
      rows.find(({ id }) => String(id) === value) ??
      (isPossibleId(Number(value))
        ? await repository.findOne({
            where: { id: seenAmong(this.models.all, target, [Number(value)]) },
            select: visibleColumns(target),
          })
        : null);
    const named = [...(isLarge ? [] : rows), ...(current ? [current] : [])];
    const names = await this.links.displays(target, named);
    const lookup = {
      path: `${API_ROOT}/${target.path}/?brief=true`,
      valueKey: 'id',
      text: current ? names[named.length - 1] : value,
    };
    if (isLarge) return { lookup };
    const options = rows.map((row, index) => ({
      value: String(row.id),
      label: names[index],
      isSelected: String(row.id) === value,
    }));
    const isBlankOffered = field.isOptional || !options.some(({ isSelected }) => isSelected);
    const blank = { value: '', label: '---------', isSelected: value === '' };
    return { lookup, options: isBlankOffered ? [blank, ...options] : options };
  }

  private async external(type: string, value: string) {
    const lookup = this.externalObjects.lookupOf(type);
    if (!lookup) return undefined;
    const id = Number(value);
    const known = isPossibleId(id) ? await this.externalObjects.find(new Map([[type, [id]]])) : new Map();
    const object = known.get(`${type}:${id}`) as { display: string } | undefined;
    return { lookup: { ...lookup, text: object?.display ?? (value && `#${value}`) } };
  }
}
