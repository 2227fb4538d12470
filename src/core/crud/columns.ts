import { type FindOptionsSelect } from 'typeorm';
import {
  type AnyModel,
  type AnyRow,
  FEATURE_COLUMNS,
  type Fields,
  STANDARD_NAMES,
} from '../model/define-model';

/** The columns of a row that may be shown: secrets are not even read, so that nothing can let them slip. */
export function visibleNames(model: AnyModel): string[] {
  const fields = model.fields as Fields;
  const features = model.isPlain ? [] : FEATURE_COLUMNS;
  return [...STANDARD_NAMES, ...features, ...Object.keys(fields).filter((name) => !fields[name].isSecret)];
}

/** The same for TypeORM's `select`; `secrets` names those that are needed all the same. */
export function visibleColumns(model: AnyModel, secrets: readonly string[] = []): FindOptionsSelect<AnyRow> {
  return Object.fromEntries([...visibleNames(model), ...secrets].map((name) => [name, true]));
}
