// Owns: what the parts of the fake bridge share: the book in memory and how it changes. Leaves to others: the commands.
import type { Account, ContactId, PersonId } from '../../main/core/account.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import { AppError, type ErrorCode } from '../../main/core/errors.ts';
import type {
  AppCall,
  ContactView,
  LabelView,
  MatchView,
  PersonView,
  Photo,
  Settings,
} from '../../preload/contract.ts';
import type { FakePerson } from './fake-book.ts';

export interface FakeOptions {
  readonly persons?: number;
  /** Without the strange ones that tests need, and with faces. */
  readonly people?: 'everyday' | 'remarkable';
  /** Google; and Microsoft; and "This computer". */
  readonly accounts?: number;
  readonly signInNeeded?: boolean;
  /** What linking does: it works, fails with a code, or waits until it is cancelled. */
  readonly link?: 'works' | 'waits' | ErrorCode;
  readonly secrets?: 'keychain' | 'file' | 'memory';
  readonly endpointsOverridden?: boolean;
  readonly syncing?: boolean;
  readonly syncError?: ErrorCode;
  /** Looking at what a sync would do takes until somebody stops it. */
  readonly planWaits?: boolean;
  readonly saveError?: ErrorCode;
  readonly theme?: Settings['theme'];
  readonly language?: Settings['language'];
  /** Google deleted so much that a sync asks, or so much was deleted here. */
  readonly question?: 'kith' | 'cloud';
  /** Microsoft asked to wait. */
  readonly waiting?: boolean;
  /** Contacts of which nothing is sent, for either reason. */
  readonly held?: boolean;
  /** The first person has a conflict of every kind, instead of two. */
  readonly everyConflict?: boolean;
  /** Some contacts of two accounts may be one person. */
  readonly matches?: boolean;
  /** What was being written when the window ended: a new contact, an edit, or an edit of a contact that is gone. */
  readonly draft?: 'new' | 'edit' | 'gone';
  /**
   * The first sync of an account that is linked: writes nothing (as without it), goes on for ever, asks about two changes,
   * or is stopped.
   */
  readonly firstSync?: 'ends' | 'reads' | 'asks' | 'stops';
  /** What waited for the window before it opened. */
  readonly calls?: readonly AppCall[];
  readonly keepInStep?: boolean;
  readonly widths?: Settings['widths'];
  /** The files of the book refuse changes. */
  readonly store?: 'readOnly' | 'failing';
  /** Looking what going back would change, going back, or backing up goes on until it is stopped. */
  readonly restore?: 'looks' | 'goesBack' | 'backsUp';
  /** The folder of the address book is gone, its backups are not. */
  readonly lost?: true;
  /** Milliseconds that switching encryption takes. */
  readonly switchTakes?: number;
  /** Whether the files are encrypted; `never`: there is no keychain; `locked`: they are, and the keychain is locked. */
  readonly encryption?: 'off' | 'on' | 'turningOn' | 'never' | 'locked';
}

/** The book in memory. `changed` and `replaceContact` tell the window. */
export interface FakeWorld {
  readonly options: FakeOptions;
  persons: readonly FakePerson[];
  accounts: readonly Account[];
  settings: Settings;
  labels: readonly Omit<LabelView, 'count'>[];
  matches: readonly MatchView[];
  readonly photos: Map<ContactId, Photo>;
  readonly inStep: Set<PersonId>;
  revision: number;
  changed(next: readonly FakePerson[]): void;
  accountsChanged(next: readonly Account[]): void;
  replaceContact(id: ContactId, change: (contact: ContactView) => ContactView): PersonView;
  view(person: FakePerson): PersonView;
}

export function nameOf(fields: ContactFields): string {
  const { display, prefix, given, middle, family } = fields.name ?? {};
  const parts = [prefix, given, middle, family].filter(Boolean).join(' ');
  return display ?? (parts || (fields.organizations?.[0]?.name ?? fields.emails?.[0]?.address ?? ''));
}

export function contactsOf(persons: readonly FakePerson[]): readonly ContactView[] {
  return persons.flatMap((person) => person.contacts);
}

export function personWith(persons: readonly FakePerson[], contact: ContactId): FakePerson {
  const person = persons.find((one) => one.contacts.some(({ id }) => id === contact));
  if (person === undefined) throw notFound();
  return person;
}

export function notFound(): AppError {
  return new AppError('input.notFound', 'This contact is no longer in Kith.');
}
