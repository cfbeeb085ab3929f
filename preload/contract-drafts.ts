// Owns: what the contract keeps of a contact that somebody is still writing, so that it outlives the window and Kith.
// Leaves to others: the commands themselves (contract.ts), where it is kept (main/store/drafts.ts).
import type { AccountId, ContactId, PersonId } from '../main/core/account.ts';
import type { ContactFields } from '../main/core/contact.ts';
import type { PersonView, Photo } from './contract-views.ts';

/** A contact being written, as typed: not in normal form, and not checked as an edit is. */
export interface KeptDraft {
  /** What is edited; null: a new contact. */
  readonly contact: ContactId | null;
  /** Whom saving makes where it makes a contact; absent: one of an older Kith, which did not say. */
  readonly person?: PersonId;
  /** Where it is to be saved. */
  readonly accounts: readonly AccountId[];
  /** What stood in the fields when the person began to write, or last decided about a change that came meanwhile. */
  readonly opened: ContactFields;
  readonly fields: ContactFields;
  /** The ids of label values that hold a name, not what the account calls the label. */
  readonly named: readonly string[];
  /** What was chosen as the photo; null: it is to be removed; absent: it stays. */
  readonly photo?: Photo | null;
}

/** A draft that was kept, and the person it belongs to as they are now; null where the contact is gone, or is new. */
export interface DraftView {
  readonly draft: KeptDraft;
  readonly person: PersonView | null;
}

/** What an account cannot keep of one field. */
export interface UnheldView {
  readonly field: keyof ContactFields;
  /** Of a list, the ids of the values that it loses, or keeps in part; empty for other fields. */
  readonly values: readonly string[];
}
