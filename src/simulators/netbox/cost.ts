import { isWriteMethod } from './faults';

/** What a request costs a NetBox; the values were measured on 4.5 with two workers. All in milliseconds. */
export interface CostModel {
  workers: number;
  requestMs: number;
  bulkCreateMsPerObject: number;
  bulkChangeMsPerObject: number;
  singleVmCreateMs: number;
  singleWriteMs: number;
  listedRowWithFieldsMs: number;
  listedRowMs: number;
}

export const measuredCost: CostModel = {
  workers: 2,
  requestMs: 25,
  bulkCreateMsPerObject: 25,
  bulkChangeMsPerObject: 22,
  singleVmCreateMs: 95,
  singleWriteMs: 60,
  listedRowWithFieldsMs: 0.6,
  listedRowMs: 4,
};

/** What the cost of a request depends on. */
export interface CostlyRequest {
  method: string;
  path: string;
  /** How many objects a bulk body names; undefined for a single object. */
  bulkObjects?: number;
  listedRows?: number;
  hasFields?: boolean;
}

/** How long a request holds its worker, in milliseconds. */
export function costOf(request: CostlyRequest, model: CostModel): number {
  const { method, path, bulkObjects, listedRows = 0, hasFields } = request;
  if (!isWriteMethod(method))
    return model.requestMs + listedRows * (hasFields ? model.listedRowWithFieldsMs : model.listedRowMs);
  if (bulkObjects !== undefined)
    return (
      model.requestMs +
      bulkObjects * (method === 'POST' ? model.bulkCreateMsPerObject : model.bulkChangeMsPerObject)
    );
  const isVmCreate = method === 'POST' && path.startsWith('/api/virtualization/virtual-machines/');
  return model.requestMs + (isVmCreate ? model.singleVmCreateMs : model.singleWriteMs);
}

/** NetBox serialises writes of IP addresses by one lock, however many workers there are. */
export const takesAddressLock = (method: string, path: string): boolean =>
  isWriteMethod(method) && path.startsWith('/api/ipam/ip-addresses/');

/** Lets at most `size` holders in at a time, in the order they came. */
export class Turnstile {
  private readonly waiting: (() => void)[] = [];
  private free: number;

  constructor(size: number) {
    this.free = size;
  }

  async enter(): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free++;
  }
}
