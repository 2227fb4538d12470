import { type AnyModel, type Fields, STANDARD_NAMES } from '../model/define-model';
import { snakeCase } from '../model/naming';
import { familyOf } from './lookups';
import { type ModelList } from './model-list';

/**
 * Where a list is filtered or searched: a column of the row itself, or of what one of its references points at, which
 * is written with a point: `cluster.name`.
 */
export interface Place {
  /** The model that has the column. */
  readonly model: AnyModel;
  readonly name: string;
  /** The reference that leads there; undefined for the row itself. */
  readonly through?: string;
}

/** Undefined where there is no such column, or where it is secret. */
export function placeOf(model: AnyModel, name: string, models: ModelList): Place | undefined {
  const [own, other] = name.split('.');
  if (other === undefined) return familyOf(model, own) ? { model, name: own } : undefined;
  const target = targetOf(model, own, models);
  return target && familyOf(target, other) ? { model: target, name: other, through: own } : undefined;
}

/** The model that a field points at; for an object of another program the one that keeps the names of such objects. */
export function targetOf(model: AnyModel, name: string, models: ModelList): AnyModel | undefined {
  const field = (model.fields as Fields)[name];
  if (field?.reference) return models.named(field.reference.model);
  return field?.externalType ? models.mirror : undefined;
}

/** The columns of a model by their names in JSON. */
export function columnNames(model: AnyModel): Map<string, string> {
  return new Map(
    [...Object.keys(model.fields as Fields), ...STANDARD_NAMES].map((name) => [snakeCase(name), name]),
  );
}
