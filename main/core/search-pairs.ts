// Owns: which words have which pairs of letters, and which letters beyond a to z, as of when that was last looked at.
// Leaves to others: what is asked of these words (search-words.ts).
import type { Ints } from './ints.ts';

const BUCKET_BITS = 12;
const BUCKETS = 1 << BUCKET_BITS;

export interface PairLists {
  /** Words below this are in the lists. */
  readonly end: number;
  /** At least all words below `end` that have the form in them, some maybe twice; null: the lists do not help. */
  having(form: Uint16Array): Ints | null;
}

/** Words that are looked at in one bit: a few milliseconds. */
const WORDS_AT_ONCE = 10_000;

/** Of no words. */
export const NO_PAIRS: PairLists = { end: 1, having: () => null };

/**
 * Of words from 1 up to `end`, which stand one after the other in `units`, each beginning where `starts` says. Made bit by
 * bit, while these stay as they are.
 */
export function* pairLists(units: Uint16Array, starts: Ints, end: number): Generator<undefined, PairLists> {
  const places = new Int32Array(BUCKETS + 1);
  for (let from = 1; from < end; from += WORDS_AT_ONCE, yield)
    forEachBucket(
      units,
      starts,
      from,
      Math.min(end, from + WORDS_AT_ONCE),
      (bucket) => (places[bucket + 1]! += 1),
    );
  for (let bucket = 0; bucket < BUCKETS; bucket++) places[bucket + 1]! += places[bucket]!;
  const words = new Int32Array(places[BUCKETS]!);
  const next = places.slice();
  for (let from = 1; from < end; from += WORDS_AT_ONCE, yield)
    forEachBucket(
      units,
      starts,
      from,
      Math.min(end, from + WORDS_AT_ONCE),
      (bucket, word) => (words[next[bucket]!++] = word),
    );
  const length = (bucket: number): number => places[bucket + 1]! - places[bucket]!;

  return {
    end,
    having(form) {
      let least = form.length === 1 && isRare(form[0]!) ? bucketOf(0, form[0]!) : -1;
      for (let n = 1; n < form.length; n++) {
        const bucket = bucketOf(form[n - 1]!, form[n]!);
        if (least < 0 || length(bucket) < length(least)) least = bucket;
      }
      return least < 0 ? null : words.subarray(places[least], places[least + 1]);
    },
  };
}

function forEachBucket(
  units: Uint16Array,
  starts: Ints,
  from: number,
  end: number,
  visit: (bucket: number, word: number) => void,
): void {
  for (let word = from; word < end; word++) {
    let before = 0;
    for (let at = starts[word]!, stop = starts[word + 1]!; at < stop; at++) {
      const unit = units[at]!;
      if (before !== 0) visit(bucketOf(before, unit), word);
      if (isRare(unit)) visit(bucketOf(0, unit), word);
      before = unit;
    }
  }
}

/** Whether a letter by itself tells words apart well enough: none from a to z does. */
function isRare(unit: number): boolean {
  return unit < 97 || unit > 122;
}

function bucketOf(first: number, second: number): number {
  return Math.imul((first << 15) ^ second, 0x9e3779b1) >>> (32 - BUCKET_BITS);
}
