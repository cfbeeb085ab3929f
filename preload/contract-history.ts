// Owns: what the contract shows of the history of the book, of its trash and its backups, and of the state of its files.
// Leaves to others: contacts (contract-views.ts), syncing (contract-sync.ts), the commands themselves (contract.ts).
import type { AccountId, ContactId, PersonId, RunId } from '../main/core/account.ts';
import type { ContactFields, FieldName } from '../main/core/contact.ts';
import type { ErrorInfo } from '../main/core/errors.ts';

/** An action of a person that undo or redo would take back or bring back. */
export interface ActionView {
  /** The command that did it, by its name in the contract. */
  readonly command: string;
  /** ISO 8601; null: nobody wrote down when. */
  readonly at: string | null;
  /** Contacts that it changed, and the names of the first few. */
  readonly contacts: number;
  readonly names: readonly string[];
  /** It was stopped before it was through; the same command goes on with it. */
  readonly stopped?: true;
}

/** What undo and redo would do now; null: there is nothing. */
export interface ActionsView {
  readonly undo: ActionView | null;
  readonly redo: ActionView | null;
}

/** Why a version of a contact came about. */
export type VersionCause =
  | { readonly kind: 'person'; readonly command: string }
  | { readonly kind: 'run'; readonly run: RunId }
  | { readonly kind: 'carried' | 'undo' | 'redo' | 'kith' };

/** A contact as it was after a change. */
export interface VersionView {
  /** What `history.restore` takes. */
  readonly version: number;
  /** ISO 8601; null: from before its history begins. */
  readonly at: string | null;
  readonly by: VersionCause;
  readonly name: string;
  /** What this version changed; of the oldest, everything that it says. */
  readonly changed: readonly FieldName[];
  readonly photoChanged: boolean;
  /** Null: the contact was deleted. */
  readonly fields: ContactFields | null;
  /** It is what the contact is now. */
  readonly current: boolean;
}

/** To which state the whole book goes back: of a moment (ISO 8601), or of a backup by its name. */
export type BookState =
  { readonly kind: 'moment'; readonly at: string } | { readonly kind: 'backup'; readonly name: string };

/** What going back to an earlier state changes, or would change. */
export interface BookRestore {
  /** ISO 8601: the moment of that state. */
  readonly at: string | null;
  /** Contacts that get their former content, come back, go into the trash, or stay as they are. */
  readonly restored: number;
  readonly recreated: number;
  readonly removed: number;
  readonly same: number;
  /** Contacts whose account is not linked, or was linked anew and not synced since. */
  readonly left: number;
  /** The first few that change, by name. */
  readonly names: readonly string[];
}

/** A contact in the trash. */
export interface TrashRow {
  readonly contact: ContactId;
  readonly person: PersonId;
  readonly account: AccountId;
  readonly name: string;
  readonly detail: string;
  /** ISO 8601: when it was deleted, and when it goes for good. */
  readonly at: string;
  readonly until: string;
  /** Who deleted it: a person here, or its cloud. */
  readonly by: 'person' | 'cloud';
}

/** A copy of the whole book. */
export interface BackupView {
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  /** `recent`: made by itself once a day, or because somebody asked; the others before what they name. */
  readonly reason: 'recent' | 'migration' | 'import' | 'deletion';
  readonly contacts: number;
  readonly bytes: number;
}

/** How the files of the book are. */
export interface StoreState {
  /** `readOnly`: nothing can be changed. `failing`: the disk refused the last change. */
  readonly kind: 'writable' | 'readOnly' | 'failing';
  /** What a person should know and do, be it that no backup could be made; null while all is well. */
  readonly problem: ErrorInfo | null;
  /** Files with damaged bytes that the start set aside. */
  readonly setAside: readonly string[];
  readonly backupFolder: string;
}
