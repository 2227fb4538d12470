import { type Filter } from '../crud/lookups';
import { type ModelList } from '../crud/model-list';
import { journalEntry } from '../features/journal-entry.model';
import { objectChange } from '../features/object-change.model';
import { contentTypeOf } from '../model/content-type';
import { type AnyModel } from '../model/define-model';
import { labelOfName } from './cell';

/** Rows of another model that belong to a row of this one, as a tab of its page. */
export interface RelatedList {
  readonly model: AnyModel;
  readonly label: string;
  /** Last part of the tab's address. */
  readonly slug: string;
  /** Whether the tab shows how many there are. */
  readonly isCounted: boolean;
  /** What limits the list to the rows of one row; these columns are the same in all of them. */
  readonly within: (id: number) => readonly Filter[];
}

/** Last part of the address of a row's journal. */
export const JOURNAL = 'journal';
const CHANGES = 'changelog';

/** The related lists of a model: what points at it, in the order of the models, then journal and change log. */
export function relatedLists(model: AnyModel, models: ModelList): RelatedList[] {
  const dependents = models.dependentsOf(model);
  const pointing = dependents.map(({ model: other, field }) => {
    const isOnlyOne = dependents.filter((one) => one.model === other).length === 1;
    const slug = other.path.replace(/\//g, '-');
    return {
      model: other,
      label: isOnlyOne ? other.labelPlural : `${other.labelPlural} (${labelOfName(other, field)})`,
      slug: isOnlyOne ? slug : `${slug}-by-${field.toLowerCase()}`,
      isCounted: true,
      within: (id: number) => [exactly(field, id)],
    };
  });
  const type = contentTypeOf(model);
  const journal: RelatedList = {
    model: journalEntry as AnyModel,
    label: 'Journal',
    slug: JOURNAL,
    isCounted: true,
    within: (id) => [exactly('assignedObjectType', type), exactly('assignedObjectId', id)],
  };
  const changes: RelatedList = {
    model: objectChange as AnyModel,
    label: 'Changelog',
    slug: CHANGES,
    isCounted: false,
    within: (id) => [exactly('changedObjectType', type), exactly('changedObjectId', id)],
  };
  return [...pointing, ...(model.isPlain ? [] : [journal]), ...(model.isLogged ? [changes] : [])];
}

function exactly(name: string, value: string | number): Filter {
  return { name, lookup: 'exact', values: [value] };
}
