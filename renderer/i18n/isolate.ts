// Owns: keeping the direction of what stands inside a text of the other direction, and signs in addresses that would turn them
// round. Leaves to others: whole elements, which have `<bdi>` and `dir`.

export type Direction = 'ltr' | 'rtl';

/** Unicode's first strong isolate and its end: the text between them runs in its own direction and moves nothing around it. */
const ISOLATE = '\u2068';
const END = '\u2069';

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const OF_EITHER = /^[\p{Nd}\s.,%٪٫٬]*$/u;
/** Numbers with a sign or groups, as of telephones: neither a letter nor a mark tells their direction. */
const NO_LETTER = /^[^\p{L}\u200f]*$/u;

/**
 * A text as it can stand inside another that runs in `direction`. Names, addresses and telephone numbers of the other
 * direction are isolated; what cannot be disturbed stays as it is.
 */
export function isolate(text: string, direction: Direction): string {
  if (direction === 'ltr') return RIGHT_TO_LEFT.test(text) ? `${ISOLATE}${text}${END}` : text;
  if (OF_EITHER.test(text)) return text;
  if (NO_LETTER.test(text)) return `\u2066${text}${END}`;
  return `${ISOLATE}${text}${END}`;
}

/** Signs that nobody sees: soft hyphens, those without a width, and those that set a direction. */
const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

/** An e-mail or web address with what cannot be seen in it by its number, since with that it may look like another one. */
export function bare(address: string): string {
  return address.replace(
    UNSEEN,
    (sign) => `‹U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`,
  );
}
