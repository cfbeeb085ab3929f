// Owns: the commands that show and change persons and contacts; each change is durable when the command answers.
// Leaves to others: what an edit does (core/edit.ts), lists (store/person-index.ts), clouds (sync/),
// conflicts (conflicts.ts).
import type { ContactId, PersonId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import { applyPatch, createRecord, deletionOf, editRecord, isUnchanged, pauseRecord } from '../core/edit.ts';
import type { FieldsPatch } from '../core/edit.ts';
import { AppError } from '../core/errors.ts';
import { byPerson } from '../core/history.ts';
import { normalise } from '../core/fields.ts';
import { mergeFields } from '../core/merge.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';
import { changesOf } from '../sync/in-step.ts';
import type { Handlers, PersonView, Photo, SaveContact } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { labelledFields, mustTakeLabels } from './labels.ts';
import { keptInStep } from './persons.ts';
import { photoAfter } from './photos.ts';
import { notFound, pendingRows, personView } from './views.ts';

type ContactHandlers = Pick<
  Handlers,
  | 'persons.list'
  | 'persons.get'
  | 'contacts.create'
  | 'contacts.save'
  | 'contacts.saveAll'
  | 'persons.delete'
  | 'contacts.pause'
  | 'pending.list'
>;

/** The contact after an edit, which must leave something in it. Errors: `input.invalid`. */
function editedRecord(before: ContactRecord, fields: FieldsPatch, at: string): ContactRecord {
  const record = editRecord(before, fields, at);
  if (Object.keys(record.local ?? {}).length > 0) return record;
  throw new AppError(
    'input.invalid',
    'This edit would leave the contact without any content. Nothing was changed; delete the contact instead.',
    { context: { reason: 'emptied', contact: record.id } },
  );
}

/**
 * The contact after an edit begun at `opened`, joined with what a sync has changed in those fields since: the person
 * never saw that, so their edit does not undo it. Errors: `input.invalid`.
 */
export function joinedRecord(
  before: ContactRecord,
  fields: FieldsPatch,
  opened: FieldsPatch,
  at: string,
): ContactRecord {
  const now = before.local ?? {};
  const begun = normalise({ ...now, ...opened } as ContactFields);
  const mine = applyPatch(begun, fields);
  const { fields: joined, overlaps } = mergeFields(begun, mine, now);
  const names = Object.keys(fields) as FieldName[];
  const patch = Object.fromEntries(names.map((name) => [name, joined[name] ?? null])) as FieldsPatch;
  // A path that is in conflict already keeps its first base: that is what both sides once agreed on.
  const known = new Set(before.conflicts.map(({ path }) => path));
  const conflicts = [
    ...before.conflicts,
    ...overlaps
      .filter(({ path }) => !known.has(path))
      .map((overlap) => ({ ...overlap, at, mineAt: at, theirsAt: before.changedAt })),
  ];
  return editedRecord({ ...before, conflicts }, patch, at);
}

export function contactHandlers(deps: HandlerDependencies): ContactHandlers {
  const { book, index, ids, holdOf } = deps;
  const at = () => new Date(deps.clock.now()).toISOString();
  const show = (person: PersonId) => personView(book, person, holdOf);

  const live = (id: ContactId): ContactRecord & { readonly local: NonNullable<ContactRecord['local']> } => {
    const record = book.contact(id);
    if (record === null || record.local === null) throw notFound('contact', id);
    return { ...record, local: record.local };
  };

  const withPhoto = (record: ContactRecord, photo: Photo | null | undefined): ContactRecord =>
    photo === undefined ? record : { ...record, photo: photoAfter(deps, record, photo) };

  const saved = ({ contact, fields, opened, photo }: SaveContact): ContactRecord => {
    const before = live(contact);
    const patch = fields as FieldsPatch;
    const edited =
      opened === undefined
        ? editedRecord(before, patch, at())
        : joinedRecord(before, patch, opened as FieldsPatch, at());
    mustTakeLabels(deps, edited, before);
    return withPhoto(edited, photo);
  };
  const saveAll = (saves: readonly SaveContact[]): PersonView => {
    const records = saves.map(saved);
    const edited = records.filter((record) => !isUnchanged(live(record.id), record));
    // What its cloud refused is sent again; nobody would see that taken back, so it is no action by itself.
    const again = records.filter((record) => !edited.includes(record) && live(record.id).problem !== null);
    const changed = [...edited, ...again];
    book.transaction(
      changed.map((record): Change => ({ kind: 'putContact', record })),
      edited.length > 0 ? byPerson('contacts.save') : undefined,
    );
    if (changed.length > 0) deps.edited();
    return show(records[0]!.person);
  };

  return {
    'persons.list': (query) => index.list(query),
    'persons.get': show,
    'contacts.create': ({ person = ids.next() as PersonId, accounts, fields: given, photo, labels = [] }) => {
      if (book.contactsOfPerson(person).some(({ local }) => local !== null))
        throw new AppError('input.invalid', 'This contact was made already. Nothing was changed.');
      const changes = [...new Set(accounts)].map((account): Change => {
        if (book.account(account) === null) throw notFound('account', account);
        const id = ids.next() as ContactId;
        const fields = labelledFields(deps, given, account, labels);
        const record = createRecord({ id, person, account, fields, createKey: ids.next(), at: at() });
        mustTakeLabels(deps, record);
        return { kind: 'putContact', record: withPhoto(record, photo) };
      });
      if (
        changes.some(
          (change) => change.kind === 'putContact' && Object.keys(change.record.local ?? {}).length === 0,
        )
      ) {
        throw new AppError(
          'input.invalid',
          'A contact needs some content, such as a name or a number. Nothing was changed.',
          { context: { reason: 'noContent' } },
        );
      }
      const records = changes.flatMap((change) => (change.kind === 'putContact' ? change.record : []));
      const kept = keptInStep(deps, records);
      book.transaction(
        [...changes, ...(kept === null ? [] : changesOf(book, kept))],
        byPerson('contacts.create'),
      );
      deps.edited();
      return show(person);
    },
    'contacts.save': (save) => saveAll([save]),
    'contacts.saveAll': saveAll,
    'persons.delete': (person) => {
      const records = book.contactsOfPerson(person).filter((record) => record.local !== null);
      if (records.length === 0) throw notFound('person', person);
      book.transaction(
        records.map((record) => deletionOf(record, at())),
        byPerson('persons.delete'),
      );
      deps.edited();
    },
    'contacts.pause': (contact, paused) => {
      const record = book.contact(contact);
      if (record === null) throw notFound('contact', contact);
      book.transaction([{ kind: 'putContact', record: pauseRecord(record, paused, at()) }]);
      deps.edited();
      return show(record.person);
    },
    'pending.list': () => pendingRows(book, holdOf),
  };
}
