/** What the program itself notes of who comes in and who does not. */
export interface AuditNote {
  readonly event: 'signed_in' | 'sign_in_refused' | 'signed_out' | 'refused' | 'secrets_exported';
  /** As it was given; empty for a caller who gave none. */
  readonly userName: string;
  /** Address that the request came from. */
  readonly client: string;
  /** Never a secret. */
  readonly detail: string;
  readonly requestId?: string;
}

/** Keeps what concerns who may do what. */
export abstract class AuditTrail {
  /** Settles when the entry is stored; rejects when it cannot be, so that what must not happen unseen does not happen. */
  abstract note(note: AuditNote): Promise<void>;
}

/** Of an application that keeps none. */
export class NoAuditTrail extends AuditTrail {
  note(): Promise<void> {
    return Promise.resolve();
  }
}
