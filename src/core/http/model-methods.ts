import { type Action, type AnyModel } from '../model/define-model';
import { API_ROOT } from './api-root';
import { type AllowedMethods } from './rest-errors.filter';

const LIST: Readonly<Record<Action, readonly string[]>> = {
  view: ['GET', 'HEAD'],
  add: ['POST'],
  change: ['PUT', 'PATCH'],
  delete: ['DELETE'],
};
const DETAIL: typeof LIST = { ...LIST, add: [] };

/** Which methods the list and the rows of each model take. */
export function modelMethods(models: readonly AnyModel[]): AllowedMethods {
  const byPath = new Map(models.map((model) => [model.path, model]));
  return (path) => {
    const below = path.startsWith(`${API_ROOT}/`) ? path.slice(API_ROOT.length + 1).replace(/\/$/, '') : '';
    const list = byPath.get(below);
    const row = byPath.get(below.replace(/\/\d+$/, ''));
    const model = list ?? row;
    if (!model) return undefined;
    const methods = model.actions.flatMap((action) => (list ? LIST : DETAIL)[action]);
    return [...methods.filter((method) => method !== 'PUT' || !model.isSingleton), 'OPTIONS'];
  };
}
