import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateBy,
} from 'class-validator';
import { Invalid } from '../core/errors/errors';
import { NOTIFICATIONS, type Notifications } from '../core/jobs/job.model';
import { INT4_MAX } from '../core/model/parse';
import { type Batch } from './batch';
import { type RunRequest } from './sync-order';
import { WHEN_BUSY, type WhenBusy } from './sync-params';

const anId = { each: true, message: 'A valid integer is required.' };
const LIMIT = 'The limit is seconds, from 1 to 2000000.';

/** Ids, given or not; they may come as text, as forms and netbox-proxbox's clients send them. */
export const Ids = (otherwise: string): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value)
        ? value.map((id: unknown) => (typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id))
        : value,
    ),
    IsArray({ message: otherwise }),
    ValidateBy({ name: 'isId', validator: { validate: isId } }, anId),
  );

function isId(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) <= INT4_MAX;
}

/** Names as Proxmox VE has them, given or not. */
const Names = (otherwise: string): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    IsArray({ message: otherwise }),
    ArrayMaxSize(100, { message: 'Give at most 100 names.' }),
    IsString({ each: true, message: 'Not a valid string.' }),
    IsNotEmpty({ each: true, message: 'This field may not be blank.' }),
    MaxLength(200, { each: true, message: 'Ensure this field has no more than 200 characters.' }),
  );

/** What a run or a schedule is asked to do. */
export class WorkBody {
  @IsOptional()
  @IsArray({ message: 'Expected a list of sync types.' })
  @IsString({ each: true, message: 'Not a valid string.' })
  sync_types?: string[];

  @Ids('Expected a list of ids of NetBox endpoints.')
  netbox_endpoint_ids?: number[];

  @Ids('Expected a list of ids of virtual machines in NetBox.')
  netbox_vm_ids?: number[];

  @Names('Expected a list of names of Proxmox clusters.')
  proxmox_clusters?: string[];

  @Names('Expected a list of names of resource pools.')
  proxmox_pools?: string[];

  @Names('Expected a list of tags in Proxmox VE.')
  proxmox_tags?: string[];

  @IsOptional()
  @IsString({ message: 'Not a valid string.' })
  batch_object_type?: string;

  @Ids('Expected a list of ids of the picked objects.')
  batch_object_ids?: number[];

  @IsOptional()
  @IsIn(['plan', 'apply'], { message: 'The mode is "plan" or "apply".' })
  mode?: 'plan' | 'apply';

  @IsOptional()
  @IsIn(WHEN_BUSY, { message: 'When somebody is at work: "join", "wait" or "refuse".' })
  when_busy?: WhenBusy;

  @IsOptional()
  @IsInt({ message: LIMIT })
  @Min(1, { message: LIMIT })
  @Max(2_000_000, { message: LIMIT })
  time_limit?: number;

  @IsOptional()
  @IsIn(NOTIFICATIONS, { message: `Choose from ${NOTIFICATIONS.join(', ')}.` })
  notifications?: Notifications;
}

/** The body of `POST sync/runs/`. */
export class RunBody extends WorkBody {
  @IsOptional()
  @IsArray({ message: 'Expected a list of names of stages.' })
  @IsString({ each: true, message: 'Not a valid string.' })
  stages?: string[];

  @Ids('Expected a list of ids of Proxmox endpoints.')
  endpoints?: number[];
}

/** The objects that a body picks. Throws Invalid for ids without a type. */
function batchOf({ batch_object_type: type, batch_object_ids: ids }: WorkBody): Batch | undefined {
  if (type) return { type, ids: [...new Set(ids)] };
  if (!ids?.length) return undefined;
  throw Invalid.of({ batch_object_type: ['Say of which type the picked objects are.'] });
}

/** The part of a request that both kinds of body share. Throws Invalid for picked objects without a type. */
export function workOf(body: WorkBody, requestedBy: string): RunRequest {
  return {
    mode: body.mode ?? 'apply',
    syncTypes: body.sync_types ?? undefined,
    netboxEndpoints: body.netbox_endpoint_ids ?? undefined,
    machines: body.netbox_vm_ids ?? undefined,
    clusters: body.proxmox_clusters ?? undefined,
    pools: body.proxmox_pools ?? undefined,
    tags: body.proxmox_tags ?? undefined,
    batch: batchOf(body),
    whenBusy: body.when_busy ?? undefined,
    requestedBy,
  };
}
