// Owns: undo and redo of a person's actions, the versions of a contact, and bringing one back, as new edits that sync.
// Leaves to others: what a contact becomes (core/take-back.ts), labels of an action (action-labels.ts), the undo of runs
// (history.ts), the whole book (book-restore.ts).
import type { ContactId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import { AppError } from '../core/errors.ts';
import { changedFields } from '../core/fields.ts';
import { byPerson, formerOf } from '../core/history.ts';
import type { Former, Move, Seq } from '../core/history.ts';
import { sameJson } from '../core/json.ts';
import { displayName } from '../core/person.ts';
import type { ContactRecord } from '../core/replica.ts';
import { become, takeBack } from '../core/take-back.ts';
import type { RestoreContext } from '../core/take-back.ts';
import type { Change, Entry } from '../store/book-format.ts';
import { recordAfter, lookForVersions, photosBefore, recordsAfter } from '../store/history.ts';
import type { Version } from '../store/history.ts';
import type { ActionView, Handlers, VersionView } from '../../preload/contract.ts';
import { labelsBack } from './action-labels.ts';
import { withMoves } from './action-moves.ts';
import { goes, trashBack } from './action-trash.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { afterBackup } from './mass-deletion.ts';
import type { NextMoves } from './next-moves.ts';
import type { GreatActions, Writing } from './pieces.ts';
import { inTurns } from './turns.ts';
import { notFound, noVersion, personView } from './views.ts';

type ActionHandlers = Pick<
  Handlers,
  'history.actions' | 'history.undo' | 'history.redo' | 'history.versions' | 'history.restore'
>;

/** How many names an action is told by. */
const NAMES = 3;
const VIEWS_KEPT = 20;
/** Pieces of an action that are read from the journals at once. */
const READ_AT_ONCE = 10;

export function actionHandlers(
  deps: HandlerDependencies,
  actions: GreatActions,
  moves: NextMoves,
): ActionHandlers {
  const { book, history } = deps;
  const shown = shownActions(deps, moves);

  const piecesOf = ({ takesBack }: Move): readonly Seq[] => takesBack.flatMap((first) => moves.pieces(first));

  const move = (direction: 'undo' | 'redo'): ActionView | null | Promise<ActionView | null> => {
    const found = actions.busy ? null : moves.next(direction);
    if (found === null && !actions.busy) return null;
    const [only, ...others] = found === null ? [] : piecesOf(found);
    return found !== null && only !== undefined && others.length === 0
      ? moveOne(direction, found, only)
      : moveGreat(direction);
  };

  const moveOne = (
    direction: 'undo' | 'redo',
    found: Move,
    piece: Seq,
  ): ActionView | null | Promise<ActionView | null> => {
    const entry = moves.entries([piece]).get(piece);
    if (entry === undefined) return null;
    const view = shown(found.of) ?? actionView(deps, entry);
    const plan = () => ({ changes: changesBack(deps, entry) });
    return afterBackup(deps, plan, ({ changes }) => {
      // During a backup the person may have gone on, or asked twice.
      if (moves.next(direction)?.takesBack[0] !== piece) return null;
      book.transaction(changes, { kind: direction, of: found.of });
      deps.edited();
      return view;
    });
  };

  /** What was done in pieces is taken back in pieces, the latest first, once nothing else of that kind is under way. */
  const moveGreat = (direction: 'undo' | 'redo'): Promise<ActionView | null> =>
    actions.run(async (begin) => {
      const found = moves.next(direction);
      if (found === null) return null;
      const view = shown(found.of);
      const pieces = piecesOf(found);
      if (pieces.length === 0) return null;
      await backUpBefore(deps, moves, pieces);
      const total = found.takesBack.reduce((sum, first) => sum + (moves.contacts(first) ?? 1), 0);
      const writing = begin({ command: direction, total }, { kind: direction, of: found.of });
      const isWhole = await takePiecesBack(deps, moves, pieces, writing, () => writing.stopped);
      deps.edited();
      return view === null || isWhole ? view : { ...view, stopped: true };
    });

  return {
    'history.actions': async () => {
      await inTurns(deps, moves.look());
      const [undo, redo] = [moves.next('undo'), moves.next('redo')];
      return {
        undo: undo === null ? null : shown(undo.of),
        redo: redo === null ? null : shown(redo.of),
      };
    },
    'history.undo': () => move('undo'),
    'history.redo': () => move('redo'),
    'history.versions': (contact) => versionViews(deps, contact),
    'history.restore': async ({ contact, version, fields }) => {
      const versions = await inTurns(deps, lookForVersions(history, contact));
      const found = versions.find(({ seq }) => seq === version);
      if (found === undefined) throw noVersion(contact, version);
      if (found.content === null)
        throw new AppError(
          'input.invalid',
          'In that version the contact was deleted. Nothing was changed; delete it if that is what you want.',
          { context: { reason: 'deletedThen', contact, version } },
        );
      const record = book.contact(contact);
      const trashed = book.trashed(contact);
      const owner = record ?? trashed ?? ownerIn(deps, contact);
      if (owner === null || book.account(owner.account) === null) throw notFound('contact', contact);
      const former: Former = { person: owner.person, account: owner.account, ...found.content };
      const target =
        fields === undefined ? former : onlyThese(former, presentFields(contact, record), fields);
      const change = become(contact, record, target, restoreContext(deps));
      if (change !== null) {
        book.transaction([change], byPerson('history.restore'));
        deps.edited();
      }
      const after = book.contact(contact);
      if (after === null) throw notFound('contact', contact);
      return personView(book, after.person, deps.holdOf);
    },
  };
}

/** Takes the pieces of an action back, the latest first. False: somebody stopped it before the end. */
export async function takePiecesBack(
  deps: HandlerDependencies,
  moves: NextMoves,
  pieces: readonly Seq[],
  writing: Writing,
  isStopped: () => boolean = () => false,
): Promise<boolean> {
  let entries: ReadonlyMap<Seq, Entry> = new Map();
  for (const [at, seq] of pieces.entries()) {
    if (at % READ_AT_ONCE === 0) entries = moves.entries(pieces.slice(at, at + READ_AT_ONCE));
    const entry = entries.get(seq);
    const contacts = entry?.was.filter(({ kind }) => kind === 'contact').length ?? 0;
    writing.write(entry === undefined ? [] : changesBack(deps, entry), at === pieces.length - 1);
    await writing.next(contacts);
    if (isStopped() && at < pieces.length - 1) return false;
  }
  return true;
}

/** How undo and redo tell an action, by its first piece. What was told stays until more of it was written. */
function shownActions(deps: HandlerDependencies, moves: NextMoves): (first: Seq) => ActionView | null {
  const known = new Map<Seq, { readonly contacts: number | null; readonly view: ActionView }>();
  return (first) => {
    const contacts = moves.contacts(first);
    const before = known.get(first);
    if (before?.contacts === contacts) return before.view;
    const entry = before === undefined ? moves.entries([first]).get(first) : undefined;
    const told = before?.view ?? (entry === undefined ? null : actionView(deps, entry));
    if (told === null) return null;
    const view = contacts === null ? told : { ...told, contacts };
    if (known.size > VIEWS_KEPT) known.clear();
    known.set(first, { contacts, view });
    return view;
  };
}

/** Where taking a great action back deletes contacts, a backup comes first. */
async function backUpBefore(
  deps: HandlerDependencies,
  moves: NextMoves,
  [latest]: readonly Seq[],
): Promise<void> {
  const entry = latest === undefined ? undefined : moves.entries([latest]).get(latest);
  if (entry !== undefined && deps.book.backups !== null && changesBack(deps, entry).some(goes))
    await deps.archive.make('deletion');
}

/** Everything that takes a transaction back. */
function changesBack(deps: HandlerDependencies, entry: Entry): readonly Change[] {
  const { book } = deps;
  const ctx = restoreContext(deps);
  const changes = new Map<ContactId, Change>();
  const others: Change[] = [];
  const records = recordsAfter(entry);
  let photos: ReturnType<typeof photosBefore> | null = null;
  for (const was of entry.was) {
    if (was.kind === 'contact') {
      const turn = {
        id: was.id,
        before: was.before,
        after: formerAfter(deps, records.get(was.id)),
        photoThen: () => (photos ??= photosBefore(deps.history, entry.seq)).get(was.id),
      };
      const change = takeBack(turn, book.contact(was.id), ctx);
      if (change !== null) changes.set(was.id, change);
    } else if (was.kind === 'person') {
      const after = entry.changes.findLast(
        (change) =>
          (change.kind === 'putPerson' && change.person.id === was.id) ||
          (change.kind === 'dropPerson' && change.id === was.id),
      );
      const left = after?.kind === 'putPerson' ? after.person : null;
      // What syncs agreed on since is not to be taken back.
      if (!sameJson(book.person(was.id), left)) continue;
      others.push(
        was.before === null ? { kind: 'dropPerson', id: was.id } : { kind: 'putPerson', person: was.before },
      );
    }
  }
  for (const was of entry.was) {
    if (was.kind === 'label') others.push(...labelsBack(deps, entry, was, changes));
    if (was.kind === 'trash') others.push(...trashBack(deps, was, records.get(was.id), changes.get(was.id)));
  }
  return withMoves(deps, records, [...others, ...changes.values()]);
}

function formerAfter({ book }: HandlerDependencies, after: ContactRecord | null = null): Former | null {
  return after === null ? null : formerOf(after, book.account(after.account)?.provider ?? 'computer');
}

export function restoreContext({ book, photos, ids, clock }: HandlerDependencies): RestoreContext {
  return {
    kindOf: (account) => book.account(account)?.provider ?? null,
    hasPhoto: (hash) => photos.get(hash) !== null,
    newId: () => ids.next(),
    at: new Date(clock.now()).toISOString(),
  };
}

function actionView({ book }: HandlerDependencies, entry: Entry): ActionView {
  const { by, at, was } = entry;
  const records = recordsAfter(entry);
  const names = was.flatMap((one) => {
    if (one.kind !== 'contact') return [];
    const fields = one.before?.fields ?? records.get(one.id)?.local;
    return [displayName(fields ?? book.contact(one.id)?.local ?? {})];
  });
  return {
    command: by.kind === 'person' ? by.command : by.kind,
    at,
    contacts: names.length,
    names: [...new Set(names.filter((name) => name !== ''))].slice(0, NAMES),
  };
}

/** What a contact says that is to get former content in some fields. Errors: `input.invalid` where it is deleted. */
function presentFields(contact: ContactId, record: ContactRecord | null): ContactFields {
  if (record !== null && record.local !== null) return record.local;
  throw new AppError(
    'input.invalid',
    `The contact is deleted, so a single field of it cannot be restored. Nothing was changed; bring the whole contact back first (kith restore ${contact}).`,
    { context: { reason: 'deletedNow', contact } },
  );
}

/** The former content in these fields, the present one in the others. */
function onlyThese(former: Former, now: ContactFields, names: readonly FieldName[]): Former {
  const fields: Record<string, unknown> = { ...now };
  for (const name of names) {
    const value = former.fields?.[name];
    if (value === undefined) delete fields[name];
    else fields[name] = value;
  }
  const { photo: _photo, ...rest } = former;
  return { ...rest, fields: fields as ContactFields };
}

/** Whose a contact was that is neither stored nor in the trash any more. */
function ownerIn({ history }: HandlerDependencies, id: ContactId): Pick<Former, 'person' | 'account'> | null {
  for (const entry of history.entries({ about: `"${id}"` })) {
    const put = recordAfter(entry, id) ?? null;
    if (put !== null) return put;
    const found = entry.was.find((one) => one.kind === 'contact' && one.id === id);
    if (found?.kind === 'contact' && found.before !== null) return found.before;
  }
  return null;
}

async function versionViews(deps: HandlerDependencies, contact: ContactId): Promise<readonly VersionView[]> {
  const { book, history } = deps;
  const versions = await inTurns(deps, lookForVersions(history, contact));
  const now = book.contact(contact);
  if (versions.length === 0) {
    if (now === null) throw notFound('contact', contact);
    const content = now.local === null ? null : { fields: now.local };
    return [viewOf({ seq: 0, at: null, by: { kind: 'kith' }, content }, undefined, true)];
  }
  return versions.map((version, place) => viewOf(version, versions[place + 1], place === 0));
}

function viewOf(
  { seq, at, by, content }: Version,
  before: Version | undefined,
  current: boolean,
): VersionView {
  const [was, is] = [before?.content ?? null, content];
  return {
    version: seq,
    at,
    by: by.kind === 'undo' || by.kind === 'redo' ? { kind: by.kind } : by,
    name: displayName(is?.fields ?? was?.fields ?? {}),
    changed: is === null ? [] : changedFields(was?.fields ?? null, is.fields),
    photoChanged: before !== undefined && is !== null && (was?.photo ?? null) !== (is.photo ?? null),
    fields: is?.fields ?? null,
    current,
  };
}
