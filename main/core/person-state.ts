// Owns: what is stored of a person beside its contacts: whether they are kept in step, and what they agreed on (law 23).
// Leaves to others: carrying changes between them (in-step.ts), names and rows (person.ts).
import type { ContactId, PersonId } from './account.ts';
import type { ContactFields } from './contact.ts';

/** A person of several contacts. A person without a state is one whose contacts go their own ways. */
export interface PersonState {
  readonly id: PersonId;
  readonly inStep: boolean;
  /** The version that all its contacts last agreed on, in the fields that they share; null: never yet. */
  readonly base: ContactFields | null;
  /** What each contact had before it was joined, and right after: parting gives back the difference. */
  readonly joined: Readonly<
    Record<ContactId, { readonly before: ContactFields; readonly after: ContactFields }>
  >;
}
