import { type Condition } from '../crud/lookups';
import { contentTypeOf } from '../model/content-type';
import { type AnyModel } from '../model/define-model';
import { BadValue } from '../model/field';
import { objectChange } from './object-change.model';

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  created_by_request: ['create'],
  updated_by_request: ['update'],
  modified_by_request: ['create', 'update'],
};
const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

export function isRequestParameter(key: string): boolean {
  return Object.hasOwn(ACTIONS, key);
}

/** The condition of rows that one request wrote, by its `X-Request-ID`. Throws BadValue for what is no UUID. */
export function requestCondition(
  model: AnyModel,
  key: string,
  values: readonly string[],
  { row, prefix }: { row: string; prefix: string },
): Condition | undefined {
  const wanted = values.at(-1)?.trim() ?? '';
  if (wanted === '') return undefined;
  if (!UUID.test(wanted)) throw new BadValue('Enter a valid UUID.');
  const hex = wanted.toLowerCase().replace(/-/g, '');
  const sql = `EXISTS (SELECT 1 FROM "${objectChange.table}" "change" WHERE "change"."request_id" = :${prefix}Request
    AND "change"."changed_object_type" = :${prefix}Type AND "change"."action" IN (:...${prefix}Actions)
    AND "change"."changed_object_id" = ${row}."id")`;
  return {
    sql,
    parameters: {
      [`${prefix}Request`]: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      [`${prefix}Type`]: contentTypeOf(model),
      [`${prefix}Actions`]: ACTIONS[key],
    },
  };
}
