// Owns: which words have which pairs of letters, begin and end with which, and have which beyond a to z, as of when that was
// last looked at.
// Leaves to others: what is asked of these words (search-words.ts).
import type { Ints } from './ints.ts';

/**
 * Stand in place of the other letter of a pair: before the first letter of a word, beside its last one, and beside one that is
 * anywhere in it. No word has them.
 */
const [BEGINNING, ENDING, ANYWHERE] = [123, 124, 0];

/**
 * A letter from a to z has a bucket for each of these before it, for BEGINNING and for ENDING; other pairs share one with what
 * has the same hash.
 */
const LETTERS = 26;
const EXACT = (LETTERS + 2) * LETTERS;
const BUCKETS = 4096;

/** What follows a pair stands in the lowest bits beside the word: a letter from a to z as `unit % 32`, nothing, or another. */
const FOLLOWER_BITS = 5;
const FOLLOWERS = (1 << FOLLOWER_BITS) - 1;
const [NOTHING, OTHER] = [0, FOLLOWERS];
const WHATEVER = -1;

/** Words that are looked at in one bit: a few milliseconds. */
const WORDS_AT_ONCE = 10_000;

export interface PairLists {
  /** Words below this are in the lists. */
  readonly end: number;
  /** null: the lists do not help. What it gives is good until somebody asks again. */
  having(form: Uint16Array, atStart: boolean, atEnd: boolean): Listed | null;
}

export interface Listed {
  /** At least all words below `end` that have the form there, from the lowest on, some maybe twice. */
  readonly words: Ints;
  /** All of them have the form there. */
  readonly isExact: boolean;
}

/** Of no words. */
export const NO_PAIRS: PairLists = { end: 1, having: () => null };

/**
 * Of words from 1 up to `end`, which stand one after the other in `units`, each beginning where `starts` says. Made bit by
 * bit, while these stay as they are.
 */
export function* pairLists(units: Uint16Array, starts: Ints, end: number): Generator<undefined, PairLists> {
  const places = new Int32Array(BUCKETS + 1);
  for (let from = 1; from < end; from += WORDS_AT_ONCE, yield)
    forEachPair(
      units,
      starts,
      from,
      Math.min(end, from + WORDS_AT_ONCE),
      (bucket) => (places[bucket + 1]! += 1),
    );
  for (let bucket = 0; bucket < BUCKETS; bucket++) places[bucket + 1]! += places[bucket]!;
  const entries = new Int32Array(places[BUCKETS]!);
  const next = places.slice();
  for (let from = 1; from < end; from += WORDS_AT_ONCE, yield)
    forEachPair(
      units,
      starts,
      from,
      Math.min(end, from + WORDS_AT_ONCE),
      (bucket, word, follower) => (entries[next[bucket]!++] = (word << FOLLOWER_BITS) | follower),
    );
  const length = (bucket: number): number => places[bucket + 1]! - places[bucket]!;
  const found = new Int32Array(Math.max(...places.subarray(1).map((_place, bucket) => length(bucket))));
  /** The words of a bucket whose pair is followed so. */
  const wordsOf = (bucket: number, follower: number): Ints => {
    let count = 0;
    for (let at = places[bucket]!; at < places[bucket + 1]!; at++)
      if (follower === WHATEVER || (entries[at]! & FOLLOWERS) === follower)
        found[count++] = entries[at]! >>> FOLLOWER_BITS;
    return found.subarray(0, count);
  };

  return {
    end,
    having(form, atStart, atEnd) {
      const letters = atStart ? [BEGINNING, ...form] : [...form];
      const isPlain = form.every((unit) => !isRare(unit));
      if (letters.length === 1) {
        if (!atEnd && isPlain) return null;
        const bucket = bucketOf(atEnd ? ENDING : ANYWHERE, letters[0]!);
        return { words: wordsOf(bucket, WHATEVER), isExact: isPlain };
      }
      // To look through what follows is quicker than to look into words: a pair that is followed by anything comes last.
      const followers = [...letters.map(followerOf), ...(atEnd ? [NOTHING] : [])];
      let [least, follower] = [bucketOf(letters[0]!, letters[1]!), followers[2] ?? WHATEVER];
      for (let n = 1; n + 2 < followers.length; n++) {
        const bucket = bucketOf(letters[n]!, letters[n + 1]!);
        if (length(bucket) < length(least)) [least, follower] = [bucket, followers[n + 2]!];
      }
      return { words: wordsOf(least, follower), isExact: isPlain && followers.length <= 3 };
    },
  };
}

function forEachPair(
  units: Uint16Array,
  starts: Ints,
  from: number,
  end: number,
  visit: (bucket: number, word: number, follower: number) => void,
): void {
  for (let word = from; word < end; word++) {
    const stop = starts[word + 1]!;
    let before = BEGINNING;
    for (let at = starts[word]!; at < stop; at++) {
      const unit = units[at]!;
      const follower = at + 1 < stop ? followerOf(units[at + 1]!) : NOTHING;
      visit(bucketOf(before, unit), word, follower);
      if (isRare(unit)) visit(bucketOf(ANYWHERE, unit), word, follower);
      before = unit;
    }
    visit(bucketOf(ENDING, before), word, NOTHING);
  }
}

function followerOf(unit: number): number {
  return isRare(unit) ? OTHER : unit & FOLLOWERS;
}

/** Whether a letter by itself tells words apart well enough: none from a to z does. */
function isRare(unit: number): boolean {
  return unit < 97 || unit > 122;
}

function bucketOf(first: number, second: number): number {
  if (first >= 97 && first <= ENDING && !isRare(second)) return (first - 97) * LETTERS + second - 97;
  return EXACT + ((Math.imul((first << 15) ^ second, 0x9e3779b1) >>> 8) % (BUCKETS - EXACT));
}
