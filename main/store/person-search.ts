// Owns: the texts of persons in a search index that is made in slices and kept up by change, and whom a query finds.
// Leaves to others: the index itself (core/search-index.ts), texts and filters of persons (person-index.ts).
import { countBits, createSpareBits, exclude, intersect, isEmpty, noBits, unite } from '../core/bits.ts';
import type { Bits } from '../core/bits.ts';
import { createTextIndex } from '../core/search-index.ts';
import type { TextIndex } from '../core/search-index.ts';
import type { QueryFilter, SearchQuery } from '../core/search-query.ts';
import { ranked, unranked } from '../core/search-rank.ts';
import type { ListOrder, Ranking } from '../core/search-rank.ts';
import { textBuffer } from '../core/search.ts';
import type { TextBuffer } from '../core/search.ts';
import { createWordList, mostTypos } from '../core/search-typos.ts';
import type { WordList } from '../core/search-typos.ts';
import { startSearchEngine } from './search-engine.ts';
import type { StartedEngine } from './search-engine.ts';
import { createIntake } from './search-intake.ts';
import type { Intake } from './search-intake.ts';

/** How many texts are taken in at once while nobody waits: a few milliseconds. */
const SLICE = 300;

/** From so many texts on a second thread takes them in. */
const MANY = 8192;
/** How long a second thread is waited for at a time, in milliseconds, while somebody waits, and while nobody does. */
const [LONG, SHORT] = [100, 1];

/** How much of the index may have changed before it is put in order while nobody waits, and while somebody does. */
const A_BIT = 1 / 16;
const MOST = 1 / 2;
/** Nobody waits, nor does a sync bring in more, once nothing changed for so long. */
const QUIET_MS = 500;

/** What a search needs to know of the persons, who are known by their slots. */
export interface SearchedPersons {
  /** Slots are below this. */
  slots(): number;
  /** Writes the text of a slot; nothing where it stands for nobody in the list. */
  write(text: TextBuffer, slot: number): void;
  /** Who carries a label with the word in its name; null: nobody. */
  labelled(word: string): Bits | null;
  /** Who has a contact in an account of this kind, address or id, or of these beginnings. */
  inAccount(word: string): Bits;
}

export interface Found {
  readonly total: number;
  readonly who: Bits;
  readonly ranking: Ranking;
}

export interface PersonSearch {
  /** The text of a slot may have changed. */
  changed(slot: number): void;
  /** Begins anew: every text may have changed. */
  reset(): void;
  /** Takes in a slice of texts soon, and so on until all are there. */
  prepare(): void;
  /** Of the slots in both sets those that the query finds. Good until the next one is asked for. */
  find(query: SearchQuery, shown: Bits, passing: Bits, order: ListOrder): Found;
  close(): void;
}

/** null: the first thread takes the texts in. */
export type StartIntake = (engine: StartedEngine, texts: number) => Intake | null;

interface Built {
  readonly index: TextIndex;
  readonly words: WordList;
  /** null: nothing is taken in by a second thread, or no more. */
  intake: Intake | null;
}

/** Where many texts are to be taken in at once, that is done by a second thread. */
const intakeOfMany: StartIntake = (engine, texts) => (texts < MANY ? null : createIntake(engine));

export function createPersonSearch(
  persons: SearchedPersons,
  startIntake: StartIntake = intakeOfMany,
): PersonSearch {
  let built: Built | null = null;
  /** Slots below this are in the index, but for those that changed since. */
  let taken = 0;
  const changed = new Set<number>();
  let slice: NodeJS.Immediate | null = null;

  const text = textBuffer();
  const written = (slot: number): TextBuffer => {
    text.length = 0;
    persons.write(text, slot);
    return text;
  };
  const begin = (start = startIntake): Built => {
    const [words, engine] = [createWordList(), startSearchEngine(persons.slots())];
    taken = 0;
    changed.clear();
    const intake = start(engine, persons.slots());
    return (built = { index: createTextIndex(words, engine), words, intake });
  };
  const stop = (): void => {
    built?.intake?.stop();
    built = work = null;
  };
  /** Nothing was taken in since it was put in order while nobody waited. */
  let isInOrder = true;
  /** Has a second thread take in every text, which may turn out to be of no use. Is told each time whether somebody waits. */
  function* throughIntake(intake: Intake): Generator<undefined, void, boolean> {
    let isWaitedFor = false;
    for (let isOver = false; !intake.isDone();) {
      if (intake.isLost()) return void begin(() => null);
      if (isOver || !intake.hasRoom()) {
        intake.wait(isWaitedFor ? LONG : SHORT);
        isWaitedFor = yield;
      } else if (taken < persons.slots()) {
        intake.add(taken, persons.write);
        if (++taken % SLICE === 0) isWaitedFor = yield;
      } else {
        intake.end();
        isOver = true;
      }
    }
    for (const slot of intake.finish()) changed.add(slot);
    built!.intake = null;
    built!.index.look();
  }
  /** Takes in every text that is not there as it is by now, and puts them in order, bit by bit. */
  function* takingIn(): Generator<undefined, void, boolean> {
    isInOrder = false;
    const { intake } = built ?? begin();
    if (intake !== null) yield* throughIntake(intake);
    const { index } = built!;
    while (taken < persons.slots()) {
      index.put(taken, written(taken));
      if (++taken % SLICE === 0) yield;
    }
    let count = 0;
    for (const slot of changed) {
      index.put(slot, written(slot));
      changed.delete(slot);
      if (++count % SLICE === 0) yield;
    }
    yield* index.settle(MOST);
  }
  /** What is under way: nothing else is to be asked of the index meanwhile. */
  let work: Generator<undefined, void, boolean> | null = null;
  const isWhole = () =>
    built !== null && built.intake === null && taken >= persons.slots() && changed.size === 0;
  /** Goes on with what is under way, one bit or to its end; gives whether nothing is left to be done. */
  const goOn = (isWaitedFor: boolean): boolean => {
    work ??= isWhole() ? null : takingIn();
    while (work !== null) {
      if (work.next(isWaitedFor).done === true) work = isWhole() ? null : takingIn();
      if (!isWaitedFor) break;
    }
    return work === null;
  };
  /** Sets that the last answer was made of. */
  let held: Bits[] = [];
  const spare = createSpareBits();
  const copyOf = (bits: Bits): Bits => {
    const copy = spare.copyOf(bits);
    held.push(copy);
    return copy;
  };
  const prepare = (): void => {
    // A second thread takes a while to start.
    if (persons.slots() >= MANY) built ??= begin();
    // Unref'd it would wait for something else to happen between any two slices.
    slice ??= setImmediate(() => {
      slice = null;
      if (!goOn(false)) prepare();
      else if (!isInOrder) settleLater();
    });
  };
  let quiet: NodeJS.Timeout | null = null;
  const settleLater = (): void => {
    if (quiet !== null) clearTimeout(quiet);
    quiet = setTimeout(() => {
      quiet = null;
      if (built === null || work !== null) return;
      isInOrder = true;
      work = built.index.settle(A_BIT) as Generator<undefined, void, boolean>;
      prepare();
    }, QUIET_MS).unref();
  };

  /** Who has the word, or a label with the word in its name. */
  const withWord = (index: TextIndex, word: string): Bits => {
    const labelled = persons.labelled(word);
    const { anywhere } = index.find(word);
    return labelled === null ? anywhere : unite(copyOf(anywhere), labelled);
  };
  const withFilter = (index: TextIndex, filter: QueryFilter): Bits | null => {
    switch (filter.kind) {
      case 'word':
        return withWord(index, filter.word);
      case 'in':
        return index.find(filter.word, filter.fields).anywhere;
      case 'has':
        return index.having(filter.fields);
      case 'label':
        return persons.labelled(filter.word);
      case 'account':
        return persons.inAccount(filter.word);
    }
  };
  /** Those who have each word as typed or as it may have been meant. */
  const withMeant = (index: TextIndex, words: WordList, query: SearchQuery, within: Bits): Bits => {
    const meant = copyOf(within);
    for (const word of query.words) {
      if (isEmpty(meant)) return meant;
      const bits = copyOf(withWord(index, word));
      if (mostTypos(word) > 0)
        for (const other of words.meantBy(word)) unite(bits, index.find(other).anywhere);
      intersect(meant, bits);
    }
    return meant;
  };

  return {
    changed(slot) {
      if (slot < taken) changed.add(slot);
    },
    reset: stop,
    prepare,
    find(query, shown, passing, order) {
      goOn(true);
      const { index, words } = built!;
      spare.giveBack(...held);
      held = [];
      const within = intersect(copyOf(shown), passing);
      for (const filter of query.filters) {
        const holding = withFilter(index, filter) ?? NOBODY;
        if (filter.not === true) exclude(within, holding);
        else intersect(within, holding);
      }
      if (query.words.length === 0)
        return {
          total: countBits(within),
          who: copyOf(within),
          ranking: unranked(within, order, copyOf(within)),
        };
      const found = copyOf(within);
      for (const word of query.words) {
        if (isEmpty(found)) break;
        intersect(found, withWord(index, word));
      }
      const total = countBits(found);
      const meant = total > 0 ? NOBODY : withMeant(index, words, query, within);
      return {
        total: total > 0 ? total : countBits(meant),
        who: copyOf(total > 0 ? found : meant),
        ranking: ranked(query.words, found, meant, order, index, copyOf),
      };
    },
    close() {
      if (slice !== null) clearImmediate(slice);
      if (quiet !== null) clearTimeout(quiet);
      stop();
    },
  };
}

const NOBODY: Bits = noBits(0);
