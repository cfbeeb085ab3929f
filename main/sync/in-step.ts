// Owns: carrying changes between the contacts of persons who are kept in step (law 23), between pulls and pushes.
// Leaves to others: what is carried (core/in-step.ts), sending it (push.ts), storing the changes (the caller).
import type { ContactId } from '../core/account.ts';
import type { ContactFields } from '../core/contact.ts';
import { carryPerson } from '../core/in-step.ts';
import { SHARED_FIELDS } from '../core/in-step-scope.ts';
import type { Carried, StepContext } from '../core/in-step-scope.ts';
import type { PersonState } from '../core/person-state.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Book } from '../store/book.ts';
import type { Change } from '../store/book-format.ts';

/** The versions that were looked at when a state was stored: a clock may stand still between two edits. */
const looked = new WeakMap<PersonState, ReadonlyMap<ContactId, ContactFields | null>>();

/**
 * What all clouds' changes make of persons who are kept in step: changes for one transaction, none where nothing
 * happened. Looks at persons with a state alone, and of those only into contacts that changed since they were looked at.
 */
export function carryInStep(book: Book, options: Omit<StepContext, 'accounts'>): readonly Change[] {
  const ctx = stepContext(book, options);
  return [...book.persons()].flatMap((state): readonly Change[] => {
    if (state.inStep && isSettled(book, state, ctx.accounts)) return [];
    const records = book.contactsOfPerson(state.id);
    if (records.length === 0) return [{ kind: 'dropPerson', id: state.id }];
    const carried = state.inStep ? carryPerson(state, records, ctx) : null;
    if (carried !== null) return changesOf(book, carried);
    remember(book, state, []);
    return [];
  });
}

export function stepContext(book: Book, options: Omit<StepContext, 'accounts'>): StepContext {
  const shared = new Set(SHARED_FIELDS);
  return {
    ...options,
    accounts: new Map(
      book.accounts().map(({ id, neverSend }) => [id, (neverSend ?? []).filter((name) => shared.has(name))]),
    ),
  };
}

/** What was carried, as changes of the book. */
export function changesOf(book: Book, { put, dropped, state }: Carried): readonly Change[] {
  remember(book, state, put);
  return [
    ...put.map((record): Change => ({ kind: 'putContact', record })),
    ...dropped.map((id): Change => ({ kind: 'dropContact', id })),
    { kind: 'putPerson', person: state },
  ];
}

function remember(book: Book, state: PersonState, put: readonly ContactRecord[]): void {
  const now = new Map(put.map((record) => [record.id, record]));
  const contacts = Object.keys(state.agreed) as ContactId[];
  looked.set(state, new Map(contacts.map((id) => [id, (now.get(id) ?? book.contact(id))?.local ?? null])));
}

/** A state that says the same of all fields as another one does. */
export function lookedAsMuch(before: PersonState, after: PersonState): void {
  const versions = looked.get(before);
  if (versions !== undefined) looked.set(after, versions);
}

/** Whether each contact that agreed is as it was when it was looked at last. */
function isSettled(book: Book, state: PersonState, accounts: StepContext['accounts']): boolean {
  const versions = looked.get(state);
  const contacts = Object.keys(state.agreed) as ContactId[];
  return (
    contacts.length > 0 &&
    contacts.every((id) => {
      const { at, account, without } = state.agreed[id]!;
      const record = book.contact(id);
      const never = accounts.get(account);
      return (
        record !== null &&
        record.person === state.id &&
        record.local !== null &&
        record.changedAt === at &&
        (versions === undefined || versions.get(id) === record.local) &&
        never !== undefined &&
        never.length === without.length &&
        never.every((name) => without.includes(name))
      );
    })
  );
}
