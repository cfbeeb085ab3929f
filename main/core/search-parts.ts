// Owns: what parts words: a form that is looked for taken apart into runs of letters, runs of digits, and the gaps between.
// Leaves to others: texts taken apart (main/search-engine/parts.ts), who has which part (search-index.ts).
import { IS_GAP, IS_LETTER } from './search-layout.ts';
import { fieldSet, isMark, NAME_FIELDS } from './search.ts';

export const NAMES = fieldSet(NAME_FIELDS);

const IS_DIGIT = 3;
const [ZERO, NINE, A, Z] = [48, 57, 97, 122];

let kinds: Uint8Array | null = null;

/** What each code unit is: in any script marks, space and punctuation are gaps. Takes some milliseconds the first time. */
export function unitKinds(): Uint8Array {
  return (kinds ??= Uint8Array.from({ length: 0x10000 }, (_none, unit) =>
    /[\p{L}\p{N}\p{M}\p{Cs}\p{Extended_Pictographic}]/u.test(String.fromCharCode(unit)) ? IS_LETTER : IS_GAP,
  ));
}

function kindOf(unit: number): number {
  return unit >= ZERO && unit <= NINE ? IS_DIGIT : unitKinds()[unit]!;
}

/** The bit of a letter from a to z; 0 of any other code unit. */
export function letterBit(unit: number): number {
  return unit >= A && unit <= Z ? 1 << (unit & 31) : 0;
}

/** Whether a code unit parts words. */
export function partsWords(unit: number): boolean {
  return kindOf(unit) === IS_GAP;
}

/** A form that is looked for, taken apart: what stands before each part, and after the last one. */
export interface FormParts {
  readonly parts: readonly FormPart[];
  readonly after: string;
}

export interface FormPart {
  readonly before: string;
  readonly units: Uint16Array;
  readonly isDigits: boolean;
}

/** null: no text has such a form. */
export function formParts(form: string): FormParts | null {
  const parts: FormPart[] = [];
  let before = '';
  for (let at = 0; at < form.length;) {
    const from = at;
    const kind = kindOf(form.charCodeAt(at));
    while (at < form.length && kindOf(form.charCodeAt(at)) === kind)
      if (isMark(form.charCodeAt(at++))) return null;
    const text = form.slice(from, at);
    if (kind === IS_GAP) before = text;
    else parts.push({ before, units: unitsOf(text), isDigits: kind === IS_DIGIT });
    if (kind !== IS_GAP) before = '';
  }
  return { parts, after: before };
}

export function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_none, at) => text.charCodeAt(at));
}
