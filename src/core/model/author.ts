import { randomUUID } from 'node:crypto';

/** Who writes, and within which request: what an entry of the change log is signed with. */
export interface Author {
  /** As the person signed in; empty for nobody in particular. */
  readonly name: string;
  /** UUID of the request. */
  readonly requestId: string;
  /** Why, in the person's words; what a row itself says as `changelog_message` goes before. */
  readonly message?: string;
}

/** The program itself, for writes that nobody asked for. */
export function programAuthor(): Author {
  return { name: '', requestId: randomUUID() };
}
