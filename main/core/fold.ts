// Owns: text as it is compared: without case, accents, width and the differences of compatible letters, in any script; of
// letters, digits and signs that people type for one another, one stands for all.
// Leaves to others: what is searched (search.ts), how names are ordered (person.ts).

/** The whole rule, for any text; `fold` gives the same faster. */
export function foldSlowly(text: string): string {
  return text
    .replaceAll('´', "'")
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(SAID_OTHERWISE, (letter) => SAME[letter] ?? kanaOf(letter) ?? digitOf(letter))
    .normalize('NFC');
}

/**
 * Letters that no Unicode form takes apart, and the sigma that only ends words; Arabic letters that spellings and keyboards
 * mix, and the stroke that stretches words; apostrophes, quotes and dashes as phones and word processors put them.
 */
const SAME: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ł: 'l', ø: 'o', đ: 'd', ı: 'i', æ: 'ae', œ: 'oe', ð: 'd', þ: 'th', ς: 'σ' },
  ...{ ى: 'ي', ی: 'ي', ک: 'ك', ة: 'ه', ـ: '' },
  ...Object.fromEntries(Array.from('‘’‛ʻʼ′׳', (sign) => [sign, "'"])),
  ...Object.fromEntries(Array.from('“”„‟״', (sign) => [sign, '"'])),
  ...Object.fromEntries(Array.from('‐‑‒–—―−', (sign) => [sign, '-'])),
};
const SAID_OTHERWISE = new RegExp(`[${Object.keys(SAME).join('')}ァ-ヶ]|\\p{Nd}`, 'gu');
const DIGIT = /^\p{Nd}/u;

/** The same letter in Hiragana, of one in Katakana. */
function kanaOf(letter: string): string | null {
  return letter >= 'ァ' && letter <= 'ヶ' ? String.fromCharCode(letter.charCodeAt(0) - 0x60) : null;
}

/** From 0 to 9, of a digit in any script: those of one stand side by side. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0)!;
  let zero = code;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

const NOT_ASCII = /[^\0-\x7f]/;
/** Parts of Korean syllables, which join with their neighbours. */
const JAMO = /[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\ud7b0-\ud7ff\uffa0-\uffdc]/;

/** What one code unit becomes: 0 where nobody looked yet, LONGER where it is not exactly one code unit. */
const FOLDED = new Uint16Array(0x10000);
const LONGER = 0xffff;
const longer = new Map<number, string>();

/** Text as it is compared. Idempotent; control characters stay. */
export function fold(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  if (JAMO.test(text)) return foldSlowly(text);
  let folded = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const to = FOLDED[code]! || foldUnit(code);
    if (to === code) continue;
    if (copied < at) folded += text.slice(copied, at);
    if (to !== LONGER) folded += String.fromCharCode(to);
    else if (isPairAt(text, at)) folded += foldSlowly(text.slice(at, ++at + 1));
    else folded += longer.get(code)!;
    copied = at + 1;
  }
  return copied === 0 ? text : folded + text.slice(copied);
}

function foldUnit(code: number): number {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  const text = String.fromCharCode(code);
  const folded = isSurrogate ? text : foldSlowly(text);
  const isOne = folded.length === 1 && !isSurrogate && !JAMO.test(text) && code !== LONGER && code !== 0;
  if (!isOne) longer.set(code, folded);
  return (FOLDED[code] = isOne ? folded.charCodeAt(0) : LONGER);
}

function isPairAt(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) >>> 10 === 0xd800 >>> 10 && next >>> 10 === 0xdc00 >>> 10;
}

/** What a code unit is written as: 0 where nobody looked yet, LONGER as above. */
const WRITTEN = new Uint16Array(0x10000);

/**
 * Writes folded text as code units from `at` on, control characters as spaces; gives where it ends. -1: it did not fit, or
 * has letters that need `fold`.
 */
export function foldInto(codes: Uint16Array, at: number, text: string): number {
  const { length } = text;
  if (at + length > codes.length) return -1;
  let end = at;
  for (let from = 0; from < length; from++) {
    const code = text.charCodeAt(from);
    const to = WRITTEN[code]! || write(code);
    if (to === LONGER) return -1;
    codes[end++] = to;
  }
  return end;
}

function write(code: number): number {
  const to = FOLDED[code]! || foldUnit(code);
  return (WRITTEN[code] = to < 32 || to === 127 ? 32 : to);
}
