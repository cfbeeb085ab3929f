// Owns: finding contacts by what a person types: any words, in any field, in any script, without accents or width.
// Leaves to others: keeping the texts up to date (store/), filters and windows (handlers/).
import type { ContactFields } from './contact.ts';
import { FIELDS, FIELD_NAMES, recordOf, valuesOf } from './fields.ts';

/** Text as it is compared: without case, accents, width and the differences of compatible letters. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('đ', 'd')
    .replaceAll('ı', 'i')
    .normalize('NFC');
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** Everything of a contact that can be searched, folded, one value a line; numbers also as bare digits. */
export function searchText(fields: ContactFields): string {
  const lines: string[] = [];
  for (const name of FIELD_NAMES) {
    const shape = FIELDS[name];
    const values =
      shape.kind === 'list'
        ? valuesOf(fields, name)
        : shape.kind === 'record'
          ? [recordOf(fields, name)]
          : [];
    for (const value of values) {
      for (const part of [...('parts' in shape ? Object.keys(shape.parts) : []), 'label']) {
        const text = value[part];
        if (typeof text === 'string' && text !== '') lines.push(text);
      }
    }
    const bare = fields[name];
    if (shape.kind === 'text' && typeof bare === 'string') lines.push(bare);
  }
  const numbers = (fields.phones ?? [])
    .map((phone) => digitsOf(phone.number ?? ''))
    .filter((digits) => digits !== '');
  return fold([...lines, ...numbers].join('\n'));
}

/** The words of a query as they are compared; an empty query has none and finds everyone. */
export function queryWords(query: string): readonly string[] {
  return fold(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** Whether every word occurs somewhere in the text. A word of digits and separators is also looked for as digits. */
export function matches(text: string, words: readonly string[]): boolean {
  return words.every((word) => {
    if (text.includes(word)) return true;
    const digits = /^[\d\s()+./-]+$/.test(word) ? digitsOf(word) : '';
    return digits.length >= 3 && text.includes(digits);
  });
}
