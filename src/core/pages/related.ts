import { type ModelList } from '../crud/model-list';
import { type AnyModel } from '../model/define-model';
import { labelOfName } from './cell';

/** Rows of another model that point at this one, as a tab of its page. */
export interface RelatedList {
  readonly model: AnyModel;
  /** The field there that points here. */
  readonly field: string;
  readonly label: string;
  /** Last part of the tab's address. */
  readonly slug: string;
}

/** The related lists of a model, in the order of the models. */
export function relatedLists(model: AnyModel, models: ModelList): RelatedList[] {
  const dependents = models.dependentsOf(model);
  return dependents.map(({ model: other, field }) => {
    const isOnlyOne = dependents.filter((one) => one.model === other).length === 1;
    const slug = other.path.replace(/\//g, '-');
    return {
      model: other,
      field,
      label: isOnlyOne ? other.labelPlural : `${other.labelPlural} (${labelOfName(other, field)})`,
      slug: isOnlyOne ? slug : `${slug}-by-${field.toLowerCase()}`,
    };
  });
}
