import { type EntityManager } from 'typeorm';
import { type FieldErrors } from '../errors/errors';
import { type Author } from './author';
import { type AnyModel, type AnyRow } from './define-model';

/** A write that is under way. */
export interface Work {
  /** Of its transaction. */
  readonly manager: EntityManager;
  readonly models: readonly AnyModel[];
  readonly author: Author;
}

/** What a write of a row means beyond the row; everything happens in the same transaction. */
export interface Effects {
  /** Values of fields that no request gives, for a new row. */
  readonly fill?: (author: Author) => Readonly<Record<string, unknown>>;
  /** Values that follow from others, for the row as it would be stored; they go before what a request says. */
  readonly follow?: (row: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Rules that take a look at other rows; `before` is absent for a new row. */
  readonly check?: (
    work: Work,
    row: Readonly<Record<string, unknown>>,
    before?: AnyRow,
  ) => Promise<FieldErrors | undefined>;
  /** `before` is absent for a new row. */
  readonly stored?: (work: Work, row: AnyRow, before?: AnyRow) => Promise<void>;
  /** The same once for all rows of a write, whatever their number; `before` is absent for new ones. */
  readonly settled?: (
    work: Work,
    changes: readonly { readonly after: AnyRow; readonly before?: AnyRow }[],
  ) => Promise<void>;
  readonly deleted?: (work: Work, rows: readonly AnyRow[]) => Promise<void>;
}
