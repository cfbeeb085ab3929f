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
/** To look into a word costs as much as to pass so many words of a list, for words lie all over the memory. */
const PASSED = 32;
/** More lists than these say little more. */
const LISTS = 4;

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

/** A pair of letters, and what follows it. */
interface Followed {
  readonly bucket: number;
  readonly follower: number;
}

export function createPairs(memory: SearchMemory): Pairs {
  let found = new Int32Array(256);

  const spanOf = (bucket: number): readonly [number, number] => {
    const { ints } = memory;
    const [places, pairs] = [memory.intsAt(PAIR_PLACES_AT) + bucket, memory.intsAt(PAIRS_AT)];
    return [pairs + ints[places]!, pairs + ints[places + 1]!];
  };
  const lengthOf = ({ bucket }: Followed): number => {
    const [from, to] = spanOf(bucket);
    return to - from;
  };
  /** The words of a bucket whose pair is followed so. */
  const wordsOf = ({ bucket, follower }: Followed): Ints => {
    const { ints } = memory;
    const [from, to] = spanOf(bucket);
    if (to - from > found.length) found = longer(found, to - from);
    let count = 0;
    for (let at = from; at < to; at++)
      if (follower === WHATEVER || (ints[at]! & FOLLOWERS) === follower)
        found[count++] = ints[at]! >>> FOLLOWER_BITS;
    return found.subarray(0, count);
  };
  /** Those that have another pair too, in the same array. */
  const alsoOf = (words: Ints, { bucket, follower }: Followed): Ints => {
    const { ints } = memory;
    const [from, to] = spanOf(bucket);
    let [count, at] = [0, from];
    for (let n = 0; n < words.length && at < to; n++) {
      const word = words[n]!;
      for (; at < to && ints[at]! >>> FOLLOWER_BITS < word; at++);
      // Of a word that has the pair twice any may be followed so.
      for (let same = at; same < to && ints[same]! >>> FOLLOWER_BITS === word; same++)
        if (follower === WHATEVER || (ints[same]! & FOLLOWERS) === follower) {
          words[count++] = word;
          break;
        }
    }
    return words.subarray(0, count);
  };

  return {
    having(form, atStart, atEnd) {
      if (memory.get(PAIRS_END) <= 1) return null;
      const letters = atStart ? [BEGINNING, ...form] : [...form];
      const isPlain = form.every((unit) => !isRare(unit));
      if (letters.length === 1) {
        if (!atEnd && isPlain) return null;
        const bucket = bucketOf(atEnd ? ENDING : ANYWHERE, letters[0]!);
        return { words: wordsOf({ bucket, follower: WHATEVER }), isExact: isPlain };
      }
      const followers = [...letters.map(followerOf), ...(atEnd ? [NO_FOLLOWER] : [])];
      const pairs = letters.slice(1).map((letter, n) => ({
        bucket: bucketOf(letters[n]!, letter),
        follower: followers[n + 2] ?? WHATEVER,
      }));
      // A pair that is followed by anything says little.
      const told = pairs.length > 1 ? pairs.filter(({ follower }) => follower !== WHATEVER) : pairs;
      const [least, ...others] = told.sort((a, b) => lengthOf(a) - lengthOf(b)).slice(0, LISTS);
      let words = wordsOf(least!);
      for (const other of others) if (lengthOf(other) < words.length * PASSED) words = alsoOf(words, other);
      return { words, isExact: isPlain && followers.length <= 3 };
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
