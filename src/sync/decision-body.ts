import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { INT4_MAX } from '../core/model/parse';
import { ACTIONS, DECISIONS, type SyncChange } from '../models/sync-change.model';
import { type DecidedPart } from './plan-decisions';

const anId = { each: true, message: 'A valid integer is required.' };

/** The body of `POST sync/runs/<id>/decisions/`. */
export class DecisionBody {
  @IsIn(DECISIONS, { message: `The decision is one of ${DECISIONS.join(', ')}.` })
  decision!: SyncChange['decision'];

  @IsOptional()
  @IsArray({ message: 'Expected a list of ids of changes.' })
  @IsInt(anId)
  @Min(1, anId)
  @Max(INT4_MAX, anId)
  changes?: number[] | null;

  @IsOptional()
  @IsString({ message: 'Not a valid string.' })
  stage?: string | null;

  @IsOptional()
  @IsString({ message: 'Not a valid string.' })
  target?: string | null;

  @IsOptional()
  @IsIn(ACTIONS, { message: `The action is one of ${ACTIONS.join(', ')}.` })
  action?: SyncChange['action'] | null;
}

/** Which changes a body speaks of. */
export function partOf({ changes, stage, target, action }: DecisionBody): DecidedPart {
  return {
    changes: changes ?? undefined,
    ...(stage != null && { stage }),
    ...(target != null && { target }),
    ...(action != null && { action }),
  };
}
