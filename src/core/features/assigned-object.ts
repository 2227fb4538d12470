import { type FieldErrors } from '../errors/errors';
import { seenAmong } from '../crud/sight';
import { modelOfType } from '../model/content-type';
import { type Work } from '../model/effects';
import { assignableModels } from './object-types';

/** Whether the object that a row is assigned to can be and is there; in NetBox's words. */
export async function checkAssigned(
  { manager, models }: Work,
  row: Readonly<Record<string, unknown>>,
): Promise<FieldErrors | undefined> {
  const { assignedObjectType, assignedObjectId } = row;
  const model = modelOfType(assignableModels(models), assignedObjectType);
  if (!model) return { assigned_object_type: [`Invalid content type: ${String(assignedObjectType)}`] };
  const id = seenAmong(models, model, [Number(assignedObjectId)]);
  const isThere = await manager.getRepository(model.name).existsBy({ id });
  if (isThere) return undefined;
  return { non_field_errors: [`Invalid assigned_object: ${model.label} ID ${String(assignedObjectId)}`] };
}
