import { type AnyModel, type Fields } from './define-model';

/** Throws a sentence where a scope leads to nothing that people can be limited to. */
export function checkScopes(models: readonly AnyModel[]): void {
  const roots = models.filter(({ scope }) => scope === 'root');
  const ties = models.find((model) => model.ties)?.ties;
  if (roots.length > 1) throw new Error(`Models ${roots[0].name} and ${roots[1].name} are both a root.`);
  for (const { name, fields, scope } of models) {
    if (scope === undefined || scope === 'root') continue;
    const complain = (sentence: string): never => {
      throw new Error(`Model ${name}: its scope ${sentence}`);
    };
    const [root] = roots;
    if (!root) complain('needs a model whose scope is "root".');
    if ('below' in scope && !Object.hasOwn(root.fields as Fields, scope.key)) {
      complain(`names "${scope.key}", which is no field of ${root.name}.`);
    }
    if (!('through' in scope)) continue;
    const { reference, externalType } = (fields as Fields)[scope.through];
    const target = models.find((one) => one.name === reference?.model);
    const isTied = externalType !== undefined && ties?.kinds[externalType] !== undefined;
    if (!target?.scope && !isTied) complain(`goes through "${scope.through}", which leads to no root.`);
  }
}
