// Owns: which slots have a word, for each word: written down when it is settled, and by what changed since.
// Leaves to others: who has one of several words (main/core/search-owners.ts).
import {
  AGAIN_AT,
  AGAIN_COUNT,
  CHAINED_AT,
  CHAINS_AT,
  CHAINS_ROOM,
  CHANGED_AT,
  CHANGES,
  COUNTS_AT,
  IS_AGAIN_AT,
  LINKS_AT,
  LINKS_ROOM,
  LINKS_USED,
  OWNED_AT,
  OWNED_BYTES,
  OWNED_END,
  OWNED_FROM_AT,
  OWNED_TO_AT,
  PART_NUMBER_AT,
  SETS_AT,
  SETS_BYTES,
  SETTLED_TO,
  SLOTS_END,
  SLOTS_ROOM,
  TEXTS_AT,
  WORD_PARTS_AT,
  WORDS_END,
} from '../core/search-layout';
import { allocate, at, get, release, reserve, set, setAt } from './memory';
import { wordCount } from './parts';
import { nextAt } from './texts';

/** A word that at least one slot in so many has has a set of bits. */
const MANY: i32 = 32;
/** So many texts are looked at one by one. */
const FEW: i32 = 256;
/** Texts that are written down in one bit: a few milliseconds. */
const TEXTS_AT_ONCE: i32 = 5000;

export function createOwners(): void {
  set(CHAINS_ROOM, 256);
  set(CHAINS_AT, allocate(256 << 2));
  set(LINKS_ROOM, 256);
  set(LINKS_AT, allocate(256 << 2));
  set(LINKS_USED, 2);
}

/** The slot has the text that was taken apart. */
export function own(slot: i32): void {
  noteChange(slot);
  // Before the first settling all have changed, and are about to be settled.
  if (get(OWNED_END) === 0 || has(CHAINED_AT, slot)) return lookAgainAt(slot);
  mark(CHAINED_AT, slot);
  const numbers = get(PART_NUMBER_AT);
  const parts = get(WORD_PARTS_AT);
  for (let n: i32 = 0; n < wordCount; n++) chain(at(numbers, at(parts, n)), slot);
}

/** The slot's text, which is still there, will be taken away. */
export function disown(slot: i32): void {
  noteChange(slot);
  const counts = get(COUNTS_AT);
  for (let here = at(get(TEXTS_AT), slot) << 2; load<i32>(here) >> 8 !== 0; here = nextAt(here)) {
    const word = load<i32>(here) >> 8;
    if (word > 0) setAt(counts, word, at(counts, word) - 1);
  }
  if (has(CHAINED_AT, slot)) lookAgainAt(slot);
}

function has(field: i32, slot: i32): bool {
  return (at(get(field), slot >>> 5) & (1 << (slot & 31))) !== 0;
}

function mark(field: i32, slot: i32): void {
  const bits = get(field);
  setAt(bits, slot >>> 5, at(bits, slot >>> 5) | (1 << (slot & 31)));
}

function noteChange(slot: i32): void {
  if (has(CHANGED_AT, slot)) return;
  mark(CHANGED_AT, slot);
  set(CHANGES, get(CHANGES) + 1);
}

function lookAgainAt(slot: i32): void {
  if (has(IS_AGAIN_AT, slot)) return;
  mark(IS_AGAIN_AT, slot);
  setAt(get(AGAIN_AT), get(AGAIN_COUNT), slot);
  set(AGAIN_COUNT, get(AGAIN_COUNT) + 1);
}

function chain(word: i32, slot: i32): void {
  const used = get(LINKS_USED);
  reserve(CHAINS_AT, CHAINS_ROOM, word + 1, 2);
  reserve(LINKS_AT, LINKS_ROOM, used + 2, 2);
  setAt(get(LINKS_AT), used, slot);
  setAt(get(LINKS_AT), used + 1, at(get(CHAINS_AT), word));
  setAt(get(CHAINS_AT), word, used);
  set(LINKS_USED, used + 2);
}

/** Begins to write down who has which word, where more than this part of the texts changed since: whether it does. */
export function beginOwners(part: f64): bool {
  const changes = get(CHANGES);
  if (changes <= FEW || <f64>changes <= <f64>get(SLOTS_END) * part) return false;
  const bytes = get(SLOTS_ROOM) >>> 3;
  for (let field = CHANGED_AT; field <= IS_AGAIN_AT; field++) memory.fill(get(field), 0, bytes);
  memory.fill(get(CHAINS_AT), 0, get(CHAINS_ROOM) << 2);
  set(LINKS_USED, 2);
  set(CHANGES, 0);
  set(AGAIN_COUNT, 0);
  divide();
  set(SETTLED_TO, 0);
  return true;
}

/** Gives each word its part of what will be written down, or a set. */
function divide(): void {
  const end = get(WORDS_END);
  const slots = get(SLOTS_END);
  release(get(OWNED_FROM_AT), get(OWNED_END) << 2);
  release(get(OWNED_TO_AT), get(OWNED_END) << 2);
  release(get(OWNED_AT), get(OWNED_BYTES));
  release(get(SETS_AT), get(SETS_BYTES));
  const from = allocate(end << 2);
  const to = allocate(end << 2);
  const counts = get(COUNTS_AT);
  let owned: i32 = 0;
  let sets: i32 = 0;
  for (let word: i32 = 0; word < end; word++) {
    const count = at(counts, word);
    const isWide = count * MANY >= slots;
    setAt(from, word, isWide ? sets : owned);
    setAt(to, word, isWide ? -1 : owned);
    if (isWide) sets += ((slots + 31) >>> 5) << 2;
    else owned += count;
  }
  set(OWNED_END, end);
  set(OWNED_FROM_AT, from);
  set(OWNED_TO_AT, to);
  set(OWNED_BYTES, owned << 2);
  set(OWNED_AT, allocate(owned << 2));
  set(SETS_BYTES, sets);
  set(SETS_AT, allocate(sets));
}

/** Goes on with it; whether there is more. */
export function settleOwners(): bool {
  const end = min(get(SETTLED_TO) + TEXTS_AT_ONCE, get(SLOTS_END));
  const texts = get(TEXTS_AT);
  const from = get(OWNED_FROM_AT);
  const to = get(OWNED_TO_AT);
  const owned = get(OWNED_AT);
  for (let slot = get(SETTLED_TO); slot < end; slot++) {
    const text = at(texts, slot) << 2;
    if (text === 0) continue;
    const bits = get(SETS_AT) + ((slot >>> 5) << 2);
    for (let here = text; load<i32>(here) >> 8 !== 0; here = nextAt(here)) {
      const word = load<i32>(here) >> 8;
      if (word < 0) continue;
      const place = at(to, word);
      if (place < 0) store<i32>(bits + at(from, word), load<i32>(bits + at(from, word)) | (1 << (slot & 31)));
      else {
        setAt(owned, place, slot);
        setAt(to, word, place + 1);
      }
    }
  }
  set(SETTLED_TO, end);
  return end < get(SLOTS_END);
}
