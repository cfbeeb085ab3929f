// Owns: which letter sequences have a column of their own in the search index, chosen from a sample of the texts.
// Leaves to others: the columns' bits (search-index.ts).
import { partsWords } from './search.ts';

/** How many classes of letters there are: 0 parts words, below RARE one letter each, the rest shared by all other letters. */
const CLASSES = 128;
const RARE = 112;
const COMMON_ASCII = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** How columns are divided. Of pairs and triples the frequent ones have their own; others share by hash. */
const OWN_PAIRS = 448;
const SHARED_PAIRS = 64;
const OWN_TRIPLES = 640;
const SHARED_TRIPLES = 352;

/** First column of each kind. */
export const MARK = 0;
export const LETTER = MARK + 128;
export const RARE_LETTER = LETTER + CLASSES;
export const NAME_START = RARE_LETTER + 128;
export const NAME_START_PAIR = NAME_START + CLASSES;
const PAIR = NAME_START_PAIR + 128;
const TRIPLE = PAIR + OWN_PAIRS + SHARED_PAIRS;
export const COLUMNS = TRIPLE + OWN_TRIPLES + SHARED_TRIPLES;

/**
 * Which columns a text is in. `pairs` is indexed by two classes, the earlier one times 128; `triples` by three. An exact
 * column holds precisely the texts with that sequence.
 */
export interface ColumnPlan {
  /** The class of each code unit. */
  readonly classes: Uint8Array;
  readonly pairs: Uint16Array;
  readonly triples: Uint16Array;
}

/** Whether a class is one letter's alone. */
export function isOneLetter(letterClass: number): boolean {
  return letterClass > 0 && letterClass < RARE;
}

export function isOwnPair(column: number): boolean {
  return column < PAIR + OWN_PAIRS;
}

export function isOwnTriple(column: number): boolean {
  return column < TRIPLE + OWN_TRIPLES;
}

export function rareLetterColumn(code: number): number {
  return RARE_LETTER + ((code ^ (code >>> 7)) & 127);
}

export function nameStartPairColumn(pair: number): number {
  return NAME_START_PAIR + (Math.imul(pair, 0x9e3779b1) >>> 25);
}

/** A plan in which every sequence shares its column, which serves a small book as well. */
export function plainPlan(): ColumnPlan {
  return (plain ??= {
    classes: classesFor([]),
    pairs: Uint16Array.from(
      { length: CLASSES ** 2 },
      (_none, pair) => PAIR + OWN_PAIRS + ((Math.imul(pair, 0x9e3779b1) >>> 16) % SHARED_PAIRS),
    ),
    triples: sharedTriples(),
  });
}
let plain: ColumnPlan | null = null;

function sharedTriples(): Uint16Array {
  const triples = new Uint16Array(CLASSES ** 3);
  for (let triple = 0; triple < triples.length; triple++)
    triples[triple] = TRIPLE + OWN_TRIPLES + ((Math.imul(triple, 0x9e3779b1) >>> 13) % SHARED_TRIPLES);
  return triples;
}

/** The plan that suits texts like these best. Any plan is right for any text; only speed differs. */
export function planColumns(sample: readonly string[]): ColumnPlan {
  const classes = classesFor(sample);
  const counts = countSequences(sample, classes);
  const [pairs, triples] = [plainPlan().pairs.slice(), plainPlan().triples.slice()];
  mostFrequent(counts.pairs, OWN_PAIRS).forEach((pair, n) => (pairs[pair] = PAIR + n));
  mostFrequent(counts.triples, OWN_TRIPLES).forEach((triple, n) => (triples[triple] = TRIPLE + n));
  return { classes, pairs, triples };
}

function classesFor(sample: readonly string[]): Uint8Array {
  const counts = new Map<number, number>();
  for (const text of sample)
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 128) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  const classes = new Uint8Array(0x10000);
  for (let code = 0; code < classes.length; code++)
    classes[code] = partsWords(code) ? 0 : RARE + (code % (CLASSES - RARE));
  [...COMMON_ASCII].forEach((letter, n) => (classes[letter.charCodeAt(0)] = n + 1));
  const others = [...counts].filter(([code]) => !partsWords(code)).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  others
    .slice(0, RARE - 1 - COMMON_ASCII.length)
    .forEach(([code], n) => (classes[code] = COMMON_ASCII.length + 1 + n));
  return classes;
}

interface Counts {
  readonly pairs: ReadonlyMap<number, number>;
  readonly triples: ReadonlyMap<number, number>;
}

/** In how many texts each sequence occurs that one letter alone is behind each class of. */
function countSequences(sample: readonly string[], classes: Uint8Array): Counts {
  const [pairs, triples] = [new Map<number, number>(), new Map<number, number>()];
  const count = (counts: Map<number, number>, keys: ReadonlySet<number>) => {
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const text of sample) {
    const [seenPairs, seenTriples] = [new Set<number>(), new Set<number>()];
    let [first, second] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      const third = classes[text.charCodeAt(at)]!;
      if (third > 0 && Math.max(second, third) < RARE) {
        seenPairs.add((second << 7) | third);
        if (second > 0 && first < RARE) seenTriples.add((first << 14) | (second << 7) | third);
      }
      [first, second] = [second, third];
    }
    count(pairs, seenPairs);
    count(triples, seenTriples);
  }
  return { pairs, triples };
}

function mostFrequent(counts: ReadonlyMap<number, number>, limit: number): readonly number[] {
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, limit)
    .map(([key]) => key);
}
