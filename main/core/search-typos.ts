// Owns: the words of names and organizations that a mistyped word may have meant, and how far apart two words are.
// Leaves to others: who has these words (search-index.ts).

const SHORTEST = 4;
const LONGEST = 24;
/** From this length on a word may have two typos. */
const LONG = 8;
const MOST_MEANT = 32;

export interface WordList {
  add(word: string): void;
  /** The words that a mistyped one, maybe not typed to its end, is closest to; none where it is too short to tell. */
  meantBy(word: string): readonly string[];
}

/** A list that words are never taken out of: one that nobody has any more is found with nobody. Few are in it twice. */
export function createWordList(): WordList {
  const words: string[] = [];
  const letters: number[] = [];

  return {
    add(word) {
      if (word.length < SHORTEST - 2 || word.length > LONGEST) return;
      words.push(word);
      letters.push(lettersOf(word));
    },
    meantBy(word) {
      const most = mostTypos(word);
      const found: string[][] = [[], [], []];
      const own = lettersOf(word);
      for (let n = 0; n < words.length; n++) {
        // Each typo brings at most one letter that the word meant has not.
        if (countOf(own & ~letters[n]!) > most || words[n]!.length < word.length - most) continue;
        const typos = typosIn(word, words[n]!, most);
        if (typos <= most) found[typos]!.push(words[n]!);
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
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function countOf(letters: number): number {
  let count = 0;
  for (let rest = letters; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/**
 * How many typos make the beginning of `meant`, or all of it, into `typed`: a letter too many, one missing, another one,
 * or two that changed places. Anything above `most` is given as `most + 1`.
 */
export function typosIn(typed: string, meant: string, most: number): number {
  const width = Math.min(meant.length, typed.length + most) + 1;
  let before = new Uint8Array(width);
  let row = Uint8Array.from({ length: width }, (_none, n) => n);
  let next = new Uint8Array(width);
  let leastBefore = 0;
  for (let at = 1; at <= typed.length; at++) {
    next[0] = at;
    let least = at;
    for (let to = 1; to < width; to++) {
      const isSame = typed.charCodeAt(at - 1) === meant.charCodeAt(to - 1);
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
  return Math.min(most + 1, ...row);
}
