// Owns: the key of a book as a text that people write down and type again. Leaves to others: when it is shown (handlers/).
import { createHash } from 'node:crypto';
import { AppError } from '../core/errors.ts';
import { BookKey, KEY_BYTES } from './book-key.ts';

/** Crockford's Base32: digits and capital letters without I, L, O and U, which are easily mistaken. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS = 5;
/** So many bytes of the key's SHA-256 follow it, so that a mistake in typing is found. */
const CHECK_BYTES = 3;
const GROUP = 4;
const LENGTH = ((KEY_BYTES + CHECK_BYTES) * 8) / BITS;

const checkOf = (key: Uint8Array): Buffer =>
  createHash('sha256').update('kith recovery key').update(key).digest().subarray(0, CHECK_BYTES);

/** The key in fourteen groups of four letters and digits. */
export function recoveryKeyOf(key: BookKey): string {
  const bytes = key.bytes();
  const letters = toLetters(Buffer.concat([bytes, checkOf(bytes)]));
  return (letters.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}

/** The key that a text says, however it is spaced and written. Errors: `input.invalid`. */
export function keyFromRecovery(text: string): BookKey {
  const letters = text
    .toUpperCase()
    .replace(/[\s\p{Dash}.]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const bytes = letters.length === LENGTH ? fromLetters(letters) : null;
  const key = bytes?.subarray(0, KEY_BYTES);
  if (key === undefined || !checkOf(key).equals(bytes!.subarray(KEY_BYTES)))
    throw new AppError(
      'input.invalid',
      'This is no recovery key, or there is a mistake in it: it has 14 groups of 4 letters and digits. Nothing was changed. Compare it with what you wrote down and try again.',
      { retry: 'afterUser', context: { reason: 'recoveryKey' } },
    );
  return new BookKey(key);
}

function toLetters(bytes: Uint8Array): string {
  let [text, bits, held] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= BITS; bits -= BITS) text += ALPHABET[(held >> (bits - BITS)) & 31];
    held &= (1 << bits) - 1;
  }
  return text;
}

function fromLetters(letters: string): Buffer | null {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    held = (held << BITS) | value;
    bits += BITS;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push(held >> bits);
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}
