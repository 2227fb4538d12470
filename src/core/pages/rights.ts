import { type KnownIdentity, type KnownRequest } from '../access/identity';
import { NotAllowed } from '../errors/errors';
import { type Action, type AnyModel } from '../model/define-model';
import { type Tab } from './detail-view';

/** What one person may do with the rows of one model. */
export type Rights = Readonly<Record<Action, boolean>>;

/** The actions of the model, as far as the person may do them. */
export function rightsOf(model: AnyModel, identity: KnownIdentity | undefined): Rights {
  const may = (action: Action): boolean =>
    model.actions.includes(action) && (identity?.may(`${action} ${model.name}`) ?? false);
  return { view: may('view'), add: may('add'), change: may('change'), delete: may('delete') };
}

/** A page without the tabs whose rows the person may not see. */
export function withOpenTabs<V extends { readonly tabs: readonly Tab[] }>(
  view: V,
  identity: KnownIdentity | undefined,
): V {
  const isOpen = ({ listModel }: Tab): boolean => !listModel || rightsOf(listModel, identity).view;
  return { ...view, tabs: view.tabs.filter(isOpen) };
}

/** Throws NotAllowed in words when the person behind a request may not do it. */
export function demand(action: Action, model: AnyModel, request: KnownRequest): Rights {
  const rights = rightsOf(model, request.identity);
  if (!rights[action]) {
    throw new NotAllowed(`You do not have permission to ${action} ${model.labelPlural}.`);
  }
  return rights;
}
