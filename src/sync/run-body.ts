import { Transform } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { INT4_MAX } from '../core/model/parse';
import { type RunRequest } from './sync-order';
import { WHEN_BUSY, type WhenBusy } from './sync-params';

const LIMIT = 'The limit is seconds, from 1 to 2000000.';

/** Ids may come as text, as forms and netbox-proxbox's clients send them. */
export const Ids = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    Array.isArray(value)
      ? value.map((id: unknown) => (typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id))
      : value,
  );

const anId = { each: true, message: 'A valid integer is required.' };

/** What a run or a schedule is asked to do. */
export class WorkBody {
  @IsOptional()
  @IsArray({ message: 'Expected a list of sync types.' })
  @IsString({ each: true, message: 'Not a valid string.' })
  sync_types?: string[];

  @IsOptional()
  @Ids()
  @IsArray({ message: 'Expected a list of ids of NetBox endpoints.' })
  @IsInt(anId)
  netbox_endpoint_ids?: number[];

  @IsOptional()
  @Ids()
  @IsArray({ message: 'Expected a list of ids of virtual machines in NetBox.' })
  @IsInt(anId)
  @Max(INT4_MAX, anId)
  netbox_vm_ids?: number[];

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
}

/** The body of `POST sync/runs/`. */
export class RunBody extends WorkBody {
  @IsOptional()
  @IsArray({ message: 'Expected a list of names of stages.' })
  @IsString({ each: true, message: 'Not a valid string.' })
  stages?: string[];

  @IsOptional()
  @IsArray({ message: 'Expected a list of ids of Proxmox endpoints.' })
  @IsInt({ each: true, message: 'A valid integer is required.' })
  endpoints?: number[];
}

/** The part of a request that both kinds of body share. */
export function workOf(body: WorkBody, requestedBy: string): RunRequest {
  return {
    mode: body.mode ?? 'apply',
    syncTypes: body.sync_types ?? undefined,
    netboxEndpoints: body.netbox_endpoint_ids ?? undefined,
    machines: body.netbox_vm_ids ?? undefined,
    whenBusy: body.when_busy ?? undefined,
    requestedBy,
  };
}
