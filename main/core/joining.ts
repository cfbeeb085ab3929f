// Owns: making several persons one, parting a person, and turning "kept in step" on and off (law 23). Pure.
// Leaves to others: carrying changes (in-step.ts), proposals (match.ts), storing (handlers/).
import type { AccountId, ContactId, PersonId } from './account.ts';
import { sameFields } from './fields.ts';
import { carryPerson, edited, parted } from './in-step.ts';
import { isLive } from './in-step-scope.ts';
import type { Carried, StepContext } from './in-step-scope.ts';
import { matchId } from './match.ts';
import type { Joined, PersonPhotos, PersonState } from './person-state.ts';
import { newPersonState } from './person-state.ts';
import { withoutTrail } from './replica.ts';
import type { ContactRecord } from './replica.ts';

/** A person as it is stored: its contacts in order of accounts, and its state if it has one. */
export interface StoredPerson {
  readonly id: PersonId;
  readonly records: readonly ContactRecord[];
  readonly state: PersonState | null;
}

/**
 * Persons as one, under the id of the first. What each contact has now is remembered, so that parting gives it back;
 * kept in step, what one has and another lacks is carried at once, as pending edits.
 */
export function joinPersons(persons: readonly StoredPerson[], inStep: boolean, ctx: StepContext): Carried {
  const { id, state } = persons[0]!;
  const records = inOrder(
    persons.flatMap((person) =>
      person.records.map((record) => (record.person === id ? record : { ...record, person: id })),
    ),
    ctx,
  );
  const before = state?.inStep === true && inStep ? lookedAtAgain(state) : newPersonState(id, inStep);
  const known = persons.flatMap((person) => Object.entries(person.state?.joined ?? {}));
  const now = records.flatMap((record): readonly [ContactId, Joined][] =>
    record.local === null ? [] : [[record.id, { before: record.local, after: record.local }]],
  );
  const joined = {
    ...before,
    joined: Object.fromEntries([...now, ...known]),
    ...withPhotos(before, persons),
  };
  const moved = records.filter((record) => !persons[0]!.records.includes(record));
  return withCarried(joined, records, moved, ctx);
}

/** Keeps the contacts of a person in step from now on, or lets each go its own way and stay as it is. */
export function setInStep(person: StoredPerson, inStep: boolean, ctx: StepContext): Carried {
  const state = person.state ?? newPersonState(person.id, inStep);
  const fresh = {
    ...state,
    inStep,
    base: null,
    agreed: {},
    conflicts: [],
    ...withPhotos(newPersonState(person.id, inStep), [{ ...person, state }]),
  };
  return withCarried(fresh, inOrder(person.records, ctx), [], ctx);
}

/** Photos that contacts got by being joined before go with them; what they agreed on stays where that does. */
function withPhotos(before: PersonState, persons: readonly StoredPerson[]): Pick<PersonState, 'photos'> {
  const known = persons.flatMap(({ state }) => state?.photos ?? []);
  if (known.length === 0) return {};
  const given = Object.assign({}, ...known.map((photos) => photos.given)) as PersonPhotos['given'];
  return { photos: { agreed: before.photos?.agreed ?? {}, given, streak: 0 } };
}

function lookedAtAgain(state: PersonState): PersonState {
  const agreed = Object.entries(state.agreed).map(([id, agreement]) => [id, { ...agreement, at: '' }]);
  return { ...state, agreed: Object.fromEntries(agreed) as PersonState['agreed'] };
}

function withCarried(
  state: PersonState,
  records: readonly ContactRecord[],
  changed: readonly ContactRecord[],
  ctx: StepContext,
): Carried {
  const carried = state.inStep ? carryPerson(state, records, ctx) : null;
  if (carried === null) return { put: changed.map(withoutTrail), dropped: [], state };
  const again = new Set(carried.put.map(({ id }) => id));
  const put = [...changed.filter(({ id }) => !again.has(id)), ...carried.put];
  return { ...carried, put: put.map(withoutTrail) };
}

function inOrder(records: readonly ContactRecord[], { accounts }: StepContext): readonly ContactRecord[] {
  const order = [...accounts.keys()];
  const rank = (record: ContactRecord) => order.indexOf(record.account);
  return records.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

export interface Parted {
  /** The contacts, each a person of its own, with what it had before it was joined and what was edited since. */
  readonly put: readonly ContactRecord[];
  /** Matches never to be proposed again. */
  readonly refused: readonly string[];
}

/** Parts a person: exactly what each contact had before, and later edits stay. The first keeps the person's id. */
export function partPerson({ records, state }: StoredPerson, ctx: StepContext): Parted {
  const live = records.filter(isLive);
  const put = live.map((record, index) => {
    const local = parted(state?.joined[record.id], record.local);
    const after = withoutTrail(sameFields(local, record.local) ? record : edited(record, local, ctx));
    return index === 0 ? after : { ...after, person: ctx.newId() as PersonId };
  });
  const refused = live.flatMap((one, index) =>
    live
      .slice(index + 1)
      .flatMap((other) => (one.account === other.account ? [] : matchId(one.id, other.id))),
  );
  return { put, refused };
}

/** Whether a person has contacts in several accounts, so that there is something to keep in step. */
export function isInSeveralAccounts(records: readonly ContactRecord[]): boolean {
  return (
    new Set(records.filter(({ local }) => local !== null).map(({ account }): AccountId => account)).size > 1
  );
}
