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

/** Signs that turn round what follows, also behind the text that they are in. */
const TURNS = /[\u061c\u200f\u202a-\u202e\u2066-\u2069]/u;
const BOUNDS = /[\u2066-\u2069]/gu;

/** The text with each isolate in it ended, and none ended that it did not begin. */
function balanced(text: string): string {
  let open = 0;
  const kept = text.replace(BOUNDS, (sign) => {
    if (sign === END && open === 0) return '';
    open += sign === END ? -1 : 1;
    return sign;
  });
  return kept + END.repeat(open);
}

/**
 * A text as it can stand inside another that runs in `direction`. Names, addresses and telephone numbers of the other
 * direction are isolated; what cannot be disturbed stays as it is.
 */
export function isolate(text: string, direction: Direction): string {
  const whole = balanced(text);
  if (direction === 'ltr')
    return RIGHT_TO_LEFT.test(whole) || TURNS.test(whole) ? `${ISOLATE}${whole}${END}` : whole;
  if (OF_EITHER.test(whole)) return whole;
  if (NO_LETTER.test(whole)) return `\u2066${whole}${END}`;
  return `${ISOLATE}${whole}${END}`;
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
