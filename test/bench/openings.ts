// Owns: how long a book takes to open, and what it then takes of the memory, beside parsing the same bytes.
// Leaves to others: opening and parsing (store-opening.ts), where they fall short (store.ts, search.ts).
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { medianOf } from './machine.ts';

/** Each in a process of its own, as a start is; the median counts. */
const OPENINGS = 5;
const KINDS = ['book', 'rows', 'parse'] as const;

type Kind = (typeof KINDS)[number];

/** Milliseconds until the first answer, and megabytes after it. */
interface Opening {
  readonly ms: number;
  readonly mb: number;
}

function opened(what: Kind, folder: string): Opening {
  const script = path.join(import.meta.dirname, 'store-opening.ts');
  const args = ['--expose-gc', '--max-old-space-size=8192', script, what, folder];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Opening;
}

/** Opening the book in a folder to its first contact, to the first rows of its list, and parsing its snapshot. */
export function openings(folder: string): Readonly<Record<Kind, Opening>> {
  const runs = Array.from({ length: OPENINGS }, () => KINDS.map((kind) => opened(kind, folder)));
  const median = (n: number, of: keyof Opening) => medianOf(runs.map((run) => run[n]![of]));
  const [book, rows, parse] = KINDS.map((_kind, n) => ({ ms: median(n, 'ms'), mb: median(n, 'mb') }));
  return { book: book!, rows: rows!, parse: parse! };
}
