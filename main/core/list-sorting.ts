// Owns: what the list of persons is sorted by in each language: which script comes first, and by which name somebody stands
// there. Leaves to others: how a person is called (person.ts), keeping the order (store/list-order.ts).
import type { ContactFields } from './contact.ts';
import { fold } from './fold.ts';
import type { SpokenLanguage } from './language.ts';
import { displayName, sectionOf } from './person.ts';

export interface ListSorting {
  readonly language: SpokenLanguage;
  /** What a person is sorted by. */
  nameOf(fields: ContactFields): string;
  /**
   * The key of a name, to be compared by code units: its script in the language's own order, letters before everything else;
   * the section, so that each heading comes once; then the name. The key of a name's beginning is the beginning of the
   * name's key, if it has the same section.
   */
  keyOf(name: string): string;
  /** The heading over a name. */
  sectionOf(name: string): string;
}

/** A letter of each script that has a place of its own, and how to know the script. Latin comes by itself. */
const SCRIPTS: readonly (readonly [letter: string, script: RegExp])[] = [
  ['α', /^\p{Script=Greek}/u],
  ['а', /^\p{Script=Cyrillic}/u],
  ['א', /^\p{Script=Hebrew}/u],
  ['ا', /^\p{Script=Arabic}/u],
  ['अ', /^\p{Script=Devanagari}/u],
  ['ก', /^\p{Script=Thai}/u],
  ['가', /^\p{Script=Hangul}/u],
  ['あ', /^\p{Script=Hiragana}/u],
  ['一', /^\p{Script=Han}/u],
];
const LATIN = 'a';
const LAST = '\uffff';

/** Marks of the scripts, in the order in which the language puts them. */
function scriptMarks(language: SpokenLanguage): ReadonlyMap<string, string> {
  const letters = [LATIN, ...SCRIPTS.map(([letter]) => letter)];
  letters.sort(new Intl.Collator(language).compare);
  return new Map(letters.map((letter, place) => [letter, String.fromCharCode(LATIN.charCodeAt(0) + place)]));
}

/** The order of the list in a language. */
export function listSorting(language: SpokenLanguage): ListSorting {
  const marks = scriptMarks(language);
  const latin = marks.get(LATIN)!;
  const markOf = (section: string): string => {
    if (section === '#') return LAST;
    if (section <= 'ɏ') return latin;
    const script = SCRIPTS.find(([, is]) => is.test(section));
    // A script without a place of its own comes after all that have one.
    return script === undefined ? '~' : marks.get(script[0])!;
  };
  return {
    language,
    nameOf: language === 'ja' ? readOrCalled : displayName,
    keyOf(name) {
      const folded = fold(name);
      const section = sectionOf(folded);
      return `${markOf(section)}${section}\u0000${folded}`;
    },
    sectionOf: (name) => sectionOf(fold(name)),
  };
}

/** The section that a key begins with, and all of the key that says so. */
export function sectionIn(key: string): { readonly letter: string; readonly beginning: string } {
  const end = key.indexOf('\u0000');
  return { letter: key.slice(1, end), beginning: key.slice(0, end + 1) };
}

/** Characters say nothing of how a name is read, so that in Japanese one is looked for by its reading, where that is known. */
function readOrCalled(fields: ContactFields): string {
  const { phoneticFull, phoneticFamily, phoneticGiven } = fields.name ?? {};
  const reading = phoneticFamily || phoneticGiven ? `${phoneticFamily ?? ''} ${phoneticGiven ?? ''}` : '';
  return reading.trim() || phoneticFull?.trim() || displayName(fields);
}
