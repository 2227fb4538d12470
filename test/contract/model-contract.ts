import { type AnyModel } from '../../src/core/model/define-model';
import { ModelScene } from './model-scene';
import { describeReading } from './reading-contract';
import { describeSingletons } from './singleton-contract';
import { describeWriting } from './writing-contract';

/** What every model keeps to by existing: `some` of the `models` of one program. */
export function describeModels(models: readonly AnyModel[], some: readonly AnyModel[] = models): void {
  const scene = new ModelScene(models);
  beforeAll(() => scene.open());
  afterAll(() => scene.close());

  const named = some.map((model) => [model.name, model] as const);
  describeReading(scene, named);
  const added = named.filter(([, model]) => model.actions.includes('add') && !model.isSingleton);
  if (added.length > 0) describeWriting(scene, added);
  const single = named.filter(([, model]) => model.isSingleton);
  if (single.length > 0) describeSingletons(scene, single);
}
