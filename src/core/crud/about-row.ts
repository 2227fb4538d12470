import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import { type AnyModel } from '../model/define-model';

const ABOUT = 'proxbox:about';

/** Says of a controller whose addresses are not below those of a model that its `:id` is the id of a row of that model. */
export const AboutRow = (model: AnyModel): CustomDecorator => SetMetadata(ABOUT, model);

/** What was said of a controller. */
export function aboutRowOf(controller: object): AnyModel | undefined {
  return Reflect.getMetadata(ABOUT, controller) as AnyModel | undefined;
}
