// Owns: what is kept of a run: one entry for each thing it did to a contact, with what an undo needs to take it back.
// Leaves to others: making entries (sync/receipt.ts), storing them (store/receipts.ts), taking a run back (undo.ts).
import type { AccountId, ContactId, PersonId, RunId } from './account.ts';
import type { ContactFields, FieldName } from './contact.ts';

/** One thing that a run did to one contact, in the order in which it did them. */
export interface RunEntry {
  readonly contact: ContactId;
  readonly person: PersonId;
  readonly remoteId: string | null;
  readonly name: string;
  /** On which side something changed because of the run. */
  readonly side: 'kith' | 'cloud';
  readonly kind: 'create' | 'update' | 'delete' | 'conflict';
  readonly fields: readonly FieldName[];
  /** SHA-256 of the content after it, here and in the cloud, in hexadecimal; null: there is none. */
  readonly here: string | null;
  readonly there: string | null;
  /** Of an update, what stood in `fields` before it (an absent field was empty); of a deletion, the whole contact. */
  readonly before?: ContactFields;
  /** Of a deletion, the SHA-256 of the photo that Kith had of the contact, if it had one. */
  readonly photo?: string;
  /** What became of the contact's photo with it. */
  readonly picture?: PictureChange;
  /** Of an update, what stood in `fields` after it. */
  readonly after?: ContactFields;
  /** A create of what the cloud once had: an edit here beat the deletion there (law 4). */
  readonly again?: true;
}

/**
 * `shown`: the photo here, by SHA-256 (null: none), before and after; without `before` nobody knows what it was.
 * `listed`: the cloud told of a version `to` of the contact (photoVersion) whose photo nobody has read yet. `told`: it is
 * another one for sure; else it may be the one of version `from` still.
 */
export type PictureChange =
  | { readonly kind: 'shown'; readonly before?: string | null; readonly after: string | null }
  | {
      readonly kind: 'listed';
      readonly before?: string | null;
      readonly from: string;
      readonly to: string;
      readonly told: boolean;
    };

export interface RunHead {
  readonly run: RunId;
  readonly account: AccountId;
  /** ISO 8601: when the run began. */
  readonly at: string;
}

/** Everything that a run did. A run that touched nothing has none. */
export interface RunReceipt extends RunHead {
  readonly entries: readonly RunEntry[];
}

/** Keeps receipts. Errors: `store.*`. */
export interface Receipts {
  /** Adds to a run's receipt, which its first entries begin. */
  append(head: RunHead, entries: readonly RunEntry[]): void;
  /** The run is over: what was added survives a crash from here on. */
  seal(run: RunId): void;
  /** Null: the run touched nothing, is unknown, or its receipt was cleared since. */
  read(run: RunId): RunReceipt | null;
  /** The SHA-256 of every photo that they name. */
  photos(): ReadonlySet<string>;
  /** Removes the receipts of an account with what they hold of its contacts. */
  forget(account: AccountId): void;
}
