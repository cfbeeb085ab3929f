// Owns: who has a form of several parts in a text, or one with punctuation: text by text, among those who have its parts.
// Leaves to others: forms of one part (search-index.ts), what parts are (search-parts.ts).
import { intersect, keepOnly, unite } from './bits.ts';
import type { Bits } from './bits.ts';
import type { DigitColumns } from './search-digits.ts';
import type { Match } from './search-index.ts';
import type { Owners } from './search-owners.ts';
import { NAMES } from './search-parts.ts';
import type { FormPart, FormParts, Gaps } from './search-parts.ts';
import { digitAt } from './search-texts.ts';
import type { ReadText, SearchTexts } from './search-texts.ts';
import type { Edge, SearchWords } from './search-words.ts';
import { isMark } from './search.ts';
import type { FieldSet } from './search.ts';

export interface Indexed {
  readonly words: SearchWords;
  readonly owners: Owners;
  readonly texts: SearchTexts;
  readonly gaps: Gaps;
  readonly digits: DigitColumns;
  /** A set of no slots, as large as there are slots. */
  none(): Bits;
}

/** Told where a text has the form: whether a word begins there, and the mark of the field. */
type Tell = (isStart: boolean, mark: number) => void;

interface Look {
  /** At least everybody who has the form. */
  readonly among: Bits;
  lookInto(text: ReadText, tell: Tell): void;
}

export function findPhrase(indexed: Indexed, form: FormParts, fields: FieldSet): Match {
  const { texts, none } = indexed;
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
    if (texts.has(slot)) look.lookInto(texts.read(slot), tell);
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
  readonly isWord: Uint8Array;
}

function partsLook(indexed: Indexed, { parts, after }: FormParts, fields: FieldSet): Look {
  const { words, gaps, none } = indexed;
  const among = none().fill(0xffffffff);
  const sought = parts.map((part, n): Sought => {
    const edge = edgeOf(n > 0 || part.before !== '', n < parts.length - 1 || after !== '');
    const isWord = new Uint8Array(words.end);
    intersect(among, withPart(indexed, part, fields, edge, isWord));
    return { part, edge, isWord };
  });
  const [first, ...others] = sought;
  const { before, units } = first!.part;
  const begins = Uint8Array.from(gaps.texts, (text) => (text.endsWith(before) ? 1 : 0));
  const ends = Uint8Array.from(gaps.texts, (text) => (text.startsWith(after) ? 1 : 0));
  const between = others.map(({ part }) => gaps.texts.indexOf(part.before));

  const isAt = (text: ReadText, at: number): boolean => {
    if (!isPart(text, at, first!) || begins[text.gap[at]!] === 0) return false;
    for (let n = 0; n < others.length; n++)
      if (text.gap[at + n + 1] !== between[n] || !isPart(text, at + n + 1, others[n]!)) return false;
    return ends[text.gap[at + parts.length]!] === 1;
  };
  const isStart = (text: ReadText, at: number): boolean => {
    const [part, gap] = [text.part[at]!, text.gap[at]!];
    if (before !== '') return gaps.texts[gap]!.length > before.length;
    return gap !== 0 && (part > 0 ? words.lengthOf(part) : ~part) === units.length;
  };
  return {
    among,
    lookInto(text, tell) {
      let mark = 0;
      for (let at = 0; at + parts.length <= text.count; at++) {
        mark = gaps.marks[text.gap[at]!]! || mark;
        if (isAt(text, at)) tell(isStart(text, at), mark);
      }
    },
  };
}

/** Who has a part of a form, at least; the words that it may be are marked in `isWord`. */
function withPart(
  { words, owners, digits, none }: Indexed,
  part: FormPart,
  fields: FieldSet,
  edge: Edge,
  isWord: Uint8Array,
): Bits {
  const found = words.having(part.units, fields, edge);
  for (const word of found) isWord[word] = 1;
  const having = owners.addTo(none(), found);
  if (!part.isDigits) return having;
  const others = none().fill(0xffffffff);
  digits.keepThoseWith(part.units, others);
  return unite(having, others);
}

function edgeOf(atStart: boolean, atEnd: boolean): Edge {
  if (atStart) return atEnd ? 'both' : 'start';
  return atEnd ? 'end' : 'anywhere';
}

function isPart(text: ReadText, at: number, { part, edge, isWord }: Sought): boolean {
  const number = text.part[at]!;
  return number > 0 ? isWord[number] === 1 : part.isDigits && hasDigits(text, at, part.units, edge);
}

/** Whether the digits that are a part of a text have a form of digits in them. */
export function hasDigits(
  { part, at: places, digits }: ReadText,
  at: number,
  form: Uint16Array,
  edge: Edge,
): boolean {
  const [place, length] = [places[at]!, ~part[at]!];
  if (edge === 'both' && length !== form.length) return false;
  const last = edge === 'start' ? Math.min(0, length - form.length) : length - form.length;
  outer: for (let from = edge === 'end' ? Math.max(0, last) : 0; from <= last; from++) {
    for (let n = 0; n < form.length; n++)
      if (digitAt(digits, place, from + n) !== form[n]! - 48) continue outer;
    return true;
  }
  return false;
}

/** For what is nothing but a part of a gap: everybody is looked at. */
function gapLook({ gaps, none }: Indexed, form: string): Look {
  const placesOf = gaps.texts.map((text) => placesInGap(text, form));
  return {
    among: none().fill(0xffffffff),
    lookInto(text, tell) {
      let current = 0;
      for (let at = 0; at <= text.count; at++) {
        const gap = text.gap[at]!;
        for (const { isStart, mark } of placesOf[gap]!) tell(isStart, mark || current);
        current = gaps.marks[gap]! || current;
      }
    },
  };
}

/** Where a gap has the form. Mark 0 is that of the value that the gap stands in at first. */
function placesInGap(
  text: string,
  form: string,
): readonly { readonly isStart: boolean; readonly mark: number }[] {
  const places = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    const mark = [...text.slice(0, at)].map((letter) => letter.charCodeAt(0)).findLast(isMark) ?? 0;
    places.push({ isStart: at > 0, mark });
  }
  return places;
}
