// Owns: what the contract shows of settings, lists, persons, contacts, labels, photos and matches, and what the window
// hands over of them. Leaves to others: syncing (contract-sync.ts), the commands themselves (contract.ts).
import type { AccountId, ContactId, LabelId, PersonId, ProviderKind } from '../main/core/account.ts';
import type { ContactFields, FieldName, ReadOnlyFields } from '../main/core/contact.ts';
import type { ErrorInfo } from '../main/core/errors.ts';
import type { Json } from '../main/core/json.ts';
import type { Language } from '../main/core/language.ts';
import type { PhotoType } from '../main/core/photo.ts';
import type { Pause } from '../main/core/replica.ts';
import type { ColumnWidths, SidebarGroup, SmartList } from './contract-navigation.ts';

export interface AppInfo {
  readonly version: string;
  readonly platform: string;
  /** True while KITH_ENDPOINTS sends Kith to other servers than the real services. */
  readonly endpointsOverridden: boolean;
  /** Where sign-ins are kept: the system's keychain, a file (--no-keychain), or only until Kith quits. */
  readonly secrets: 'keychain' | 'file' | 'memory';
  readonly profile: string;
  /** Which providers have a client id, so that linking can work at all. */
  readonly clients: Readonly<Record<ProviderKind, boolean>>;
}

/** `contrast`: the system's light or dark in strong contrast. */
export type Theme = 'system' | 'light' | 'dark' | 'contrast';

export type { Language };

export interface Settings {
  readonly theme: Theme;
  readonly language: Language;
  readonly googleClientId: string;
  readonly googleClientSecret: string;
  readonly microsoftClientId: string;
  /** Whether persons found in two accounts are kept in step from now on; null: not asked yet (law 23). */
  readonly keepInStep: boolean | null;
  /** Searches in the sidebar, in their order; null: those that Kith offers. */
  readonly smartLists: readonly SmartList[] | null;
  /** Groups of the sidebar that are folded. */
  readonly folded: readonly SidebarGroup[];
  readonly widths: ColumnWidths;
  /** Kith goes on without a window, in the tray, until it is quit; Macs do so in any case. */
  readonly keepRunning: boolean;
  /** Spelling is checked in notes. On Windows and Linux the dictionaries come from a server. */
  readonly spelling: boolean;
  /** A quiet notification says whose birthday is today. */
  readonly birthdayNotices: boolean;
}

export type ListFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'label'; readonly label: LabelId }
  | { readonly kind: 'favorites' }
  /** Everyone, the one who changed last first. */
  | { readonly kind: 'recent' }
  /** Whom a kept search finds; what is typed beside it must hold too. */
  | { readonly kind: 'search'; readonly text: string }
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'pending' }
  | { readonly kind: 'conflicts' };

/** A window over a query: rows [from, to) of the matches, sorted by name unless the filter says otherwise. */
export interface ListQuery {
  readonly text: string;
  readonly filter: ListFilter;
  readonly from: number;
  readonly to: number;
}

export interface PersonRow {
  readonly id: PersonId;
  /** How the person is called in the list; '' where nothing names them (the window says "No name"). */
  readonly name: string;
  /** A second line: organisation, e-mail or number. */
  readonly detail: string;
  /** One or two letters for the monogram; '' where none fit. */
  readonly initials: string;
  /** The letter under which the row is sorted, for section headings. */
  readonly section: string;
  readonly accounts: readonly AccountId[];
  readonly favorite: boolean;
  readonly pending: boolean;
  readonly conflicts: number;
  readonly problem: boolean;
  /** The contact whose photo stands for the person; null: none is known to have one. */
  readonly photo: ContactId | null;
  /** The last change of the person's contacts; only in the list of those who changed. */
  readonly changed?: LastChange;
}

/** When a person last changed (ISO 8601), and by whom; null: nobody wrote that down. */
export interface LastChange {
  readonly at: string;
  readonly by:
    { readonly kind: 'you' | 'kith' } | { readonly kind: 'cloud'; readonly account: AccountId } | null;
}

export interface PersonList {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly PersonRow[];
  /** Grows with every change of the book. */
  readonly revision: number;
}

export interface ConflictView {
  readonly contact: ContactId;
  readonly person: PersonId;
  readonly account: AccountId;
  readonly name: string;
  readonly path: string;
  readonly field: FieldName;
  readonly base: Json;
  readonly mine: Json;
  readonly theirs: Json;
  /** ISO 8601: when the sync met it. */
  readonly at: string;
  /** ISO 8601: when mine was last changed here, and theirs there; null where nobody says. */
  readonly mineAt: string | null;
  readonly theirsAt: string | null;
  /** Where theirs came from: the contact's own cloud, or another contact of the person that is kept in step with it. */
  readonly source:
    | { readonly kind: 'cloud' }
    | { readonly kind: 'contact'; readonly contact: ContactId; readonly account: AccountId };
  /** Whether `both` makes sense here (repeated values and notes). */
  readonly canTakeBoth: boolean;
}

/** An update without fields is one of the photo alone. */
export type PendingView =
  | { readonly kind: 'create' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'update'; readonly fields: readonly FieldName[] };

export interface ContactView {
  readonly id: ContactId;
  readonly account: AccountId;
  readonly remoteId: string | null;
  readonly etag: string | null;
  readonly fields: ContactFields;
  readonly readOnly: ReadOnlyFields;
  readonly pending: PendingView | null;
  readonly conflicts: readonly ConflictView[];
  /** Names of fields that hold something this contact's cloud cannot keep: it stays in Kith (law 21). */
  readonly onlyInKith: readonly FieldName[];
  readonly problem: ErrorInfo | null;
  /** Why nothing is sent of this contact: a person holds it back, or a field oscillates (law 17). */
  readonly paused: Pause | null;
  readonly photo: PhotoState;
  readonly changedAt: string;
}

/** What is known of a contact's photo; `photos.get` has the picture. */
export interface PhotoState {
  /** `unread`: nobody has looked yet, and the cloud does not say by itself; `photos.get` asks it. */
  readonly kind: 'none' | 'present' | 'unread';
  /** A person chose or removed it, and the cloud has not been told. */
  readonly pending: boolean;
  /** Why the cloud did not take it; Kith keeps it. */
  readonly problem: ErrorInfo | null;
}

export interface Photo {
  /** A person can set a JPEG or a PNG; clouds may give others. */
  readonly type: PhotoType;
  /** The bytes as the cloud or the person gave them, in Base64. */
  readonly base64: string;
}

export interface PersonView {
  readonly id: PersonId;
  readonly name: string;
  readonly initials: string;
  /** Whether changes are carried between its contacts; null: it has only one. */
  readonly inStep: boolean | null;
  readonly contacts: readonly ContactView[];
}

export interface PendingRow {
  readonly contact: ContactId;
  readonly person: PersonId;
  readonly account: AccountId;
  readonly name: string;
  readonly pending: PendingView;
  readonly problem: ErrorInfo | null;
}

export interface LabelView {
  readonly id: LabelId;
  readonly account: AccountId;
  /** What contacts that carry it have in their `labels`. */
  readonly ref: string;
  readonly name: string;
  /** `system`: the cloud's own, which nobody can rename or delete. */
  readonly kind: 'user' | 'system';
  /** Whether contacts can be given it; some of a cloud's own can only be taken off them. */
  readonly canGive: boolean;
  /** How many contacts carry it. */
  readonly count: number;
  readonly pending: 'create' | 'rename' | 'delete' | null;
  readonly problem: ErrorInfo | null;
}

/** Contacts of two accounts that may be one person: they share an address or number that nobody else has (law 23). */
export interface MatchView {
  readonly id: string;
  readonly contacts: readonly {
    readonly contact: ContactId;
    readonly person: PersonId;
    readonly account: AccountId;
    readonly name: string;
    readonly detail: string;
  }[];
  readonly keys: readonly { readonly kind: 'email' | 'phone'; readonly value: string }[];
  /** What keeping them in step would change: nothing is written before the match is accepted. */
  readonly changes: readonly { readonly contact: ContactId; readonly fields: readonly FieldName[] }[];
  /** Fields in which the two differ so that a person will have to decide. */
  readonly conflicts: readonly FieldName[];
}

/** All matches there are, by their ids, the surest first; the first of them with all that is told of them. */
export interface MatchList {
  readonly ids: readonly string[];
  readonly shown: readonly MatchView[];
}

export interface CreateContact {
  /** Who it is to be: somebody made already is refused, so that nobody is made twice. Absent: anybody new. */
  readonly person?: PersonId;
  /** One contact is made in each; they are shown as one person. */
  readonly accounts: readonly AccountId[];
  readonly fields: ContactFields;
  /** A photo for each of them. */
  readonly photo?: Photo;
  /** Labels of these accounts; each contact carries those of its own, beside what the fields say. */
  readonly labels?: readonly LabelId[];
}

export interface SaveContact {
  readonly contact: ContactId;
  /** Only the fields that change; an absent field stays, an empty one (null, [] or '') is cleared. */
  readonly fields: { readonly [K in FieldName]?: ContactFields[K] | null };
  /**
   * What stood in these fields when the person began to write. Where a sync has changed them since, both changes are
   * joined, and a place that both changed differently becomes a conflict. Absent: the fields replace what is there.
   */
  readonly opened?: { readonly [K in FieldName]?: ContactFields[K] | null };
  /** Another photo, in the same edit; null removes it. Absent: it stays. */
  readonly photo?: Photo | null;
}

export type ConflictChoice = 'mine' | 'theirs' | 'base' | 'both' | 'value';

export interface ResolveConflict {
  readonly contact: ContactId;
  readonly path: string;
  readonly take: ConflictChoice;
  /** With `value`: what is to stand there, in the shape of the other versions; null clears it. */
  readonly value?: Json;
}

/** Things outside Kith that a contact can open. Main checks and rebuilds the address before anything is opened. */
export type OpenTarget =
  | { readonly kind: 'mail'; readonly value: string }
  | { readonly kind: 'call'; readonly value: string }
  | { readonly kind: 'message'; readonly value: string }
  | { readonly kind: 'web'; readonly value: string }
  /** A place to look for on a map: an address as it stands in the contact. */
  | { readonly kind: 'map'; readonly value: string };
