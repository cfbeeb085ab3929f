// Owns: the commands that show and decide conflicts; each decision is durable when the command answers.
// Leaves to others: what a decision does (core/edit.ts), conflicts between contacts of a person (step-conflicts.ts), how
// they are shown (views.ts).
import type { ContactId, PersonId } from '../core/account.ts';
import { resolveConflict } from '../core/edit.ts';
import { FIELDS, recordOf } from '../core/fields.ts';
import { byPerson } from '../core/history.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { splitPath } from '../core/paths.ts';
import type { Book } from '../store/book.ts';
import type { Change } from '../store/book-format.ts';
import type { ConflictView, Handlers, PersonView, ResolveConflict } from '../../preload/contract.ts';
import { parseFields } from './arguments.ts';
import type { Deciding, HandlerDependencies } from './dependencies.ts';
import { stepDecision } from './step-conflicts.ts';
import { conflictViews, notFound, notTogether, personView, stepConflictViews } from './views.ts';

type ConflictHandlers = Pick<Handlers, 'conflicts.list' | 'conflicts.resolve'>;

/** One decision of all conflicts of a contact or a person, or of those at a path. */
export interface ResolveConflicts extends Omit<ResolveConflict, 'contact' | 'path'> {
  readonly of: ContactId | PersonId;
  readonly path?: string | undefined;
}

/** The window decides a conflict at a time, a script may decide all of a person's. */
export interface ConflictCommands extends ConflictHandlers {
  /** Decides them as one action: all of them or none. Errors: `input.notFound`, `input.invalid`. */
  'conflicts.resolveAll': (choice: ResolveConflicts) => {
    readonly resolved: number;
    readonly person: PersonView;
  };
}

export function conflictHandlers(deps: HandlerDependencies): ConflictCommands {
  const { book } = deps;
  const write = (changes: readonly Change[], person: PersonId): PersonView => {
    book.transaction(changes, byPerson('conflicts.resolve'));
    deps.edited();
    return personView(book, person, deps.holdOf);
  };
  return {
    'conflicts.list': () => allConflicts(book),
    'conflicts.resolve': (choice) => {
      const changes = decision(deps, choice);
      return write(changes, book.contact(choice.contact)!.person);
    },
    'conflicts.resolveAll': ({ of, path, ...choice }) => {
      const trial = book.copy();
      const waiting = (): ConflictView | undefined => allConflicts(trial).find(isConflictOf(of, path));
      const first = waiting();
      if (first === undefined) throw notFound('conflict', of, path === undefined ? '' : ` at ${path}`);
      const made: Change[] = [];
      let resolved = 0;
      // A decision may settle others of the contact: the whole name follows its parts.
      for (let next: ConflictView | undefined = first; next !== undefined; next = waiting()) {
        const changes = decision(
          { ...deps, book: trial },
          { ...choice, contact: next.contact, path: next.path },
        );
        trial.transaction(changes);
        made.push(...changes);
        resolved += 1;
      }
      return { resolved, person: write(outcome(trial, made), first.person) };
    },
  };
}

/** Whether a conflict is one of this contact or person, or the one at this path. */
export function isConflictOf(of: string, path: string | undefined): (conflict: ConflictView) => boolean {
  return (one) => (one.contact === of || one.person === of) && (path === undefined || one.path === path);
}

function allConflicts(book: Book): readonly ConflictView[] {
  return [
    ...[...book.contacts()].flatMap(conflictViews),
    ...[...book.persons()].flatMap((state) => stepConflictViews(book, state)),
  ];
}

/** What one decision makes of the contacts. Errors: `input.notFound`, `input.invalid`. */
function decision(deps: Deciding, choice: ResolveConflict): readonly Change[] {
  const { book } = deps;
  const { contact, path, take, value } = choice;
  const record = book.contact(contact);
  if (record === null || record.local === null) throw notFound('contact', contact);
  const between = stepDecision(deps, choice, (open, typed) => checkedValue(path, open.mine.value, typed));
  if (between !== null) return between;
  const conflict = record.conflicts.find((candidate) => candidate.path === path);
  if (conflict === undefined) throw notFound('conflict', contact, ` at ${path}`);
  if (take === 'both' && !(conflictViews(record).find((view) => view.path === path)?.canTakeBoth ?? false)) {
    throw notTogether(contact, path);
  }
  const decided =
    take === 'value' ? { value: checkedValue(path, conflict.mine ?? conflict.theirs, value ?? null) } : take;
  const at = new Date(deps.clock.now()).toISOString();
  return [
    {
      kind: 'putContact',
      record: resolveConflict({ ...record, local: record.local }, conflict, decided, at),
    },
  ];
}

/** What a person typed in place of both versions, checked like an edit of its place. Errors: `input.invalid`. */
function checkedValue(path: string, present: Json, value: Json): Json {
  if (value === null) return null;
  const { field, rest } = splitPath(path);
  const shape = FIELDS[field].kind;
  if (shape === 'list') {
    const { id } = present as { readonly id: string };
    const parsed = parseFields({ [field]: [value] })[field] as readonly Json[];
    return { ...(parsed[0] as JsonObject), id };
  }
  if (shape === 'record') return recordOf(parseFields({ [field]: { [rest]: value } }), field)[rest] ?? null;
  return parseFields({ [field]: value })[field] as Json;
}

/** What several changes came to: each contact and person once, as it is in the end. */
function outcome(book: Book, changes: readonly Change[]): readonly Change[] {
  const contacts = changes.flatMap((change) =>
    change.kind === 'putContact' ? change.record.id : change.kind === 'dropContact' ? change.id : [],
  );
  const persons = changes.flatMap((change) => (change.kind === 'putPerson' ? change.person.id : []));
  return [
    ...[...new Set(contacts)].map((id): Change => {
      const record = book.contact(id);
      return record === null ? { kind: 'dropContact', id } : { kind: 'putContact', record };
    }),
    ...[...new Set(persons)].flatMap((id): readonly Change[] => {
      const person = book.person(id);
      return person === null ? [] : [{ kind: 'putPerson', person }];
    }),
  ];
}
