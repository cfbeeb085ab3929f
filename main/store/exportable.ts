// Owns: the contacts of a book that only a newer Kith may open, as far as their records still have the known shape.
// Leaves to others: files for other programs (core/formats), opening books (book.ts).
import fs from 'node:fs';
import type { ContactFields } from '../core/contact.ts';
import { numberedFiles } from './book-files.ts';
import { AppError } from '../core/errors.ts';
import { fileError } from './durable-files.ts';
import { readRecords } from './records.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

/** A contact as it can be handed on. */
export interface Exportable {
  readonly id: string;
  readonly account: string;
  readonly fields: ContactFields;
}

/**
 * Best effort, without opening or changing anything: the newest snapshot line by line, and what journals say after it.
 * Contacts that are told in ways unknown today are left out. Errors: `store.unwritable`.
 */
export function exportableContacts(folder: string, vault: Vault = PLAIN): readonly Exportable[] {
  try {
    const found = new Map<string, Exportable>();
    const snapshot = numberedFiles(folder, 'snapshot').at(-1);
    if (snapshot !== undefined)
      for (const line of (vault.read('snapshot', snapshot.file)?.toString('utf8') ?? '').split('\n').slice(2))
        take(found, parse(line.replace(/,$/, '')));
    for (const { file, seq } of numberedFiles(folder, 'journal'))
      for (const record of readRecords(fs.readFileSync(file), seq, vault.lineOpener('journal')).records)
        if (record.seq > (snapshot?.seq ?? 0))
          for (const change of changesIn(parse(record.json))) apply(found, change);
    return [...found.values()];
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : fileError(thrown, folder);
  }
}

type Unknown = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The list of a record, or the one list of changes that it holds. */
function changesIn(record: unknown): readonly unknown[] {
  if (Array.isArray(record)) return record;
  const lists = isObject(record) ? Object.values(record).filter(Array.isArray) : [];
  return lists.find((list) => list.some((change) => isObject(change) && 'kind' in change)) ?? [];
}

function apply(found: Map<string, Exportable>, change: unknown): void {
  if (!isObject(change)) return;
  if (change.kind === 'putContact') take(found, change.record);
  if (change.kind === 'dropContact') found.delete(String(change.id));
}

function take(found: Map<string, Exportable>, stored: unknown): void {
  if (!isObject(stored) || typeof stored.id !== 'string' || typeof stored.account !== 'string') return;
  const fields = stored.local === '=' ? stored.base : stored.local;
  if (isObject(fields))
    found.set(stored.id, { id: stored.id, account: stored.account, fields: fields as ContactFields });
  else found.delete(stored.id);
}
