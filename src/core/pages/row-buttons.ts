import { type AnyModel } from '../model/define-model';
import { detailPath, listPath } from './page-address';
import { type Rights } from './rights';

/** The buttons above the page of a row, as far as the model and the person have them. */
export interface RowButtons {
  readonly clone?: string;
  readonly edit?: string;
  readonly delete?: string;
}

export function rowButtons(model: AnyModel, id: number, rights: Rights): RowButtons {
  const own = detailPath(model, id);
  return {
    ...(rights.add && { clone: `${listPath(model)}add/?clone=${id}` }),
    ...(rights.change && { edit: `${own}edit/` }),
    ...(rights.delete && { delete: `${own}delete/` }),
  };
}
