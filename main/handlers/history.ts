// Owns: the commands about past runs: their reports, their receipts, taking one back (laws 19, 22).
// Leaves to others: what a run did (sync/receipt.ts), what taking it back means (core/undo.ts), the next sync.
import type { AccountId, RunId } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { byPerson } from '../core/history.ts';
import type { RunEntry, RunReceipt } from '../core/receipt.ts';
import { isBack } from '../core/in-step-deletions.ts';
import { undoRun } from '../core/undo.ts';
import type { Book } from '../store/book.ts';
import type { Change } from '../store/book-format.ts';
import { contentHash } from '../sync/receipt.ts';
import type { Handlers, ReceiptEntry, RunReport } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { afterBackup } from './mass-deletion.ts';

type HistoryHandlers = Pick<Handlers, 'sync.history' | 'sync.receipt' | 'sync.undo'>;

export function historyHandlers(deps: HandlerDependencies): HistoryHandlers {
  const { book, receipts } = deps;

  /** Errors: `input.notFound`, `store.*`. */
  const receiptOf = (run: RunId): RunReceipt => {
    const receipt = receipts.read(run);
    if (receipt !== null) return receipt;
    const report = book.runs().find((known) => known.run === run);
    if (report !== undefined && touchedNothing(report))
      return { run, account: report.account, at: report.startedAt, entries: [] };
    throw noReceipt(run);
  };

  return {
    'sync.history': () => book.runs().toReversed(),
    'sync.receipt': (run) => {
      const { account, entries } = receiptOf(run);
      return { run, account, entries: entries.filter(isSure).map(entryView) };
    },
    'sync.undo': (run) => {
      const receipt = receiptOf(run);
      const plan = () => undone(deps, receipt);
      return afterBackup(deps, plan, ({ account, changes, ...counts }) => {
        if (changes.length > 0) {
          const undoing: Change = { kind: 'putAccount', account: { ...account, undoing: run } };
          book.transaction([...changes, undoing], byPerson('sync.undo'));
          deps.edited();
        }
        return { run, ...counts };
      });
    },
  };
}

/** What taking a run back changes at this moment. Errors: `input.notFound` where its account is gone. */
function undone(deps: HandlerDependencies, receipt: RunReceipt) {
  const { book } = deps;
  const account = book.account(receipt.account);
  if (account === null) throw noReceipt(receipt.run);
  let hashes: ReadonlySet<string> | null = null;
  const contents = () => (hashes ??= new Set(liveContents(book, account.id)));
  const undoing = undoRun(receipt, {
    contact: (id) => book.contact(id),
    kind: account.provider,
    hasPhoto: (hash) => deps.photos.get(hash) !== null,
    isBack: (person, id, fields) =>
      isBack(book.person(person), book.contactsOfPerson(person), id) || contents().has(contentHash(fields)),
    hashOf: contentHash,
    newId: () => deps.ids.next(),
    at: new Date(deps.clock.now()).toISOString(),
  });
  return { account, ...undoing };
}

/** The hashes of what an account's contacts say. */
function liveContents(book: Book, account: AccountId): readonly string[] {
  return book.contactsOf(account).flatMap(({ local }) => (local === null ? [] : contentHash(local)));
}

/** Whether something happened: a new version alone is nothing, although an undo may find another photo behind it. */
function isSure({ kind, fields, picture }: RunEntry): boolean {
  return kind !== 'update' || fields.length > 0 || picture?.kind !== 'listed' || picture.told;
}

/** Without what only an undo needs. */
function entryView(entry: RunEntry): ReceiptEntry {
  const { contact, remoteId, name, side, kind, fields, here, there, picture } = entry;
  const isPhoto = kind === 'update' && picture !== undefined && (picture.kind === 'shown' || picture.told);
  const photo = isPhoto ? { photo: true as const } : {};
  return { contact, remoteId, name, side, kind, fields, here, there, ...photo };
}

function touchedNothing({ pulled, pushed, notes }: RunReport): boolean {
  return pulled + pushed === 0 && notes.length === 0;
}

function noReceipt(run: RunId): AppError {
  return new AppError(
    'input.notFound',
    `There is no receipt of the run ${run}: no such run is known, its account was unlinked, its receipt could not be written, or it was cleared since. Nothing was changed.`,
    { context: { run } },
  );
}
