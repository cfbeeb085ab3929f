// Owns: the key of a book in the operating system's keychain: put there and read back, fetched, and what its silence means.
// Leaves to others: the keychain itself (accounts/keychain.ts), which key a book has (open-vault.ts).
import { AppError, asAppError } from '../core/errors.ts';
import type { SecretRead, SecretStore } from '../core/ports.ts';
import { BookKey, KEY_BYTES } from './book-key.ts';

/** The keys of different profiles, and former ones of this book, each have a place of their own. */
const placeOf = (id: string): string => `book-key.${id}`;

type Silence = Extract<SecretRead, { kind: 'unknown' }>['reason'];

/** `absent`: the keychain answered, and has no such key. */
export type KeyRead =
  | { readonly kind: 'found'; readonly key: BookKey }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: Silence };

/** The key of this id. A keychain that does not answer, or is not used, is `unknown`. */
export async function fetchKey(secrets: SecretStore | null, id: string): Promise<KeyRead> {
  if (secrets?.kind !== 'keychain') return { kind: 'unknown', reason: 'unavailable' };
  const read = await secrets.get(placeOf(id));
  if (read.kind !== 'found') return read;
  const bytes = Buffer.from(read.value, 'base64url');
  const key = bytes.length === KEY_BYTES ? new BookKey(bytes) : null;
  return key?.id === id ? { kind: 'found', key } : { kind: 'absent' };
}

/**
 * Puts a key into the keychain and reads it back: nothing is encrypted with a key that might be gone tomorrow.
 * Errors: `keychain.*`; then no file was touched.
 */
export async function keepKey(secrets: SecretStore | null, key: BookKey): Promise<void> {
  const why = await notKept(secrets, key);
  if (why === null) return;
  const { code, message, retry, context, cause } = why;
  throw new AppError(code, `${message} Nothing was changed.`, { retry, context, cause });
}

async function notKept(secrets: SecretStore | null, key: BookKey): Promise<AppError | null> {
  if (secrets?.kind !== 'keychain') return whyNoKeychain(secrets);
  try {
    await secrets.set(placeOf(key.id), key.bytes().toString('base64url'));
  } catch (thrown) {
    const { code, context } = asAppError(thrown);
    return code in REASONS ? refusal(code as keyof typeof REASONS, context, thrown) : asAppError(thrown);
  }
  const back = await fetchKey(secrets, key.id);
  if (back.kind === 'found' && back.key.equals(key)) return null;
  return back.kind === 'unknown' ? silent(back.reason) : refusal('keychain.refused');
}

const REASONS = {
  'keychain.locked':
    'This computer’s keychain is locked, so it cannot take the key of the address book. Unlock it and try again.',
  'keychain.unavailable':
    'This computer offers Kith no keychain that could hold the key of the address book. Install or start one (on Linux GNOME Keyring or KWallet) and try again.',
  'keychain.refused': 'This computer’s keychain did not take the key of the address book. Try again.',
} as const;

const refusal = (code: keyof typeof REASONS, context: AppError['context'] = {}, cause?: unknown): AppError =>
  new AppError(code, REASONS[code], { retry: 'afterUser', context, cause });

const silent = (reason: Silence): AppError =>
  refusal(reason === 'unavailable' ? 'keychain.unavailable' : 'keychain.locked', { reason });

/** Why an address book cannot be encrypted here; null if it can. Asks the keychain, which may take a few seconds. */
export async function whyNoKeychain(secrets: SecretStore | null): Promise<AppError | null> {
  if (secrets?.kind === 'file')
    return new AppError(
      'keychain.unavailable',
      'Sign-ins of this profile are kept in a file (--no-keychain), not in the keychain, so there is no safe place for the key of the address book.',
      { retry: 'afterUser', context: { reason: 'notUsed' } },
    );
  if (secrets?.kind !== 'keychain') return silent('unavailable');
  const read = await secrets.get(placeOf('none'));
  return read.kind === 'unknown' ? silent(read.reason) : null;
}
