import { SetMetadata } from '@nestjs/common';
import { type ModelList } from '../crud/model-list';
import { type Parameter, type Schema } from './schema';

/** What is answered with one status. */
export interface Answer {
  readonly description: string;
  /** Of the JSON, or of the text when there is another `contentType`; without it there is no body. */
  readonly schema?: Schema;
  /** `application/json` unless told. */
  readonly contentTypes?: readonly string[];
  /** Headers that always come with it, besides those of every answer. */
  readonly headers?: Readonly<Record<string, { description: string; schema: Schema }>>;
}

/** What OpenAPI says about one route. Path parameters and the errors that any such route has are added by themselves. */
export interface RouteDescription {
  /** In NetBox's form: `plugins_proxbox_clusters_list`. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Heading that the route is listed under. */
  readonly tag: string;
  /** In the query string or in a header; what depends on other models is asked for when all of them are known. */
  readonly parameters?: readonly Parameter[] | ((models: ModelList) => readonly Parameter[]);
  /** Of the JSON that is sent. */
  readonly body?: Schema;
  /** The request may come without its body. */
  readonly isBodyOptional?: boolean;
  /** A session is not enough: the route changes things by GET. */
  readonly needsHeader?: boolean;
  readonly answers: Readonly<Record<number, Answer>>;
}

const DESCRIPTION = 'proxbox:openapi';
const DESCRIPTIONS = 'proxbox:openapi-routes';

/** Says beside a handler what OpenAPI tells about it. */
export const Describe = (description: RouteDescription): MethodDecorator =>
  SetMetadata(DESCRIPTION, description);

/** Says the same for a whole controller, by the names of its methods. */
export const DescribeRoutes = (descriptions: Readonly<Record<string, RouteDescription>>): ClassDecorator =>
  SetMetadata(DESCRIPTIONS, descriptions);

/** What was said about a handler; undefined for pages, and for routes that somebody forgot. */
export function descriptionOf(
  controller: object,
  handler: object,
  name: string,
): RouteDescription | undefined {
  const own = Reflect.getMetadata(DESCRIPTION, handler) as RouteDescription | undefined;
  const all = Reflect.getMetadata(DESCRIPTIONS, controller) as Record<string, RouteDescription> | undefined;
  return own ?? (all && Object.hasOwn(all, name) ? all[name] : undefined);
}
