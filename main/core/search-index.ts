// Owns: which slots hold a text with a form in it, kept up to date by change.
// Leaves to others: the words of texts and who has them (search-words.ts, search-owners.ts), order (search-rank.ts), writing
// them down (main/search-engine).
import { createSpareBits, hasBit, intersect, keepOnly, noBits, unite } from './bits.ts';
import type { Bits } from './bits.ts';
import { only } from './ints.ts';
import { keepThoseWith } from './search-digits.ts';
import { createGaps } from './search-gaps.ts';
import { FIELDS_AT, SLOTS_END, STARTS_WORD } from './search-layout.ts';
import { addWithLetter } from './search-letters.ts';
import { searchMemory } from './search-memory.ts';
import type { SearchEngine } from './search-memory.ts';
import { createOwners } from './search-owners.ts';
import { formParts, letterBit, NAMES } from './search-parts.ts';
import { findPhrase, hasDigits } from './search-phrase.ts';
import { gapAt, nextAt, partAt, textOfSlot } from './search-texts.ts';
import { createSearchWords } from './search-words.ts';
import { ALL_FIELDS, fieldSet, formsOf } from './search.ts';
import type { FieldSet, SearchField, TextBuffer } from './search.ts';
import type { WordList } from './search-typos.ts';

/** How many answers are kept for the next keystroke and for the next window. */
const ANSWERS_KEPT = 24;
const LISTED = NAMES | fieldSet(['organizations']);

/** Slots that may pass, and whether each of them does; null: they do. */
export interface Candidates {
  readonly bits: Bits;
  readonly passes: ((slot: number) => boolean) | null;
}

/** Slots with a form in their text, those where it begins a word, and those where it begins a word of a name. */
export interface Match {
  readonly anywhere: Bits;
  readonly starting: Candidates;
  readonly naming: Bits;
}

interface Answer extends Match {
  readonly form: string;
  readonly fields: FieldSet;
}

/** The sets that it gives are its own: they are good until it is called again, and must not be changed. */
export interface TextIndex {
  /** The text of a slot from now on; an empty one takes it out. */
  put(slot: number, text: TextBuffer): void;
  /** The engine took in texts that were not put here. */
  look(): void;
  /**
   * Where more than this part of all texts was put since: what is found next is then found quicker. Takes some 30 ms for
   * 100,000, bit by bit; in between nothing else is to be asked of the index.
   */
  settle(part: number): Generator<undefined, void>;
  /** Who has the word, in these fields or in any. */
  find(word: string, fields?: readonly SearchField[]): Match;
  /** Slots with a value in one of these fields. */
  having(fields: readonly SearchField[]): Bits;
}

/** An index of what the engine writes, which is empty yet. It tells the list which words a mistyped one may mean. */
export function createTextIndex(wordList: WordList, engine: SearchEngine): TextIndex {
  const memory = searchMemory(engine);
  const words = createSearchWords(memory);
  const owners = createOwners(memory);
  const gaps = createGaps(memory);
  const spare = createSpareBits();
  const none = (): Bits => spare.none((memory.get(SLOTS_END) + 31) >>> 5);
  const indexed = { memory, words, owners, gaps, none, giveBack: spare.giveBack };
  const answers = new Map<string, Answer>();
  let owning = noBits(0);
  /** Words below this are in the list, as far as they belong there. */
  let listed = 1;

  const listWords = (): void => {
    for (const { end } = words; listed < end; listed++)
      if ((LISTED & (1 << words.placeOf(listed))) !== 0)
        wordList.add(memory.units, words.startOf(listed), words.startOf(listed + 1));
  };
  const look = (): void => {
    memory.look();
    gaps.look();
    listWords();
    for (const key of answers.keys()) forget(key);
  };
  const withLetter = (form: string, fields: FieldSet, letter: number): Answer => ({
    form,
    fields,
    anywhere: addWithLetter(memory, none(), 'anywhere', letter),
    starting: { bits: addWithLetter(memory, none(), 'starting', letter), passes: null },
    naming: addWithLetter(memory, none(), 'naming', letter),
  });
  const withWords = (form: string, units: Uint16Array, fields: FieldSet): Answer => {
    const anywhere = owners.addTo(none(), words.having(units, fields, 'anywhere'));
    const begins = only(words.having(units, fields, 'start'), (word) => words.placeOf(word) >= STARTS_WORD);
    const starting = { bits: owners.addTo(none(), begins), passes: null };
    const names = only(begins, (word) => (NAMES & (1 << words.placeOf(word))) !== 0);
    return { form, fields, anywhere, starting, naming: owners.addTo(none(), names) };
  };
  /** Digits stand in texts by themselves, and in names among the words. */
  const withDigits = (form: string, units: Uint16Array, fields: FieldSet): Answer => {
    const named = withWords(form, units, fields);
    const bits = none().fill(0xffffffff);
    keepThoseWith(memory, units, bits);
    if (units.length > 3 || fields !== ALL_FIELDS) {
      // Whoever has what was typed so far may have the rest.
      for (const known of answers.values())
        if (known.fields === fields && form.includes(known.form)) intersect(bits, known.anywhere);
      keepOnly(bits, (slot) => hasForm(slot, units, fields, false));
    }
    return {
      ...named,
      anywhere: unite(bits, named.anywhere),
      starting: {
        bits,
        passes: (slot) => hasBit(named.starting.bits, slot) || hasForm(slot, units, fields, true),
      },
    };
  };
  const hasForm = (slot: number, units: Uint16Array, fields: FieldSet, isStart: boolean): boolean => {
    const [{ ints: text }, start] = [memory, textOfSlot(memory, slot)];
    let mark = 0;
    for (let at = start; at !== 0 && partAt(text, at) !== 0; at = nextAt(text, at)) {
      const gap = gapAt(text, at);
      mark = gaps.marks[gap]! || mark;
      if (partAt(text, at) > 0 || (fields & (1 << mark)) === 0 || (isStart && gap === 0)) continue;
      if (hasDigits(text, at, units, isStart ? 'start' : 'anywhere')) return true;
    }
    return false;
  };
  const answerTo = (form: string, fields: FieldSet): Answer => {
    const taken = formParts(form);
    const [first, ...others] = taken?.parts ?? [];
    if (taken === null) return { form, fields, ...nobody() };
    if (first === undefined || others.length > 0 || first.before !== '' || taken.after !== '')
      return { form, fields, ...findPhrase(indexed, taken, fields) };
    if (first.isDigits) return withDigits(form, first.units, fields);
    const letter = form.length === 1 && fields === ALL_FIELDS ? letterBit(first.units[0]!) : 0;
    return letter !== 0 ? withLetter(form, fields, letter) : withWords(form, first.units, fields);
  };
  const nobody = (): Match => ({
    anywhere: none(),
    starting: { bits: none(), passes: null },
    naming: none(),
  });
  const forget = (key: string): void => {
    const { anywhere, starting: begins, naming: names } = answers.get(key)!;
    answers.delete(key);
    spare.giveBack(anywhere, names, ...(begins.passes === null ? [begins.bits] : []));
  };

  const findForm = (form: string, fields: FieldSet): Match => {
    const key = `${fields} ${form}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = answerTo(form, fields);
    if (answers.size >= ANSWERS_KEPT) forget(answers.keys().next().value!);
    answers.set(key, answer);
    return answer;
  };

  return {
    put(slot, { codes, length }) {
      engine.put(slot, codes.subarray(0, length));
      look();
    },
    look,
    *settle(part) {
      if (engine.beginPairs(part))
        do yield;
        while (engine.settlePairs());
      if (engine.beginOwners(part))
        do yield;
        while (engine.settleOwners());
      memory.look();
    },
    find(word, fields) {
      const [first, ...others] = formsOf(word).map((form) =>
        findForm(form, fields === undefined ? ALL_FIELDS : fieldSet(fields)),
      );
      return others.reduce(eitherOf, first!);
    },
    having(fields) {
      spare.giveBack(owning);
      owning = none();
      const wanted = fieldSet(fields);
      const [{ ints }, fieldsOf, end] = [memory, memory.intsAt(FIELDS_AT), memory.get(SLOTS_END)];
      for (let slot = 0; slot < end; slot++)
        if ((ints[fieldsOf + slot]! & wanted) !== 0) owning[slot >>> 5]! |= 1 << (slot & 31);
      return owning;
    },
  };
}

/** Of copies: both answers may be forgotten, and their sets taken for others, before somebody asks who passes. */
function eitherOf(one: Match, other: Match): Match {
  const [first, second] = [one.starting.bits.slice(), other.starting.bits.slice()];
  const isIn = (bits: Bits, { passes }: Candidates, slot: number): boolean =>
    hasBit(bits, slot) && (passes === null || passes(slot));
  return {
    anywhere: unite(one.anywhere.slice(), other.anywhere),
    naming: unite(one.naming.slice(), other.naming),
    starting: {
      bits: unite(first.slice(), second),
      passes: (slot) => isIn(first, one.starting, slot) || isIn(second, other.starting, slot),
    },
  };
}
