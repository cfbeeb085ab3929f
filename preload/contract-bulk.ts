// Owns: what the contract says about many persons at once: which are meant, where they are in a list, what is done with them.
// Leaves to others: single persons and contacts (contract.ts, contract-views.ts), doing it (main/handlers/bulk*.ts).
import type { AccountId, LabelId, PersonId } from '../main/core/account.ts';
import type { BulkEdit } from '../main/core/bulk-edit.ts';
import type { RailLetter } from '../main/core/rail.ts';
import type { VCardVersion } from '../main/core/vcard.ts';
import type { ListFilter } from './contract-views.ts';

export type { BulkEdit };

/** Everybody whom a list finds, whether its rows were loaded or not. */
export interface FoundPersons {
  readonly text: string;
  readonly filter: ListFilter;
}

/** Which persons are meant: these, or all whom a list finds but those excepted. */
export type PersonSelection =
  | { readonly kind: 'these'; readonly persons: readonly PersonId[] }
  | ({ readonly kind: 'found'; readonly except: readonly PersonId[] } & FoundPersons);

/** What is known of persons before something is done with them. */
export interface SelectionSummary {
  readonly persons: number;
  readonly contacts: number;
  /** How many contacts each account has of them; accounts without any are left out. */
  readonly accounts: readonly { readonly account: AccountId; readonly contacts: number }[];
  /** How many of the persons carry each label that any of them carries. */
  readonly labels: readonly { readonly label: LabelId; readonly persons: number }[];
  readonly favorites: number;
  /** How the first few of them are called; '' where nothing names them. */
  readonly names: readonly string[];
}

/**
 * Which label is given or taken. `labels`: one of each account at most. `name`: how it is called in accounts of the persons
 * that none of these is of, and is made there where it is given; null: contacts there stay as they are.
 */
export interface BulkLabel {
  readonly persons: PersonSelection;
  readonly labels: readonly LabelId[];
  readonly name: string | null;
  readonly assigned: boolean;
}

/** Where persons are taken. `from`: whose contact goes, of those who have several; null: the first of each person. */
export interface BulkMove {
  readonly persons: PersonSelection;
  readonly account: AccountId;
  readonly from: AccountId | null;
}

/** Why a person was left as they are. */
export type LeftReason =
  'otherAccount' | 'systemLabel' | 'alreadyThere' | 'nothingToTake' | 'inConflict' | 'emptied';

/** What came of it. It is one action, which one undo takes back, also where it was stopped. */
export interface BulkResult {
  /** Persons and contacts that changed. */
  readonly persons: number;
  readonly contacts: number;
  readonly left: { readonly [K in LeftReason]?: number };
  /** Somebody stopped it before it was through. */
  readonly stopped: boolean;
}

/** What can take long and be stopped, where it says nothing else of that. */
export interface Stoppable {
  /** Somebody stopped it before it was through. */
  readonly stopped?: true;
}

/** What an export wrote. */
export interface ExportedPersons {
  readonly file: string;
  readonly persons: number;
}

/** A change of many persons, or its undo, that is under way. */
export interface BulkProgress {
  /** The command, by its name in the contract. */
  readonly command: string;
  readonly done: number;
  readonly total: number;
  /** ISO 8601. */
  readonly since: string;
}

/** The commands for many persons at once. Each change is one action, however many transactions it takes. */
export interface BulkCommands {
  /** The persons at places [from, to) of a list, without their rows. */
  'persons.ids': (
    query: FoundPersons & { readonly from: number; readonly to: number },
  ) => readonly PersonId[];
  /** Which of these persons a list finds, in the order in which they are asked about. */
  'persons.found': (ask: FoundPersons & { readonly persons: readonly PersonId[] }) => readonly PersonId[];
  /** The letters that a list has and where each begins; none where it is not in the order of names. */
  'persons.sections': (query: FoundPersons) => readonly RailLetter[];
  'bulk.summary': (persons: PersonSelection) => SelectionSummary;
  'bulk.label': (label: BulkLabel) => BulkResult;
  /** Makes them favourites, or no favourites any more. */
  'bulk.favorite': (set: { readonly persons: PersonSelection; readonly favorite: boolean }) => BulkResult;
  /** As `persons.delete`. Many are deleted after a backup. */
  'bulk.delete': (persons: PersonSelection) => BulkResult;
  /** One edit of every contact of each person. */
  'bulk.edit': (edit: { readonly persons: PersonSelection; readonly edit: BulkEdit }) => BulkResult;
  /** As `contacts.copy` and `contacts.move`, of one contact of each person. */
  'bulk.copy': (copy: BulkMove) => BulkResult;
  'bulk.move': (move: BulkMove) => BulkResult;
  /** Asks where to, and writes vCards, one a person; null: nothing was chosen, or it was stopped. */
  'persons.export': (ask: {
    readonly persons: PersonSelection;
    readonly version: VCardVersion;
  }) => ExportedPersons | null;
  /** The vCards of a few persons as one file's text, with a name for it: what is dragged out of the window. */
  'persons.cards': (ask: { readonly persons: readonly PersonId[]; readonly version: VCardVersion }) => {
    readonly name: string;
    readonly text: string;
  };
  /** Stops what is under way after the piece that is being written. */
  'bulk.stop': () => void;
}

export interface BulkEvents {
  /** How far it is; null: it is over. */
  'bulk.changed': BulkProgress | null;
}

export const bulkCommands: { readonly [K in keyof BulkCommands]: true } = {
  'persons.ids': true,
  'persons.found': true,
  'persons.sections': true,
  'bulk.summary': true,
  'bulk.label': true,
  'bulk.favorite': true,
  'bulk.delete': true,
  'bulk.edit': true,
  'bulk.copy': true,
  'bulk.move': true,
  'persons.export': true,
  'persons.cards': true,
  'bulk.stop': true,
};

export const bulkEvents: { readonly [K in keyof BulkEvents]: true } = { 'bulk.changed': true };
