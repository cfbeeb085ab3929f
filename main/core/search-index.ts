// Owns: which slots hold a text with a word in it, kept up to date by change: one column of bits for each letter, pair and
// triple of letters. Leaves to others: the texts (search.ts), which columns there are (search-columns.ts), order (search-rank.ts).
import { hasBit, intersect, keepOnly, noBits, unite } from './bits.ts';
import type { Bits } from './bits.ts';
import {
  COLUMNS,
  hashed,
  isOneLetter,
  isOwnLetter,
  isOwnPair,
  isOwnTriple,
  MARK,
  NAME_START,
  nameStartPairColumn,
  wordColumn,
} from './search-columns.ts';
import type { ColumnPlan } from './search-columns.ts';
import { formsOf, isMark, markOf, NAME_FIELDS } from './search.ts';
import type { SearchField, TextBuffer } from './search.ts';
import type { WordList } from './search-typos.ts';
import { createTextStore, textBytes } from './text-store.ts';

/** Slots a block of columns covers. Blocks keep what is written together close together, and let the index grow. */
const BLOCK_SLOTS = 512;
const BLOCK_WORDS = BLOCK_SLOTS / 32;
/** How many answers are kept for the next keystroke and for the next window. */
const ANSWERS_KEPT = 24;

const NAME_MARKS: ReadonlySet<number> = new Set(NAME_FIELDS.map(markOf));
const ORGANIZATION_MARK = markOf('organizations');

/** Slots that may pass, and whether each of them does. */
export interface Candidates {
  readonly bits: Bits;
  passes(slot: number): boolean;
}

export interface TextIndex {
  /** The text of a slot from now on; an empty one takes it out. */
  put(slot: number, text: TextBuffer): void;
  /** Slots with the word in their text. The set is the index's own: it must not be changed. */
  find(word: string): Bits;
  /** Slots with the word in values of these fields. */
  findIn(word: string, fields: readonly SearchField[]): Bits;
  /** Slots with a value in one of these fields. */
  having(fields: readonly SearchField[]): Bits;
  /** Slots among these with a word in their name, or anywhere, that begins with this one. */
  startingName(word: string, among: Bits): Candidates;
  startingWord(word: string, among: Bits): Candidates;
}

/** An empty index. What it finds does not depend on the plan. */
export function createTextIndex(plan: ColumnPlan, wordList: WordList): TextIndex {
  const { classes, letters, pairs, triples } = plan;
  const texts = createTextStore();
  const blocks: Bits[] = [];
  let answers = new Map<string, Bits>();
  const words = () => blocks.length * BLOCK_WORDS;

  const add = (slot: number, { codes, length }: TextBuffer): void => {
    const block = blocks[Math.floor(slot / BLOCK_SLOTS)]!;
    const word = (slot % BLOCK_SLOTS) >>> 5;
    const bit = 1 << (slot & 31);
    let [first, second] = [0, 0];
    let isName = false;
    let isListed = false;
    let start = 0;
    let hash = 0;
    const endWord = (end: number): void => {
      if (isListed) wordList.add(codes, start, end, hash);
      const column = wordColumn(plan, codes, start, end, hash);
      if (column !== 0) block[column * BLOCK_WORDS + word]! |= bit;
    };
    for (let at = 0; at < length; at++) {
      const code = codes[at]!;
      const letter = classes[code]!;
      if (letter === 0) {
        if (second !== 0) endWord(at);
        if (isMark(code)) {
          block[(MARK + code) * BLOCK_WORDS + word]! |= bit;
          isName = NAME_MARKS.has(code);
          isListed = isName || code === ORGANIZATION_MARK;
        }
        first = second = 0;
        continue;
      }
      block[letters[code]! * BLOCK_WORDS + word]! |= bit;
      const pair = (second << 7) | letter;
      block[pairs[pair]! * BLOCK_WORDS + word]! |= bit;
      if (second !== 0) {
        block[triples[(first << 14) | pair]! * BLOCK_WORDS + word]! |= bit;
        hash = hashed(hash, code);
        if (isName && first === 0) block[nameStartPairColumn(pair) * BLOCK_WORDS + word]! |= bit;
      } else {
        start = at;
        hash = code;
        if (isName) block[(NAME_START + letter) * BLOCK_WORDS + word]! |= bit;
      }
      first = second;
      second = letter;
    }
    if (second !== 0) endWord(length);
  };

  const clear = (slot: number): void => {
    const block = blocks[Math.floor(slot / BLOCK_SLOTS)]!;
    const bit = ~(1 << (slot & 31));
    for (let at = (slot % BLOCK_SLOTS) >>> 5; at < block.length; at += BLOCK_WORDS) block[at]! &= bit;
  };

  /** Leaves in `into` only what is in the column. */
  const intersectColumn = (into: Bits, column: number): void => {
    for (let n = 0; n < blocks.length; n++) {
      const [block, from, to] = [blocks[n]!, column * BLOCK_WORDS, n * BLOCK_WORDS];
      for (let word = 0; word < BLOCK_WORDS; word++) into[to + word]! &= block[from + word]!;
    }
    into.fill(0, words());
  };
  const columnBits = (column: number): Bits => {
    const bits = noBits(words());
    for (let n = 0; n < blocks.length; n++)
      bits.set(blocks[n]!.subarray(column * BLOCK_WORDS, (column + 1) * BLOCK_WORDS), n * BLOCK_WORDS);
    return bits;
  };
  const everyone = (): Bits => {
    const bits = noBits(words());
    for (let slot = 0; slot < texts.slots; slot++) if (texts.has(slot)) bits[slot >>> 5]! |= 1 << (slot & 31);
    return bits;
  };

  /** Slots that have all letters, pairs and triples of a form, and whether these are all it says. */
  const withForm = (form: string): { readonly bits: Bits; readonly exact: boolean } => {
    const columns: number[] = [];
    let exact = form.length <= 3;
    let [first, second] = [0, 0];
    for (let at = 0; at < form.length; at++) {
      const code = form.charCodeAt(at);
      const third = classes[code]!;
      exact &&= third !== 0 && (form.length === 1 ? isOwnLetter(letters[code]!) : isOneLetter(third));
      if (third !== 0 && !(isOneLetter(third) && second !== 0)) columns.push(letters[code]!);
      // What stands before the first letter is not known.
      if (third !== 0 && at >= 1) {
        const pair = (second << 7) | third;
        columns.push(pairs[pair]!);
        if (form.length === 2) exact &&= isOwnPair(pairs[pair]!);
        if (at >= 2 && second !== 0) columns.push(triples[(first << 14) | pair]!);
        if (at >= 2 && form.length === 3) exact &&= isOwnTriple(triples[(first << 14) | pair]!);
      }
      [first, second] = [second, third];
    }
    const [column, ...others] = columns;
    if (column === undefined) return { bits: everyone(), exact: false };
    const bits = columnBits(column);
    for (const other of others) intersectColumn(bits, other);
    return { bits, exact };
  };
  /** Slots that have a common word with the form in it. */
  const withCommonWord = (form: string): Bits =>
    plan.words
      .filter(({ text }) => text.includes(form))
      .map(({ column }) => columnBits(column))
      .reduce(unite, noBits(words()));

  /** What is known from a shorter query that everyone who has this form is in. */
  const narrowed = (form: string, bits: Bits): Bits => {
    for (const [shorter, answer] of answers) if (form.includes(shorter)) intersect(bits, answer);
    return bits;
  };

  const findForm = (form: string): Bits => {
    const known = answers.get(form);
    if (known !== undefined) return known;
    const { bits, exact } = withForm(form);
    const part = textBytes(form);
    if (!exact) {
      const certain = withCommonWord(form);
      keepOnly(narrowed(form, bits), (slot) => hasBit(certain, slot) || texts.includes(slot, part));
    }
    if (answers.size >= ANSWERS_KEPT) answers.delete(answers.keys().next().value!);
    answers.set(form, bits);
    return bits;
  };

  const find = (word: string): Bits => {
    const [form, digits] = formsOf(word);
    const bits = findForm(form!);
    return digits === undefined ? bits : unite(bits.slice(), findForm(digits));
  };

  const having = (fields: readonly SearchField[]): Bits =>
    fields.map((field) => columnBits(MARK + markOf(field))).reduce(unite, noBits(words()));

  const startTest = (word: string, marks: ReadonlySet<number> | null) => {
    const parts = formsOf(word).map(textBytes);
    return (slot: number): boolean => parts.some((part) => texts.startsWord(slot, part, marks));
  };

  /** Where a form begins a word: the column that has at least these slots, and whether it has no others. */
  const startColumn = (form: string): { readonly column: number; readonly exact: boolean } | null => {
    const [first = 0, second = 0] = [...form.slice(0, 2)].map((letter) => classes[letter.charCodeAt(0)]!);
    if (first === 0) return null;
    const single = pairs[first]!;
    if (second === 0)
      return { column: single, exact: form.length === 1 && isOneLetter(first) && isOwnPair(single) };
    const column = triples[(first << 7) | second]!;
    const exact = form.length === 2 && isOneLetter(first) && isOneLetter(second) && isOwnTriple(column);
    return { column, exact };
  };

  return {
    put(slot, text) {
      while (slot >= words() * 32) blocks.push(noBits(COLUMNS * BLOCK_WORDS));
      if (texts.has(slot)) clear(slot);
      texts.put(slot, text);
      add(slot, text);
      if (answers.size > 0) answers = new Map();
    },
    find,
    findIn(word, fields) {
      const marks = new Set(fields.map(markOf));
      const bits = intersect(having(fields), find(word));
      const parts = formsOf(word).map(textBytes);
      return keepOnly(bits, (slot) => parts.some((part) => texts.includesIn(slot, part, marks)));
    },
    having,
    startingName(word, among) {
      const [form, digits] = formsOf(word);
      const [first = 0, second = 0] = [0, 1].map((at) => classes[form!.charCodeAt(at)] ?? 0);
      const bits = among.slice();
      const passes = startTest(word, NAME_MARKS);
      if (first === 0 || digits !== undefined) return { bits, passes };
      intersectColumn(bits, second === 0 ? NAME_START + first : nameStartPairColumn((first << 7) | second));
      return { bits, passes: form!.length === 1 && isOneLetter(first) ? () => true : passes };
    },
    startingWord(word, among) {
      const [form, digits] = formsOf(word);
      const bits = among.slice();
      const start = digits === undefined ? startColumn(form!) : null;
      if (start !== null) intersectColumn(bits, start.column);
      return {
        bits,
        passes: start?.exact === true ? () => true : startTest(word, null),
      };
    },
  };
}
