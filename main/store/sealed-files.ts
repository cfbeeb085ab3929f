// Owns: the bytes of a sealed file: one line in the open, then sealed pieces, of which none can be left out or moved.
// Leaves to others: sealing a piece (book-key.ts), which files are sealed (vault.ts), journals and receipts, whose lines
// are sealed one by one (vault.ts).
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { PIECE_OVERHEAD, SALT_BYTES } from './book-key.ts';
import type { BookKey, FileKey, SealedKind } from './book-key.ts';
import { openToRead } from './durable-files.ts';

/**
 * A sealed file: a line `{"format":4,"minReader":4,…,"sealed":KIND,"key":ID,"salt":BASE64}`, which makes a Kith that knows
 * no encryption refuse the file as a newer one's, and then pieces: the length of each in four bytes, and the piece itself
 * (book-key.ts), sealed for that line and its number. The last one is empty and sealed as the end. If the first bytes
 * are known last, as a snapshot's header is, they are piece 0, whose length is known before.
 */
const START = '{"format":4,"minReader":4,"seq":0,"bytes":0,"sealed":';
const LINE =
  /^\{"format":4,"minReader":4,"seq":0,"bytes":0,"sealed":"([a-z]+)","key":"([0-9a-f]{16})","salt":"([\w+/]{22}==)"\}\n$/;
/** The line has one length for each kind, and no kind has a longer name than this allows for. */
const LONGEST_LINE = 160;
const LENGTH_BYTES = 4;
/** Bytes sealed at once where a file does not come in pieces already. */
const PIECE_BYTES = 1024 * 1024;

interface Line {
  readonly text: string;
  readonly kind: string;
  /** Which key opens the file. */
  readonly key: string;
  readonly salt: Buffer;
}

const numbered = (line: string, index: number): string => `${line}${index}`;
const ended = (line: string, index: number): string => `${line}${index} end`;

/** Seals one file from its first byte to its last. */
export class FileSealer {
  readonly #line: string;
  readonly #key: FileKey;
  #index: number;

  /** `headBytes`: how many bytes at the file's start will be given last. */
  constructor(key: BookKey, kind: SealedKind, headBytes = 0) {
    const salt = randomBytes(SALT_BYTES);
    this.#line = `${START}"${kind}","key":"${key.id}","salt":"${salt.toString('base64')}"}\n`;
    this.#key = key.ofFile(kind, salt);
    this.#index = headBytes > 0 ? 1 : 0;
  }

  /** How many bytes `start` will give. */
  startBytes(headBytes: number): number {
    return this.#line.length + (headBytes > 0 ? LENGTH_BYTES + PIECE_OVERHEAD + headBytes : 0);
  }

  /** What the file begins with. */
  start(head: Uint8Array): Buffer {
    const line = Buffer.from(this.#line);
    return head.length === 0 ? line : Buffer.concat([line, this.#framed(numbered(this.#line, 0), head)]);
  }

  piece(plain: Uint8Array): Buffer {
    return this.#framed(numbered(this.#line, this.#index++), plain);
  }

  end(): Buffer {
    return this.#framed(ended(this.#line, this.#index), Buffer.alloc(0));
  }

  /** Bytes that are there at once, as a whole file. */
  whole(bytes: Uint8Array): Buffer {
    const pieces = [this.start(Buffer.alloc(0))];
    for (let at = 0; at < bytes.length; at += PIECE_BYTES)
      pieces.push(this.piece(bytes.subarray(at, at + PIECE_BYTES)));
    return Buffer.concat([...pieces, this.end()]);
  }

  #framed(place: string, plain: Uint8Array): Buffer {
    const piece = this.#key.seal(place, plain);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(piece.length);
    return Buffer.concat([length, piece]);
  }
}

/** What an open file's first line says; null: it is not sealed. Errors: those of node:fs. */
export function sealedLine(fd: number): Line | null {
  const bytes = Buffer.alloc(LONGEST_LINE);
  const start = bytes.subarray(0, fs.readSync(fd, bytes, 0, LONGEST_LINE, 0)).toString('latin1');
  const text = start.slice(0, start.indexOf('\n') + 1);
  const [, kind, key, salt] = LINE.exec(text) ?? [];
  if (kind === undefined || key === undefined || salt === undefined) return null;
  return { text, kind, key, salt: Buffer.from(salt, 'base64') };
}

/** What the first line of a file says; null: it is not sealed, or there is none. */
export function sealedLineOf(file: string): Line | null {
  let fd: number;
  try {
    fd = openToRead(file);
  } catch {
    return null;
  }
  try {
    return sealedLine(fd);
  } catch {
    return null;
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * The bytes of a sealed file piece by piece, each checked before it is given; at the end whether that was all of them.
 * Errors: those of node:fs.
 */
export function* openedPieces(
  fd: number,
  line: Line,
  key: BookKey,
  kind: SealedKind,
): Generator<Buffer, boolean> {
  if (line.kind !== kind || line.key !== key.id) return false;
  const fileKey = key.ofFile(kind, line.salt);
  let at = Buffer.byteLength(line.text);
  for (let index = 0; ; index++) {
    const piece = pieceAt(fd, at);
    if (piece === null) return false;
    at += LENGTH_BYTES + piece.length;
    const isEnd = piece.length === PIECE_OVERHEAD && fileKey.open(ended(line.text, index), piece) !== null;
    if (isEnd) return fs.readSync(fd, Buffer.alloc(1), 0, 1, at) === 0;
    const plain = fileKey.open(numbered(line.text, index), piece);
    if (plain === null) return false;
    yield plain;
  }
}

function pieceAt(fd: number, at: number): Buffer | null {
  const head = Buffer.alloc(LENGTH_BYTES);
  if (fs.readSync(fd, head, 0, LENGTH_BYTES, at) < LENGTH_BYTES) return null;
  const length = head.readUInt32BE();
  // A damaged length must not ask for more memory than the file could fill.
  if (length < PIECE_OVERHEAD || at + LENGTH_BYTES + length > fs.fstatSync(fd).size) return null;
  const piece = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const read = fs.readSync(fd, piece, done, length - done, at + LENGTH_BYTES + done);
    if (read === 0) return null;
    done += read;
  }
  return piece;
}
