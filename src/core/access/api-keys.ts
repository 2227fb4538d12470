import { type Scope } from './needs';

/** Where scripts send their key. */
export const KEY_HEADER = 'x-proxbox-api-key';

/** A key that opens something. */
export interface KnownKey {
  readonly label: string;
  readonly scopes: readonly Scope[];
}

/** The keys that an application has made itself. */
export abstract class ApiKeys {
  /** The key as it was sent; undefined for one that is unknown, not active or expired. */
  abstract find(key: string): Promise<KnownKey | undefined>;
}

/** Of an application without keys. */
export class NoApiKeys extends ApiKeys {
  find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
