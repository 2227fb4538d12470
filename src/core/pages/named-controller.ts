import { type Type } from '@nestjs/common';
import { Needs } from '../access/needs';
import { type Action, type AnyModel } from '../model/define-model';

/** Routes, logs and stack traces show the class like one that was written by hand. */
export function named<T extends Type>(controller: T, name: string): T {
  Object.defineProperty(controller, 'name', { value: name });
  return controller;
}

/** Makes a method a route only if the model has the action at all, for who may do that with rows of the model. */
export function routes(model: AnyModel) {
  return (action: Action, ...decorators: MethodDecorator[]): MethodDecorator => {
    return (target, key, descriptor) => {
      if (!model.actions.includes(action)) return;
      for (const decorate of [...decorators, Needs(`${action} ${model.name}`)]) {
        decorate(target, key, descriptor);
      }
    };
  };
}
