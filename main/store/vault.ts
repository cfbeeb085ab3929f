// Owns: the border between the files of a book and their bytes: what is sealed is sealed and opened here, and nowhere else.
// Leaves to others: the cipher (book-key.ts), the form of a sealed file (sealed-files.ts), when a book becomes encrypted
// and stops being so (encryption.ts), whether its key is to be had (open-vault.ts).
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { AppError } from '../core/errors.ts';
import { SALT_BYTES } from './book-key.ts';
import type { BookKey, FileKey, SealedKind } from './book-key.ts';
import { chunksOf, openToRead, replaceFile, replaceFileLater } from './durable-files.ts';
import type { Claim } from './durable-files.ts';
import { FileSealer, openedPieces, sealedLine } from './sealed-files.ts';

/** Files to which lines are appended, each of them sealed by itself. */
export type LineKind = 'journal' | 'receipt';
/** Files that are written as a whole. */
export type FileKind = Exclude<SealedKind, LineKind>;

/**
 * Whether the files of a book are encrypted. While that changes there are files of both kinds, and what is written is of
 * the new one.
 */
export type Sealing = 'off' | 'turningOn' | 'on' | 'turningOff';

/** Makes one line of a file; `place` says which line of which file it is. */
export type LineWriter = (place: string, text: string) => string;
/** The text of a line; null if it is damaged, stands elsewhere than it was written, or is plain where all is sealed. */
export type LineOpener = (place: string, line: string) => string | null;
/** As `replaceFileLater`. */
export type FileWriter = (
  file: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  headBytes?: number,
  head?: () => Uint8Array,
  claim?: Claim<void | Promise<void>>,
) => Promise<void>;

/**
 * Writes and reads the files of one book. Errors of all that reads: `store.keyMissing` where a file is sealed and there is
 * no key, so that it is never taken for a damaged one; those of node:fs.
 */
export interface Vault {
  readonly sealing: Sealing;
  readonly key: BookKey | null;
  /** Whether what is written now is sealed. */
  readonly seals: boolean;
  lineWriter(kind: LineKind): LineWriter;
  /** For the lines of one file. */
  lineOpener(kind: LineKind): LineOpener;
  replace(kind: FileKind, file: string, bytes: Uint8Array, claim?: Claim): void;
  replaceLater(kind: FileKind): FileWriter;
  /** The whole file; null if it is damaged. */
  read(kind: FileKind, file: string): Buffer | null;
  /** A file's bytes in pieces, each overwritten by the next; false at the end where they end too early. */
  pieces(kind: FileKind, file: string): Generator<Buffer, boolean>;
  /** Hands these over one by one. */
  readInChunks(kind: FileKind, file: string, take: (chunk: Buffer) => void): boolean;
  /** As many bytes from a file's start as there are; null if they are damaged. */
  readStart(kind: FileKind, file: string, length: number): Buffer | null;
}

/** What every sealed line begins with: no JSON does. */
const MARK = 'sealed:';

export const isSealedLine = (line: string): boolean => line.startsWith(MARK);

export class LiveVault implements Vault {
  #sealing: Sealing;
  #key: BookKey | null;

  constructor(sealing: Sealing = 'off', key: BookKey | null = null) {
    this.#sealing = sealing;
    this.#key = key;
  }

  /** From now on files are written so. */
  become(sealing: Sealing, key: BookKey | null): void {
    this.#sealing = sealing;
    this.#key = key;
  }

  get sealing(): Sealing {
    return this.#sealing;
  }

  get key(): BookKey | null {
    return this.#key;
  }

  get seals(): boolean {
    return this.#sealing === 'on' || this.#sealing === 'turningOn';
  }

  /** In a book that is encrypted whatever is not sealed was put there by somebody else. */
  get #trustsPlain(): boolean {
    return this.#sealing !== 'on';
  }

  lineWriter(kind: LineKind): LineWriter {
    const salt = randomBytes(SALT_BYTES);
    let sealer: { readonly of: BookKey; readonly key: FileKey } | null = null;
    return (place, text) => {
      const key = this.#key;
      if (!this.seals || key === null) return text;
      if (sealer?.of !== key) sealer = { of: key, key: key.ofFile(kind, salt) };
      const piece = sealer.key.seal(place, Buffer.from(text));
      return MARK + Buffer.concat([salt, piece]).toString('base64');
    };
  }

  lineOpener(kind: LineKind): LineOpener {
    let file: { readonly salt: Buffer; readonly key: FileKey } | null = null;
    return (place, line) => {
      if (!isSealedLine(line)) return this.#trustsPlain ? line : null;
      if (this.#key === null) throw sealedWithoutKey();
      const text = line.slice(MARK.length);
      const bytes = Buffer.from(text, 'base64');
      if (bytes.toString('base64') !== text) return null;
      const salt = bytes.subarray(0, SALT_BYTES);
      if (file === null || !file.salt.equals(salt)) {
        // A journal is written by one process from its start to its end; a line with another salt is another journal's.
        if (file !== null && kind === 'journal') return null;
        file = { salt: Buffer.from(salt), key: this.#key.ofFile(kind, salt) };
      }
      return file.key.open(place, bytes.subarray(SALT_BYTES))?.toString('utf8') ?? null;
    };
  }

  replace(kind: FileKind, file: string, bytes: Uint8Array, claim?: Claim): void {
    const sealed = this.seals && this.#key !== null ? new FileSealer(this.#key, kind).whole(bytes) : bytes;
    replaceFile(file, sealed, claim);
  }

  replaceLater(kind: FileKind): FileWriter {
    return async (file, pieces, headBytes = 0, head = () => new Uint8Array(), claim) => {
      if (!this.seals || this.#key === null) return replaceFileLater(file, pieces, headBytes, head, claim);
      const sealer = new FileSealer(this.#key, kind, headBytes);
      await replaceFileLater(
        file,
        sealedPieces(sealer, pieces),
        sealer.startBytes(headBytes),
        () => sealer.start(head()),
        claim,
      );
    };
  }

  read(kind: FileKind, file: string): Buffer | null {
    const chunks: Buffer[] = [];
    const isWhole = this.readInChunks(kind, file, (chunk) => chunks.push(Buffer.from(chunk)));
    return isWhole ? Buffer.concat(chunks) : null;
  }

  readInChunks(kind: FileKind, file: string, take: (chunk: Buffer) => void): boolean {
    const pieces = this.pieces(kind, file);
    for (;;) {
      const { done, value } = pieces.next();
      if (done === true) return value;
      take(value);
    }
  }

  readStart(kind: FileKind, file: string, length: number): Buffer | null {
    const pieces = this.pieces(kind, file);
    try {
      let bytes = Buffer.alloc(0);
      while (bytes.length < length) {
        const { done, value } = pieces.next();
        if (done === true) return value ? bytes : null;
        bytes = Buffer.concat([bytes, value]);
      }
      return bytes.subarray(0, length);
    } finally {
      pieces.return(false);
    }
  }

  *pieces(kind: FileKind, file: string): Generator<Buffer, boolean> {
    const fd = openToRead(file);
    try {
      const line = sealedLine(fd);
      if (line === null) return this.#trustsPlain ? yield* chunksOf(fd) : false;
      if (this.#key === null) throw sealedWithoutKey();
      return yield* openedPieces(fd, line, this.#key, kind);
    } finally {
      fs.closeSync(fd);
    }
  }
}

/** The vault of a book that is not encrypted. */
export const PLAIN: Vault = new LiveVault();

async function* sealedPieces(
  sealer: FileSealer,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield sealer.piece(piece);
  yield sealer.end();
}

/** Nothing is concluded from files that cannot be opened: they are neither damaged nor gone. */
const sealedWithoutKey = (): AppError =>
  new AppError(
    'store.keyMissing',
    'A file of this address book is encrypted, and Kith has no key for it. It was left as it is. Start Kith again, or open the address book with its recovery key: kith encryption unlock KEY.',
    { retry: 'afterUser' },
  );
