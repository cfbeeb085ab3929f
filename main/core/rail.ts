// Owns: under which letters a long list is jumped into: the sections of the list, those of one kind taken together. Pure.
// Leaves to others: the sections and their order (list-sorting.ts), where each begins (store/list-order.ts).

/** A letter to jump to, and the first place of those under it. */
export interface RailLetter {
  readonly letter: string;
  readonly index: number;
}

/** Rows of the Japanese table of sounds, each by its first letter. */
const KANA = 'あかさたなはまやらわ';
const HIRAGANA = /^[\u3041-\u3096]/;
/** Which row a letter of Hiragana is of, by code: each row ends before the next one's first letter, small ones included. */
const ROW_STARTS = 'ぁかさたなはまゃらゎ';

/** The leading consonants of Korean syllables, double ones with the single ones, by the syllables that stand for them. */
const HANGUL = '가가나다다라마바바사사아자자차카타파하';
const FIRST_CONSONANT = 0x1100;
const HAN = /^\p{Script=Han}/u;

/** What stands beside the list for a section: the syllable that stands for a Korean consonant, as in the rail; else itself. */
export function sectionHeading(section: string): string {
  return HANGUL[section.charCodeAt(0) - FIRST_CONSONANT] ?? section;
}

/** The letter under which a section is found: あ for all of its row, 가 for a consonant, 漢 for all characters. */
export function railLetter(section: string): string {
  if (HIRAGANA.test(section)) {
    const row = [...ROW_STARTS].findLastIndex((start) => start <= section);
    return section >= 'を' ? 'わ' : KANA[row]!;
  }
  return HAN.test(section) ? '漢' : sectionHeading(section);
}

/** The letters of a list from its sections, in the list's order; one that comes again later stands there again. */
export function railOf(sections: readonly RailLetter[]): readonly RailLetter[] {
  const rail: RailLetter[] = [];
  for (const { letter: section, index } of sections) {
    const letter = railLetter(section);
    if (rail.at(-1)?.letter !== letter) rail.push({ letter, index });
  }
  return rail;
}
