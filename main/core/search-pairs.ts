// Owns: which words may have a form in them, by their pairs of letters, as of when these were last written down.
// Leaves to others: writing them down (main/search-engine/pairs.ts), what is asked of these words (search-words.ts).
import type { Ints } from './ints.ts';
import { longer } from './ints.ts';
import {
  ANYWHERE,
  BEGINNING,
  BUCKETS,
  ENDING,
  EXACT,
  FOLLOWER_BITS,
  FOLLOWERS,
  LETTERS,
  NO_FOLLOWER,
  OTHER_FOLLOWER,
  PAIR_PLACES_AT,
  PAIRS_AT,
  PAIRS_END,
} from './search-layout.ts';
import type { SearchMemory } from './search-memory.ts';

const WHATEVER = -1;

export interface Pairs {
  /** null: they do not help. What it gives is good until somebody asks again. */
  having(form: Uint16Array, atStart: boolean, atEnd: boolean): Listed | null;
}

export interface Listed {
  /** At least all words below `PAIRS_END` that have the form there, from the lowest on, some maybe twice. */
  readonly words: Ints;
  /** All of them have the form there. */
  readonly isExact: boolean;
}

export function createPairs(memory: SearchMemory): Pairs {
  let found = new Int32Array(256);

  const lengthOf = (bucket: number): number => {
    const places = memory.intsAt(PAIR_PLACES_AT) + bucket;
    return memory.ints[places + 1]! - memory.ints[places]!;
  };
  /** The words of a bucket whose pair is followed so. */
  const wordsOf = (bucket: number, follower: number): Ints => {
    const { ints } = memory;
    const places = memory.intsAt(PAIR_PLACES_AT) + bucket;
    const pairs = memory.intsAt(PAIRS_AT);
    const [from, to] = [pairs + ints[places]!, pairs + ints[places + 1]!];
    if (to - from > found.length) found = longer(found, to - from);
    let count = 0;
    for (let at = from; at < to; at++)
      if (follower === WHATEVER || (ints[at]! & FOLLOWERS) === follower)
        found[count++] = ints[at]! >>> FOLLOWER_BITS;
    return found.subarray(0, count);
  };

  return {
    having(form, atStart, atEnd) {
      if (memory.get(PAIRS_END) <= 1) return null;
      const letters = atStart ? [BEGINNING, ...form] : [...form];
      const isPlain = form.every((unit) => !isRare(unit));
      if (letters.length === 1) {
        if (!atEnd && isPlain) return null;
        const bucket = bucketOf(atEnd ? ENDING : ANYWHERE, letters[0]!);
        return { words: wordsOf(bucket, WHATEVER), isExact: isPlain };
      }
      // To look through what follows is quicker than to look into words: a pair that is followed by anything comes last.
      const followers = [...letters.map(followerOf), ...(atEnd ? [NO_FOLLOWER] : [])];
      let [least, follower] = [bucketOf(letters[0]!, letters[1]!), followers[2] ?? WHATEVER];
      for (let n = 1; n + 2 < followers.length; n++) {
        const bucket = bucketOf(letters[n]!, letters[n + 1]!);
        if (lengthOf(bucket) < lengthOf(least)) [least, follower] = [bucket, followers[n + 2]!];
      }
      return { words: wordsOf(least, follower), isExact: isPlain && followers.length <= 3 };
    },
  };
}

function followerOf(unit: number): number {
  return isRare(unit) ? OTHER_FOLLOWER : unit & FOLLOWERS;
}

/** Whether a letter by itself tells words apart well enough: none from a to z does. */
function isRare(unit: number): boolean {
  return unit < 97 || unit > 122;
}

/** As main/search-engine/pairs.ts writes them. */
function bucketOf(first: number, second: number): number {
  if (first >= 97 && first <= ENDING && !isRare(second)) return (first - 97) * LETTERS + second - 97;
  return EXACT + ((Math.imul((first << 15) ^ second, 0x9e3779b1) >>> 8) % (BUCKETS - EXACT));
}
