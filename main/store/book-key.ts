// Owns: the key of an encrypted book, what is derived from it, and sealing and opening pieces of bytes.
// Leaves to others: how a file is cut into pieces (sealed-files.ts, vault.ts), where the key is kept (key-place.ts).
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

export const KEY_BYTES = 32;
export const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ID_BYTES = 8;
/** What a piece is longer than the bytes in it. */
export const PIECE_OVERHEAD = NONCE_BYTES + TAG_BYTES;

const CIPHER = 'aes-256-gcm';
const NO_SALT = Buffer.alloc(0);

/** What a sealed file holds. A file of one kind is never taken for one of another. */
export type SealedKind = 'snapshot' | 'journal' | 'backup' | 'receipt' | 'photo' | 'draft' | 'aside';

/** The 256-bit key of a book. Each file is sealed with a key of its own, derived from it by HKDF-SHA256. */
export class BookKey {
  /** Names the key without telling it, in hexadecimal. */
  readonly id: string;
  readonly #key: Buffer;

  constructor(key: Uint8Array) {
    if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${key.length}`);
    this.#key = Buffer.from(key);
    this.id = this.#derive('name of the key', NO_SALT, ID_BYTES).toString('hex');
  }

  static fresh(): BookKey {
    return new BookKey(randomBytes(KEY_BYTES));
  }

  #derive(purpose: string, salt: Uint8Array, length = KEY_BYTES): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, salt, `kith book 1: ${purpose}`, length));
  }

  /** The key itself: only for the keychain and for the person's own copy. */
  bytes(): Buffer {
    return Buffer.from(this.#key);
  }

  equals(other: BookKey): boolean {
    return timingSafeEqual(this.#key, other.#key);
  }

  /** The key of one file, told from all others by its salt. */
  ofFile(kind: SealedKind, salt: Uint8Array): FileKey {
    return new FileKey(this.#derive(`file ${kind}`, salt));
  }

  /** Vouches for a text that stands in the open. */
  vouchFor(text: string): string {
    return createHmac('sha256', this.#derive('notes', NO_SALT)).update(text).digest('hex');
  }

  /** Another name for a SHA-256 in hexadecimal, so that nobody learns from it which bytes are kept. */
  hide(hash: string): string {
    return this.#renamed(createCipheriv('aes-256-ecb', this.#derive('names', NO_SALT), null), hash);
  }

  /** The SHA-256 that a hidden name stands for. */
  show(hidden: string): string {
    return this.#renamed(createDecipheriv('aes-256-ecb', this.#derive('names', NO_SALT), null), hidden);
  }

  /** Two blocks of one hash, which are as good as random, so that each may be turned by itself. */
  #renamed(cipher: ReturnType<typeof createCipheriv>, name: string): string {
    cipher.setAutoPadding(false);
    return cipher.update(Buffer.from(name, 'hex')).toString('hex') + cipher.final('hex');
  }
}

/** The key of one file, under which each piece has a random nonce of 96 bits. */
export class FileKey {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** `nonce, encrypted bytes, tag`. `place`: what the piece is and where it stands; only there can it be opened. */
  seal(place: string, plain: Uint8Array): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(place));
    const sealed = cipher.update(plain);
    cipher.final();
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
  }

  /** The bytes of a piece; null if it is damaged, of another place, or of another file. */
  open(place: string, piece: Uint8Array): Buffer | null {
    if (piece.length < PIECE_OVERHEAD) return null;
    const decipher = createDecipheriv(CIPHER, this.#key, piece.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(piece.subarray(piece.length - TAG_BYTES));
    const plain = decipher.update(piece.subarray(NONCE_BYTES, piece.length - TAG_BYTES));
    try {
      decipher.final();
      return plain;
    } catch {
      return null;
    }
  }
}
