// Owns: the commands about who is one person: proposals, joining, parting, keeping in step (law 23).
// Leaves to others: what each does to the contacts (core/joining.ts, core/match.ts), carrying changes in a sync (sync/).
import type { ContactId, PersonId } from '../core/account.ts';
import type { FieldName } from '../core/contact.ts';
import { AppError } from '../core/errors.ts';
import { byPerson } from '../core/history.ts';
import { changedFields, FIELD_NAMES } from '../core/fields.ts';
import type { Carried, StepContext } from '../core/in-step-scope.ts';
import { partedPhoto } from '../core/in-step-photos.ts';
import { isInSeveralAccounts, joinPersons, partPerson, setInStep } from '../core/joining.ts';
import type { StoredPerson } from '../core/joining.ts';
import { lookForMatches } from '../core/match.ts';
import type { Match } from '../core/match.ts';
import { splitPath } from '../core/paths.ts';
import { detailLine, displayName } from '../core/person.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';
import { changesOf, stepContext } from '../sync/in-step.ts';
import type { Handlers, MatchList, MatchView } from '../../preload/contract.ts';
import type { Deciding, HandlerDependencies } from './dependencies.ts';
import type { GreatActions } from './pieces.ts';
import { inTurns } from './turns.ts';
import { notFound, personView, shownFields } from './views.ts';

type PersonHandlers = Pick<
  Handlers,
  | 'matches.list'
  | 'matches.accept'
  | 'matches.refuse'
  | 'persons.join'
  | 'persons.split'
  | 'persons.setInStep'
>;

/** Matches joined in one transaction, before others get their turn. */
const AT_ONCE = 50;

/** What joining and carrying need of the world, at this moment. */
export function stepContextOf({ book, clock, ids, holdOf }: Deciding): StepContext {
  return stepContext(book, {
    at: new Date(clock.now()).toISOString(),
    newId: () => ids.next(),
    hold: holdOf,
  });
}

function* matchList(deps: HandlerDependencies, most: number): Generator<undefined, MatchList> {
  const { book } = deps;
  const ids: string[] = [];
  const shown: MatchView[] = [];
  for (const match of yield* lookForMatches(book.contacts(), book.refused())) {
    if (shown.length < most) {
      yield;
      const view = matchView(deps, match, stepContextOf(deps));
      if (view === null) continue;
      shown.push(view);
    }
    ids.push(match.id);
  }
  return { ids, shown };
}

export function personHandlers(deps: HandlerDependencies, actions: GreatActions): PersonHandlers {
  const { book } = deps;
  const show = (person: PersonId) => personView(book, person, deps.holdOf);

  const stored = (id: PersonId): StoredPerson => {
    const records = book.contactsOfPerson(id);
    if (!records.some(({ local }) => local !== null)) throw notFound('person', id);
    return { id, records, state: book.person(id) };
  };

  const joined = (persons: readonly PersonId[], inStep: boolean): readonly Change[] => {
    const [first, ...others] = [...new Set(persons)].map(stored);
    if (first === undefined || others.length === 0) return [];
    const carried = joinPersons([first, ...others], inStep, stepContextOf(deps));
    return [
      ...changesOf(book, carried),
      ...others.flatMap(({ id, state }): readonly Change[] =>
        state === null ? [] : [{ kind: 'dropPerson', id }],
      ),
    ];
  };

  return {
    'matches.list': (most) =>
      book.accounts().length < 2 ? { ids: [], shown: [] } : inTurns(deps, matchList(deps, most)),
    'matches.accept': ({ matches: ids, inStep }) =>
      actions.run(async (begin) => {
        const wanted = new Set(ids);
        const matches = await inTurns(deps, lookForMatches(book.contacts(), book.refused()));
        const accepted = matches.filter(({ id }) => wanted.has(id));
        if (accepted.length === 0 && ids.length > 0) throw notFound('match', ids[0]!);
        const extent = { command: 'matches.accept', total: accepted.length };
        const writing = begin(extent, byPerson('matches.accept'));
        let done = 0;
        while (done < accepted.length && !writing.stopped) {
          const piece = accepted.slice(done, done + AT_ONCE);
          const touched = new Set<PersonId>();
          let changes: Change[] = [];
          for (const { contacts } of piece) {
            let persons = personsOf(deps, contacts);
            // A person that an earlier match of the same transaction touched is read again from the book.
            if (persons.some((person) => touched.has(person))) {
              writing.write(changes);
              changes = [];
              persons = personsOf(deps, contacts);
            }
            if (persons.length > 1) changes.push(...joined(persons, inStep));
            for (const person of persons) touched.add(person);
          }
          writing.write(changes);
          done += piece.length;
          await writing.next(piece.length);
        }
        if (inStep) deps.edited();
        return done;
      }),
    'matches.refuse': (ids) =>
      book.transaction([{ kind: 'putRefused', matches: [...new Set([...book.refused(), ...ids])] }]),
    'persons.join': ({ persons, inStep }) => {
      const changes = joined(persons, inStep);
      if (changes.length === 0)
        throw new AppError('input.invalid', 'Joining takes two persons. Nothing was changed.', {
          context: { reason: 'onePerson' },
        });
      book.transaction(changes, byPerson('persons.join'));
      deps.edited();
      return show(persons[0]!);
    },
    'persons.split': (id) => {
      const person = stored(id);
      const { put, refused } = partPerson(person, stepContextOf(deps));
      const parted = put.map((record) => {
        const { provider } = book.account(record.account)!;
        return partedPhoto(person.state, record, provider);
      });
      if (put.length < 2)
        throw new AppError(
          'input.invalid',
          'This person has only one contact, so there is nothing to part. Nothing was changed.',
          { context: { person: id, reason: 'oneContact' } },
        );
      book.transaction(
        [
          ...parted.map((record): Change => ({ kind: 'putContact', record })),
          { kind: 'dropPerson', id },
          { kind: 'putRefused', matches: [...new Set([...book.refused(), ...refused])] },
        ],
        byPerson('persons.split'),
      );
      deps.edited();
      return put.map(({ person }) => show(person));
    },
    'persons.setInStep': ({ person, inStep }) => {
      const before = stored(person);
      if (inStep && !isInSeveralAccounts(before.records))
        throw new AppError(
          'input.invalid',
          'This person has contacts in one account only, so there is nothing to keep in step. Nothing was changed.',
          { context: { person, reason: 'oneAccount' } },
        );
      if ((before.state?.inStep ?? false) !== inStep) {
        const changes = changesOf(book, setInStep(before, inStep, stepContextOf(deps)));
        book.transaction(changes, byPerson('persons.setInStep'));
        deps.edited();
      }
      return show(person);
    },
  };
}

function personsOf({ book }: HandlerDependencies, contacts: readonly ContactId[]): readonly PersonId[] {
  const live = contacts.flatMap((id) => book.contact(id) ?? []).filter(({ local }) => local !== null);
  return [...new Set(live.map(({ person }) => person))];
}

/** A match, and what keeping its persons in step would change: carried for show, and stored nowhere. Null: it is none now. */
function matchView(
  deps: HandlerDependencies,
  { id, contacts, keys }: Match,
  ctx: StepContext,
): MatchView | null {
  const { book, holdOf } = deps;
  const records = contacts.flatMap((contact) => book.contact(contact) ?? []);
  // Deleted, or joined by somebody else, while others were looked at.
  if (new Set(records.map(({ person }) => person)).size < 2) return null;
  const persons = personsOf(deps, contacts).map((person): StoredPerson => ({
    id: person,
    records: book.contactsOfPerson(person),
    state: book.person(person),
  }));
  const { put, state } = joinPersons(persons, true, ctx);
  return {
    id,
    keys,
    contacts: records.map((record) => ({
      contact: record.id,
      person: record.person,
      account: record.account,
      name: displayName(shownFields(record)),
      detail: detailLine(shownFields(record)),
    })),
    changes: put.flatMap((record) => {
      const fields = sentFields(book.contact(record.id), record, holdOf(record));
      return fields.length === 0 ? [] : [{ contact: record.id, fields }];
    }),
    conflicts: inFieldOrder(state.conflicts.map(({ path }) => splitPath(path).field)),
  };
}

function sentFields(
  before: ContactRecord | null,
  after: ContactRecord,
  hold: ReturnType<HandlerDependencies['holdOf']>,
): readonly FieldName[] {
  if (before === null || before.local === null || after.local === null || before.local === after.local)
    return [];
  return changedFields(hold(before.local), hold(after.local));
}

function inFieldOrder(names: readonly FieldName[]): readonly FieldName[] {
  return FIELD_NAMES.filter((name) => names.includes(name));
}

/** What the contacts of a person made in several accounts at once become: kept in step if that is what the person wants. */
export function keptInStep(deps: HandlerDependencies, records: readonly ContactRecord[]): Carried | null {
  const id = records[0]?.person;
  if (id === undefined || deps.book.settings().keepInStep !== true || !isInSeveralAccounts(records))
    return null;
  return setInStep({ id, records, state: null }, true, stepContextOf(deps));
}
