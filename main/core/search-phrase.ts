// Owns: who has a form of several parts in a text, or one with punctuation: text by text, among those who have its parts.
// Leaves to others: forms of one part (search-index.ts), what parts are (search-parts.ts).
import { hasBit, intersect, keepOnly, noBits, unite } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Ints } from './ints.ts';
import { keepThoseWith } from './search-digits.ts';
import type { Gaps } from './search-gaps.ts';
import type { Match } from './search-index.ts';
import type { SearchMemory } from './search-memory.ts';
import type { Owners } from './search-owners.ts';
import { NAMES } from './search-parts.ts';
import type { FormPart, FormParts } from './search-parts.ts';
import { digitAt, digitsAt, gapAt, nextAt, partAt, textOfSlot } from './search-texts.ts';
import type { Edge, SearchWords } from './search-words.ts';
import { isMark } from './search.ts';
import type { FieldSet } from './search.ts';

export interface Indexed {
  readonly memory: SearchMemory;
  readonly words: SearchWords;
  readonly owners: Owners;
  readonly gaps: Gaps;
  /** A set of no slots, as large as there are slots. */
  none(): Bits;
  /** A set from there that nobody looks at any more. */
  giveBack(bits: Bits): void;
}

/** Told where a text has the form: whether a word begins there, and the mark of the field. */
type Tell = (isStart: boolean, mark: number) => void;

interface Look {
  /** At least everybody who has the form. */
  readonly among: Bits;
  /** A text, from where it begins in the array. */
  lookInto(text: Ints, from: number, tell: Tell): void;
}

export function findPhrase(indexed: Indexed, form: FormParts, fields: FieldSet): Match {
  const { memory, none } = indexed;
  const [starting, naming] = [none(), none()];
  const look = form.parts.length === 0 ? gapLook(indexed, form.after) : partsLook(indexed, form, fields);
  let [isThere, starts, names] = [false, false, false];
  const tell = (isStart: boolean, mark: number): void => {
    if ((fields & (1 << mark)) === 0) return;
    isThere = true;
    starts ||= isStart;
    names ||= isStart && (NAMES & (1 << mark)) !== 0;
  };
  const anywhere = keepOnly(look.among, (slot) => {
    isThere = starts = names = false;
    const text = textOfSlot(memory, slot);
    if (text !== 0) look.lookInto(memory.ints, text, tell);
    if (starts) starting[slot >>> 5]! |= 1 << (slot & 31);
    if (names) naming[slot >>> 5]! |= 1 << (slot & 31);
    return isThere;
  });
  return { anywhere, starting: { bits: starting, passes: null }, naming };
}

/** The part of a form: the words that it may be in a text, and how digits have to end or begin. */
interface Sought {
  readonly part: FormPart;
  readonly edge: Edge;
  readonly isWord: Bits;
}

function partsLook(indexed: Indexed, { parts, after }: FormParts, fields: FieldSet): Look {
  const { words, gaps, none, giveBack } = indexed;
  const among = none().fill(0xffffffff);
  const sought = parts.map((part, n): Sought => {
    const edge = edgeOf(n > 0 || part.before !== '', n < parts.length - 1 || after !== '');
    const isWord = noBits((words.end + 31) >>> 5);
    const having = withPart(indexed, part, fields, edge, isWord);
    intersect(among, having);
    giveBack(having);
    return { part, edge, isWord };
  });
  const [first, ...others] = sought;
  const { before, units } = first!.part;
  const begins = Uint8Array.from(gaps.texts, (text) => (text.endsWith(before) ? 1 : 0));
  const ends = Uint8Array.from(gaps.texts, (text) => (text.startsWith(after) ? 1 : 0));
  const between = others.map(({ part }) => gaps.texts.indexOf(part.before));

  const { marks } = gaps;
  const { isWord, part: firstPart, edge } = first!;

  /** Whether the parts after the first one stand there. */
  const follows = (text: Ints, from: number): boolean => {
    let at = from;
    for (let n = 0; n < others.length; n++, at = nextAt(text, at))
      if (gapAt(text, at) !== between[n] || !isPart(text, at, others[n]!)) return false;
    return ends[gapAt(text, at)] === 1;
  };
  const isStart = (text: Ints, at: number, gap: number): boolean => {
    if (before !== '') return gaps.texts[gap]!.length > before.length;
    const part = partAt(text, at);
    return (
      gap !== 0 &&
      (part > 0 ? words.startOf(part + 1) - words.startOf(part) : digitsAt(text, at)) === units.length
    );
  };
  return {
    among,
    lookInto(text, from, tell) {
      let mark = 0;
      for (let at = from, part = partAt(text, at); part !== 0; part = partAt(text, at)) {
        const gap = gapAt(text, at);
        const next = nextAt(text, at);
        if (marks[gap] !== 0) mark = marks[gap]!;
        const isFirst =
          part > 0 ? hasBit(isWord, part) : firstPart.isDigits && hasDigits(text, at, units, edge);
        if (isFirst && begins[gap] === 1 && follows(text, next)) tell(isStart(text, at, gap), mark);
        at = next;
      }
    },
  };
}

/** Who has a part of a form, at least; the words that it may be are marked in `isWord`. */
function withPart(
  { memory, words, owners, none, giveBack }: Indexed,
  part: FormPart,
  fields: FieldSet,
  edge: Edge,
  isWord: Bits,
): Bits {
  const found = words.having(part.units, fields, edge);
  for (const word of found) isWord[word >>> 5]! |= 1 << (word & 31);
  const having = owners.addTo(none(), found);
  if (!part.isDigits) return having;
  const others = none().fill(0xffffffff);
  keepThoseWith(memory, part.units, others);
  unite(having, others);
  giveBack(others);
  return having;
}

function edgeOf(atStart: boolean, atEnd: boolean): Edge {
  if (atStart) return atEnd ? 'both' : 'start';
  return atEnd ? 'end' : 'anywhere';
}

function isPart(text: Ints, at: number, { part, edge, isWord }: Sought): boolean {
  const number = partAt(text, at);
  return number >= 0 ? hasBit(isWord, number) : part.isDigits && hasDigits(text, at, part.units, edge);
}

/** Whether the digits that are a part of a text have a form of digits in them. */
export function hasDigits(text: Ints, at: number, form: Uint16Array, edge: Edge): boolean {
  const length = digitsAt(text, at);
  if (edge === 'both' && length !== form.length) return false;
  const last = edge === 'start' ? Math.min(0, length - form.length) : length - form.length;
  outer: for (let from = edge === 'end' ? Math.max(0, last) : 0; from <= last; from++) {
    for (let n = 0; n < form.length; n++) if (digitAt(text, at, from + n) !== form[n]! - 48) continue outer;
    return true;
  }
  return false;
}

/** For what is nothing but a part of a gap: everybody is looked at. */
function gapLook({ gaps, none }: Indexed, form: string): Look {
  const { marks } = gaps;
  const placesOf = gaps.texts.map((text) => placesInGap(text, form));
  const hasIt = Uint8Array.from(placesOf, (places) => (places.length > 0 ? 1 : 0));
  return {
    among: none().fill(0xffffffff),
    lookInto(text, from, tell) {
      let current = 0;
      for (let at = from; ; at = nextAt(text, at)) {
        const gap = gapAt(text, at);
        if (hasIt[gap] === 1) for (const { isStart, mark } of placesOf[gap]!) tell(isStart, mark || current);
        if (partAt(text, at) === 0) return;
        if (marks[gap] !== 0) current = marks[gap]!;
      }
    },
  };
}

/** A place of a gap: whether a word would begin there, and the mark of its value. */
interface GapPlace {
  readonly isStart: boolean;
  readonly mark: number;
}

/** The different places where a gap has the form. Mark 0 is that of the value that the gap stands in at first. */
function placesInGap(text: string, form: string): readonly GapPlace[] {
  const places: GapPlace[] = [];
  let mark = 0;
  let seen = 0;
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    for (; seen < at; seen++) if (isMark(text.charCodeAt(seen))) mark = text.charCodeAt(seen);
    const isStart = at > 0;
    // A line of thousands of dashes has but two of them.
    if (places.at(-1)?.mark !== mark || places.at(-1)?.isStart !== isStart) places.push({ isStart, mark });
  }
  return places;
}
