import { Inject } from '@nestjs/common';
import { type AnyModel } from '../model/define-model';

/** The injection token of a model's store. */
export function storeToken(model: AnyModel): string {
  return `${model.className}Store`;
}

/** `@InjectStore(proxmoxCluster) private readonly clusters: ModelStore` */
export function InjectStore(model: AnyModel): ParameterDecorator {
  return Inject(storeToken(model));
}
