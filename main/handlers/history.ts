// Owns: the commands about past runs: their reports, their receipts, taking one back (laws 19, 22).
// Leaves to others: what a run did (sync/receipt.ts), what taking it back means (core/undo.ts), the next sync.
import type { RunId } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { byPerson } from '../core/history.ts';
import type { RunEntry, RunReceipt } from '../core/receipt.ts';
import { isBack } from '../core/in-step-deletions.ts';
import type { ContactRecord } from '../core/replica.ts';
import { stepsOf, undoSteps } from '../core/undo.ts';
import type { ContactSteps, Undone } from '../core/undo.ts';
import type { Change } from '../store/book-format.ts';
import { contentHash } from '../sync/receipt.ts';
import type { Handlers, ReceiptEntry, RunReport, UndoResult } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { afterBackup, backUpBefore } from './mass-deletion.ts';
import { AT_ONCE, inPieces } from './pieces.ts';
import type { GreatActions } from './pieces.ts';

type HistoryHandlers = Pick<Handlers, 'sync.history' | 'sync.receipt' | 'sync.undo'>;

export function historyHandlers(deps: HandlerDependencies, actions: GreatActions): HistoryHandlers {
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
      const steps = stepsOf(receipt);
      if (steps.length > AT_ONCE) return undoInPieces(deps, actions, receipt, steps);
      const plan = () => undoing(deps, receipt)(steps);
      return afterBackup(deps, plan, ({ changes, ...counts }) => {
        if (changes.length > 0) {
          book.transaction([...changes, ...mark(deps, receipt)], byPerson('sync.undo'));
          deps.edited();
        }
        return { run, ...counts };
      });
    },
  };
}

/** One action; what somebody stops is taken back as far as it came, and asking again goes on with it. */
function undoInPieces(
  deps: HandlerDependencies,
  actions: GreatActions,
  receipt: RunReceipt,
  steps: readonly ContactSteps[],
): Promise<UndoResult> {
  return actions.run(async (begin) => {
    const undo = undoing(deps, receipt);
    await backUpBefore(deps, steps.filter(({ entries }) => entries.some(isCreation)).length);
    const writing = begin({ command: 'sync.undo', total: steps.length }, byPerson('sync.undo'));
    const counts = { restored: 0, recreated: 0, removed: 0, left: 0, photosLost: 0 };
    const isWhole = await inPieces(writing, steps, (piece) => {
      const { changes, ...found } = undo(piece);
      for (const key of OUTCOMES) counts[key] += found[key];
      return changes.length === 0 ? [] : [...changes, ...mark(deps, receipt)];
    });
    if (writing.contacts > 0) deps.edited();
    return { run: receipt.run, ...counts, ...(isWhole ? {} : { stopped: true }) };
  });
}

const OUTCOMES = ['restored', 'recreated', 'removed', 'left', 'photosLost'] as const;

/** Whether taking it back may delete a contact. */
const isCreation = ({ side, kind }: RunEntry): boolean => side === 'cloud' && kind === 'create';

/** Of the account: the next sync of it takes this run back. */
function mark({ book }: HandlerDependencies, { run, account: id }: RunReceipt): readonly Change[] {
  const account = book.account(id);
  return account === null || account.undoing === run
    ? []
    : [{ kind: 'putAccount', account: { ...account, undoing: run } }];
}

/** Tells what taking a run back changes of contacts at the moment. Errors: `input.notFound` where its account is gone. */
function undoing(deps: HandlerDependencies, receipt: RunReceipt): (steps: readonly ContactSteps[]) => Undone {
  const { book } = deps;
  const account = book.account(receipt.account);
  if (account === null) throw noReceipt(receipt.run);
  // As they were before any of it was taken back: two that were the same both come back.
  const before = book.contactsOf(account.id);
  let hashes: ReadonlySet<string> | null = null;
  const contents = () => (hashes ??= new Set(liveContents(before)));
  return (steps) =>
    undoSteps(account.id, steps, {
      contact: (id) => book.contact(id),
      kind: account.provider,
      hasPhoto: (hash) => deps.photos.get(hash) !== null,
      isBack: (person, id, fields) =>
        isBack(book.person(person), book.contactsOfPerson(person), id) || contents().has(contentHash(fields)),
      hashOf: contentHash,
      newId: () => deps.ids.next(),
      at: new Date(deps.clock.now()).toISOString(),
    });
}

/** The hashes of what contacts say. */
function liveContents(records: readonly ContactRecord[]): readonly string[] {
  return records.flatMap(({ local }) => (local === null ? [] : contentHash(local)));
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
