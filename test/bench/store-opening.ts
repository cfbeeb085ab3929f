// Owns: opening a book, or parsing its contacts, in a process of its own: how long until the first answer, or until the
// first rows of the list, and how much memory then. Leaves to others: starting it and comparing (openings.ts).
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openBook } from '../../main/store/book.ts';
import type { OpenBook } from '../../main/store/book.ts';
import { createPersonIndex } from '../../main/store/person-index.ts';
import { memoryMb } from './machine.ts';

const [what, folder = ''] = process.argv.slice(2);

interface Opening {
  readonly ms: number;
  /** Whatever was made, so that it is still there when memory is measured. */
  readonly kept: unknown;
}

async function book(
  firstAnswer: (book: OpenBook) => unknown,
): Promise<Opening & { readonly kept: OpenBook }> {
  const start = performance.now();
  const kept = await openBook(folder, { now: Date.now });
  if ((firstAnswer(kept) ?? null) === null) throw new Error('The book is empty.');
  return { ms: performance.now() - start, kept };
}

const firstContact = (kept: OpenBook): unknown => kept.contacts()[Symbol.iterator]().next().value;
const firstRows = (kept: OpenBook): unknown =>
  createPersonIndex(kept, () => (fields) => fields).list({
    text: '',
    filter: { kind: 'all' },
    from: 0,
    to: 50,
  }).rows[0];

/** The contacts of the snapshot, read and parsed at once. The text is gone when this returns; only the objects stay. */
function parse(): Opening {
  const name = readdirSync(folder).find((file) => file.startsWith('snapshot-'));
  const start = performance.now();
  const text = readFileSync(path.join(folder, name!), 'utf8');
  // A header, everything but the contacts, and a line for each contact, which ends in a comma.
  const head = text.indexOf('\n', text.indexOf('\n') + 1);
  const kept: unknown = JSON.parse(`[${text.slice(head + 1)}null]`);
  return { ms: performance.now() - start, kept };
}

const before = memoryMb();
const opening = what === 'parse' ? parse() : await book(what === 'rows' ? firstRows : firstContact);
const mb = memoryMb() - before;
process.stdout.write(JSON.stringify({ ms: opening.ms, mb }));
if (what !== 'parse') await (opening.kept as OpenBook).close();
