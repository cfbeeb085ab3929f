// Owns: which letter sequences have a column of their own in the search index, chosen from a sample of the texts.
// Leaves to others: the columns' bits (search-index.ts).
import { partsWords } from './search.ts';

/** How many classes of letters there are: 0 parts words, below RARE one letter each, the rest shared by all other letters. */
const CLASSES = 128;
const RARE = 112;
const COMMON_ASCII = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * How columns are divided. Frequent letters, pairs and triples have their own; the others share by hash. Together with
 * the texts they stay below 64 MB at 100,000 contacts, from where on V8 collects garbage for them in the whole heap.
 */
const OWN_LETTERS = 256;
const SHARED_LETTERS = 48;
const OWN_PAIRS = 576;
const SHARED_PAIRS = 64;
const OWN_TRIPLES = 576;
const SHARED_TRIPLES = 192;
const WORDS = 240;

/** First column of each kind. */
export const MARK = 0;
export const NAME_START = MARK + 32;
export const NAME_START_PAIR = NAME_START + CLASSES;
const LETTER = NAME_START_PAIR + 64;
const PAIR = LETTER + OWN_LETTERS + SHARED_LETTERS;
const TRIPLE = PAIR + OWN_PAIRS + SHARED_PAIRS;
const WORD = TRIPLE + OWN_TRIPLES + SHARED_TRIPLES;
export const COLUMNS = WORD + WORDS;

/**
 * Which columns a text is in. `letters` is indexed by code unit, `pairs` by two classes, the earlier one times 128,
 * `triples` by three. An own column holds precisely the texts with that sequence.
 */
export interface ColumnPlan {
  /** The class of each code unit. */
  readonly classes: Uint8Array;
  readonly letters: Uint16Array;
  readonly pairs: Uint16Array;
  readonly triples: Uint16Array;
  /** Words that so many have that looking into each text for them would take long. */
  readonly words: readonly CommonWord[];
  /** Places of words by hash, one more than the place; 0: no word. */
  readonly wordPlaces: Uint8Array;
}

export interface CommonWord {
  readonly text: string;
  readonly hash: number;
  readonly column: number;
}

/** Whether a class is one letter's alone. */
export function isOneLetter(letterClass: number): boolean {
  return letterClass > 0 && letterClass < RARE;
}

export function isOwnLetter(column: number): boolean {
  return column < LETTER + OWN_LETTERS;
}

export function isOwnPair(column: number): boolean {
  return column < PAIR + OWN_PAIRS;
}

export function isOwnTriple(column: number): boolean {
  return column < TRIPLE + OWN_TRIPLES;
}

export function nameStartPairColumn(pair: number): number {
  return NAME_START_PAIR + (Math.imul(pair, 0x9e3779b1) >>> 26);
}

/** The column of the common word from `start` to `end`, whose code units have this hash; 0: it is none. */
export function wordColumn(
  { words, wordPlaces }: ColumnPlan,
  codes: Uint16Array,
  start: number,
  end: number,
  hash: number,
): number {
  for (let at = hash & 0x3ff; wordPlaces[at] !== 0; at = (at + 1) & 0x3ff) {
    const word = words[wordPlaces[at]! - 1]!;
    if (word.hash === hash && isWord(word.text, codes, start, end)) return word.column;
  }
  return 0;
}

function isWord(text: string, codes: Uint16Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) !== codes[start + at]) return false;
  return true;
}

/** The hash of a word after one more code unit; of the first one it is the code unit itself. */
export function hashed(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

/** A plan in which every sequence shares its column, which serves a small book as well. */
export function plainPlan(): ColumnPlan {
  return (plain ??= {
    ...lettersFor([]),
    pairs: sharedPairs(),
    triples: sharedTriples(),
    words: [],
    wordPlaces: new Uint8Array(1024),
  });
}
let plain: ColumnPlan | null = null;

function sharedPairs(): Uint16Array {
  const pairs = new Uint16Array(CLASSES ** 2);
  for (let pair = 0; pair < pairs.length; pair++)
    pairs[pair] = PAIR + OWN_PAIRS + ((Math.imul(pair, 0x9e3779b1) >>> 16) % SHARED_PAIRS);
  return pairs;
}

function sharedTriples(): Uint16Array {
  const triples = new Uint16Array(CLASSES ** 3);
  for (let triple = 0; triple < triples.length; triple++)
    triples[triple] = TRIPLE + OWN_TRIPLES + ((Math.imul(triple, 0x9e3779b1) >>> 13) % SHARED_TRIPLES);
  return triples;
}

/** The plan that suits texts like these best. Any plan is right for any text; only speed differs. */
export function planColumns(sample: readonly string[]): ColumnPlan {
  const { classes, letters } = lettersFor(sample);
  const counts = countSequences(sample, classes);
  const [pairs, triples] = [sharedPairs(), sharedTriples()];
  mostFrequent(counts.pairs, OWN_PAIRS).forEach((pair, n) => (pairs[pair] = PAIR + n));
  mostFrequent(counts.triples, OWN_TRIPLES).forEach((triple, n) => (triples[triple] = TRIPLE + n));
  const words = commonWords(sample);
  const wordPlaces = new Uint8Array(1024);
  words.forEach(({ hash }, n) => {
    let at = hash & 0x3ff;
    while (wordPlaces[at] !== 0) at = (at + 1) & 0x3ff;
    wordPlaces[at] = n + 1;
  });
  return { classes, letters, pairs, triples, words, wordPlaces };
}

/** Words of four letters or more, since shorter ones are found by a column anyway, in at least one text of a hundred. */
function commonWords(sample: readonly string[]): readonly CommonWord[] {
  const counts = new Map<string, number>();
  for (const text of sample)
    for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .filter(([word, count]) => word.length > 3 && count * 100 >= sample.length)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, WORDS)
    .map(([text], n) => ({ text, hash: hashOf(text), column: WORD + n }));
}

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !partsWords(text.charCodeAt(at))) continue;
    if (at > start) words.push(text.slice(start, at));
    start = at + 1;
  }
  return words;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = hashed(hash, text.charCodeAt(at));
  return hash;
}

function lettersFor(sample: readonly string[]): Pick<ColumnPlan, 'classes' | 'letters'> {
  const counts = new Map<number, number>();
  for (const text of sample)
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 128 && !partsWords(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  const classes = new Uint8Array(0x10000);
  const letters = new Uint16Array(0x10000);
  for (let code = 0; code < classes.length; code++) {
    classes[code] = partsWords(code) ? 0 : RARE + (code % (CLASSES - RARE));
    letters[code] = LETTER + OWN_LETTERS + (code % SHARED_LETTERS);
  }
  [...[...COMMON_ASCII].map((letter) => letter.charCodeAt(0)), ...mostFrequent(counts, OWN_LETTERS)]
    .slice(0, OWN_LETTERS)
    .forEach((code, n) => {
      if (n + 1 < RARE) classes[code] = n + 1;
      letters[code] = LETTER + n;
    });
  return { classes, letters };
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
