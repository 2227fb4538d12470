import { type ProxboxError } from '../../core/errors/errors';

/** One HTTP request to NetBox. */
export interface NetboxRequest {
  method: 'GET' | 'OPTIONS' | 'POST' | 'PATCH' | 'DELETE';
  /** From the base address on: `/api/dcim/sites/`. */
  path: string;
  query?: URLSearchParams;
  body?: unknown;
}

/** An HTTP answer of any status. */
export interface Reply {
  kind: 'reply';
  status: number;
  /** The parsed JSON; undefined for an empty body and for a page that is not JSON. */
  body: unknown;
  /** Title or first words of a body that is not JSON. */
  page?: string;
  /** Where a redirect leads. */
  location?: string;
  retryAfterMs?: number;
}

/** No HTTP answer. */
export interface NoReply {
  kind: 'none';
  /** `no`: the request certainly did not reach NetBox; `unclear`: it may have been handled. */
  arrived: 'no' | 'unclear';
  /** Whether the same request may get an answer a little later. */
  isPassing: boolean;
  error: ProxboxError;
}

/** How one request ended; never thrown, since what an ending means depends on what was asked. */
export type Exchange = Reply | NoReply;
