import { type DataSource } from 'typeorm';
import { type Condition } from '../crud/lookups';
import { type FieldErrors, Invalid } from '../errors/errors';
import { type AnyModel } from '../model/define-model';
import { BadValue } from '../model/field';
import { customFieldCondition, isCustomFieldParameter } from './custom-field-filters';
import { customFieldsOf } from './custom-fields';
import { isRequestParameter, requestCondition } from './request-filters';
import { isTagParameter, tagCondition } from './tag-filters';

/** Parameters of a list that only the database can judge, as they were sent. */
export type FeatureParameters = ReadonlyMap<string, readonly string[]>;

/** Whether a parameter narrows a list by what every row has beside its fields. */
export function isFeatureParameter(model: AnyModel, key: string): boolean {
  const isOfFeatures = isTagParameter(key) || isCustomFieldParameter(key);
  return (!model.isPlain && isOfFeatures) || (model.isLogged && isRequestParameter(key));
}

/** The conditions of such parameters on the table that `row` stands for; throws Invalid that names the wrong ones. */
export async function featureConditions(
  model: AnyModel,
  parameters: FeatureParameters,
  dataSource: DataSource,
  row: string,
): Promise<Condition[]> {
  const conditions: Condition[] = [];
  const errors: FieldErrors = {};
  const isAboutCustomFields = [...parameters.keys()].some(isCustomFieldParameter);
  const fields = isAboutCustomFields ? await customFieldsOf(dataSource.manager, model) : [];
  const conditionFor = (key: string, values: readonly string[], place: { row: string; prefix: string }) => {
    if (isCustomFieldParameter(key)) return customFieldCondition(key, values, fields, place);
    if (isRequestParameter(key)) return requestCondition(model, key, values, place);
    return tagCondition(key, values, dataSource, place);
  };
  for (const [key, values] of parameters) {
    const place = { row, prefix: `feature${conditions.length}` };
    try {
      const condition = await conditionFor(key, values, place);
      if (condition) conditions.push(condition);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      errors[key] = [error.message];
    }
  }
  if (Object.keys(errors).length > 0) throw Invalid.of(errors);
  return conditions;
}
