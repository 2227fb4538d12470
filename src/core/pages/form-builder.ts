import { type DataSource } from 'typeorm';
import { visibleColumns } from '../crud/columns';
import { type ExternalObjects } from '../crud/links';
import { type ModelList } from '../crud/model-list';
import { isPossibleId } from '../crud/drafts';
import { type FieldErrors } from '../errors/errors';
import { API_ROOT } from '../http/api-root';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { type AnyField } from '../model/field';
import { snakeCase } from '../model/naming';
import { type FieldState, type FormField, formField } from './form-field';
import { fieldSetsOf } from './form-sets';

/** A reference to a model with more rows than this is a look-up, and a number where there are no scripts. */
const OPTIONS_AT_MOST = 100;

export interface FormSet {
  /** Without it the set needs no heading: it is the only one. */
  readonly title?: string;
  readonly fields: readonly FormField[];
}

export interface FormState {
  readonly values: URLSearchParams;
  readonly errors?: FieldErrors;
  readonly isStored?: boolean;
  /** Whether the form changes many rows at once. */
  readonly isBulk?: boolean;
}

/** Makes the fields of any model's form, with the rows that its references may point at. */
export class FormBuilder {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: ModelList,
    private readonly externalObjects: ExternalObjects,
  ) {}

  async sets(model: AnyModel, state: FormState): Promise<FormSet[]> {
    const sets = fieldSetsOf(model);
    return Promise.all(
      sets.map(async ({ title, names }) => ({
        ...(sets.length > 1 && { title }),
        fields: await this.fields(model, names, state),
      })),
    );
  }

  fields(model: AnyModel, names: readonly string[], state: FormState): Promise<FormField[]> {
    return Promise.all(names.map((name) => this.field(name, (model.fields as Fields)[name], state)));
  }

  async field(
    name: string,
    field: AnyField,
    { values, errors = {}, isStored = false, isBulk = false }: FormState,
  ): Promise<FormField> {
    const value = values.getAll(snakeCase(name)).at(-1) ?? '';
    const target = await this.targetOf(field, value);
    return formField(name, field, { values, errors, isStored, isBulk, ...target });
  }

  private async targetOf(
    field: AnyField,
    value: string,
  ): Promise<Pick<FieldState, 'options' | 'lookup'> | undefined> {
    if (field.reference) return this.reference(this.models.named(field.reference.model), field, value);
    if (field.externalType) return this.external(field.externalType, value);
    return undefined;
  }

  private async reference(target: AnyModel, field: AnyField, value: string) {
    const repository = this.dataSource.getRepository<AnyRow>(target.name);
    const rows = await repository.find({
      select: visibleColumns(target),
      order: { id: 'ASC' },
      take: OPTIONS_AT_MOST + 1,
    });
    const current =
      rows.find(({ id }) => String(id) === value) ??
      (isPossibleId(Number(value))
        ? await repository.findOne({ where: { id: Number(value) }, select: visibleColumns(target) })
        : null);
    const lookup = {
      path: `${API_ROOT}/${target.path}/?brief=true`,
      valueKey: 'id',
      text: current ? target.display(current) : value,
    };
    if (rows.length > OPTIONS_AT_MOST) return { lookup };
    const options = rows.map((row) => ({
      value: String(row.id),
      label: target.display(row),
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
