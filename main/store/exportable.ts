// Owns: the contacts of a book as they can be handed on, also of one that does not open, or that another Kith has open.
// Leaves to others: the file they go into (export.ts), reading files that do not make a book (salvage.ts).
import { AppError } from '../core/errors.ts';
import { isLive, refOf } from '../core/label.ts';
import type { Label, LiveLabel } from '../core/label.ts';
import { loadBook, numberedFiles } from './book-files.ts';
import type { BookContents } from './book-format.ts';
import { readError } from './durable-files.ts';
import { salvageBook } from './salvage.ts';
import type { Unknown } from './salvage.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

/** A contact as a book has it. Of one that does not open nobody vouches for its shape. */
export interface Exportable {
  readonly contact: Unknown;
  readonly account: Unknown;
  /** The names of its labels, as far as they are known. */
  readonly labels: readonly string[];
  /** Those of them that a person made, and no service's own such as "My Contacts". */
  readonly ownLabels: readonly string[];
}

/** How much of a book was to be had: `newer`: as much as this Kith understands of what a newer one wrote. */
export type Standing = 'whole' | 'newer' | 'damaged';

export interface ExportableBook {
  readonly standing: Standing;
  readonly contacts: readonly Exportable[];
  /** Parts of the files that nobody can read any more, or not yet. */
  readonly unreadable: number;
}

/** Another Kith may clear files away while they are read, and may be writing its last record. */
const ATTEMPTS = 3;

/**
 * The contacts of a book, without opening, locking or changing anything. Those that are deleted here are not among them.
 * Errors: `input.notFound` where there is no book, `store.unwritable` where it cannot be read.
 */
export function exportableBook(folder: string, vault: Vault = PLAIN): ExportableBook {
  for (let attempt = 1; ; attempt++) {
    try {
      return readBook(folder, attempt === ATTEMPTS, vault);
    } catch (thrown) {
      const isAway = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
      if (isAway && attempt < ATTEMPTS) continue;
      if (isAway) throw noBook(folder);
      throw thrown instanceof AppError ? thrown : readError(thrown, folder);
    }
  }
}

function readBook(folder: string, isLast: boolean, vault: Vault): ExportableBook {
  if (numberedFiles(folder, 'snapshot').length + numberedFiles(folder, 'journal').length === 0)
    throw noBook(folder);
  const { contents, standing } = load(folder, vault);
  if (contents !== null) return { standing, contacts: contactsOf(contents), unreadable: 0 };
  if (!isLast && standing === 'damaged') return readBook(folder, true, vault);
  const { contacts, accounts, labels, unreadable } = salvageBook(folder, vault);
  return { standing, contacts: exportables(contacts, accounts, labels), unreadable };
}

/** The book if nothing is wrong with it. */
function load(
  folder: string,
  vault: Vault,
): { readonly contents: BookContents | null; readonly standing: Standing } {
  try {
    const { contents, damaged } = loadBook(folder, vault);
    return damaged.length === 0 ? { contents, standing: 'whole' } : { contents: null, standing: 'damaged' };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'store.keyMissing') throw thrown;
    return { contents: null, standing: thrown.code === 'store.newerFormat' ? 'newer' : 'damaged' };
  }
}

function contactsOf({ contacts, accounts, labels }: BookContents): readonly Exportable[] {
  const living = [...contacts].flatMap(([id, record]): readonly [string, Unknown][] =>
    record.local === null ? [] : [[id, { ...record, fields: record.local }]],
  );
  return exportables(
    new Map(living),
    new Map([...accounts].map(([id, account]) => [id, { ...account }])),
    new Map([...labels].map(([id, label]) => [id, { ...label }])),
  );
}

function exportables(
  contacts: ReadonlyMap<string, Unknown>,
  accounts: ReadonlyMap<string, Unknown>,
  labels: ReadonlyMap<string, Unknown>,
): readonly Exportable[] {
  const known = new Map<string, LiveLabel>();
  for (const label of labels.values() as Iterable<Unknown & Label>)
    if (typeof label.name === 'string' && isLive(label)) known.set(`${label.account} ${refOf(label)}`, label);
  return [...contacts.values()].map((contact) => {
    const account = accounts.get(String(contact.account)) ?? { id: contact.account };
    const carried = refsOf(contact).flatMap((ref): readonly Pick<LiveLabel, 'name' | 'kind'>[] => {
      const label = known.get(`${String(contact.account)} ${ref}`);
      if (label !== undefined) return [label];
      return isNameItself(ref, account) ? [{ name: ref, kind: 'user' }] : [];
    });
    return {
      contact,
      account,
      labels: carried.map(({ name }) => name),
      ownLabels: carried.flatMap(({ name, kind }) => (kind === 'system' ? [] : name)),
    };
  });
}

/** Google's groups have keys; elsewhere a label is no more than a text on contacts, and need not be stored by itself. */
function isNameItself(ref: string, { provider }: Unknown): boolean {
  return ref !== '' && (provider === 'microsoft' || provider === 'computer');
}

function refsOf({ fields }: Unknown): readonly string[] {
  const { labels } = fields as { readonly labels?: unknown };
  return Array.isArray(labels)
    ? labels.map((label) => String((label as Partial<Label> | null)?.ref ?? ''))
    : [];
}

const noBook = (folder: string): AppError =>
  new AppError('input.notFound', `There is no address book in ${folder}. Nothing was written.`, {
    retry: 'afterUser',
    context: { folder },
  });
