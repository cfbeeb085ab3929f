// Owns: the words of names and organizations that a mistyped word may have meant, and how far apart two words are.
// Leaves to others: who has these words (search-index.ts).
import { longer } from './ints.ts';
import type { Ints } from './ints.ts';
import { unitsOf } from './search-parts.ts';

const SHORTEST = 4;
const LONGEST = 24;
/** From this length on a word may have two typos. */
const LONG = 8;
const MOST_MEANT = 32;

export interface WordList {
  /** The word that stands in these code units. */
  add(codes: Uint16Array, from: number, to: number): void;
  /** The words that a mistyped one, maybe not typed to its end, is closest to; none where it is too short to tell. */
  meantBy(word: string): readonly string[];
}

/** A list that words are never taken out of: one that nobody has any more is found with nobody. Few are in it twice. */
export function createWordList(): WordList {
  let units = new Uint16Array(1024);
  /** Where in `units` each word begins; it ends where the next one does. */
  let starts = new Int32Array(256);
  let letters = new Int32Array(256);
  let end = 0;

  return {
    add(codes, from, to) {
      if (to - from < SHORTEST - 2 || to - from > LONGEST) return;
      if (end + 1 === starts.length) [starts, letters] = [longer(starts), longer(letters)];
      const start = starts[end]!;
      if (start + to - from > units.length) {
        const larger = new Uint16Array(units.length * 2);
        larger.set(units);
        units = larger;
      }
      letters[end] = lettersOf(codes, from, to);
      for (let at = from; at < to; at++) units[start + at - from] = codes[at]!;
      starts[++end] = start + to - from;
    },
    meantBy(word) {
      const typed = unitsOf(word);
      const most = mostTypos(word);
      const found: string[][] = [[], [], []];
      const own = lettersOf(typed, 0, typed.length);
      for (let n = 0; n < end; n++) {
        const [from, to] = [starts[n]!, starts[n + 1]!];
        // Each typo brings at most one letter that the word meant has not.
        if (countOf(own & ~letters[n]!) > most || to - from < typed.length - most) continue;
        const meant = units.subarray(from, to);
        const typos = typosIn(typed, meant, most);
        if (typos <= most) found[typos]!.push(String.fromCharCode(...meant));
      }
      const closest = found.find((of) => of.length > 0) ?? [];
      return [...new Set(closest)]
        .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
        .slice(0, MOST_MEANT);
    },
  };
}

/** How many typos a word of this length may have. */
export function mostTypos(word: string): number {
  if (word.length < SHORTEST || /\d/.test(word)) return 0;
  return word.length < LONG ? 1 : 2;
}

/** One bit for each letter that occurs, several letters sharing one. */
function lettersOf(codes: Uint16Array, from: number, to: number): number {
  let letters = 0;
  for (let at = from; at < to; at++) letters |= 1 << (codes[at]! & 31);
  return letters;
}

function countOf(letters: number): number {
  let count = 0;
  for (let rest = letters; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Rows of the table below, used again and again, so as to leave no waste. */
let rows: readonly Ints[] = [];

/**
 * How many typos make the beginning of `meant`, or all of it, into `typed`: a letter too many, one missing, another one,
 * or two that changed places. Anything above `most` is given as `most + 1`.
 */
export function typosIn(typed: Uint16Array, meant: Uint16Array, most: number): number {
  const width = Math.min(meant.length, typed.length + most) + 1;
  if ((rows[0]?.length ?? 0) < width)
    rows = [1, 2, 3].map(() => new Int32Array(Math.max(width, LONGEST + 1)));
  let [before, row, next] = rows as [Ints, Ints, Ints];
  for (let n = 0; n < width; n++) row[n] = n;
  let leastBefore = 0;
  for (let at = 1; at <= typed.length; at++) {
    next[0] = at;
    let least = at;
    for (let to = 1; to < width; to++) {
      const isSame = typed[at - 1] === meant[to - 1];
      let typos = Math.min(row[to - 1]! + (isSame ? 0 : 1), row[to]! + 1, next[to - 1]! + 1);
      if (at > 1 && to > 1 && typed[at - 1] === meant[to - 2] && typed[at - 2] === meant[to - 1])
        typos = Math.min(typos, before[to - 2]! + 1);
      next[to] = typos;
      least = Math.min(least, typos);
    }
    // What changed places is counted from the row before.
    if (least > most && leastBefore >= most) return most + 1;
    leastBefore = least;
    [before, row, next] = [row, next, before];
  }
  let least = most + 1;
  for (let n = 0; n < width; n++) least = Math.min(least, row[n]!);
  return least;
}
