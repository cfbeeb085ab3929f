// Owns: opening a book, or parsing its contacts, in a process of its own: how long until the first answer, how much
// memory then. Leaves to others: comparing them (store.ts).
import { readFileSync } from 'node:fs';
import { openBook } from '../../main/store/book.ts';
import type { OpenBook } from '../../main/store/book.ts';
import { memoryMb } from './machine.ts';

const [what, place = ''] = process.argv.slice(2);

interface Opening {
  readonly ms: number;
  /** Whatever was made, so that it is still there when memory is measured. */
  readonly kept: unknown;
}

async function book(): Promise<Opening & { readonly kept: OpenBook }> {
  const start = performance.now();
  const kept = await openBook(place, { now: Date.now });
  const first = kept.contacts()[Symbol.iterator]().next();
  if (first.done === true) throw new Error('The book is empty.');
  return { ms: performance.now() - start, kept };
}

/** The text is gone when this returns; only the objects stay. */
function parse(): Opening {
  const text = readFileSync(place, 'utf8');
  const start = performance.now();
  const kept: unknown = JSON.parse(text);
  return { ms: performance.now() - start, kept };
}

const before = memoryMb();
const opening = what === 'parse' ? parse() : await book();
const mb = memoryMb() - before;
process.stdout.write(JSON.stringify({ ms: opening.ms, mb }));
if (what === 'book') await (opening.kept as OpenBook).close();
