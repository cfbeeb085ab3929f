// Owns: texts by slot as bytes in a few large arrays, which costs the memory of their bytes and no collection of garbage,
// and looking into one. Leaves to others: what the texts say (search.ts), which ones to look into (search-index.ts).
import { isMark, partsWords } from './search.ts';
import type { TextBuffer } from './search.ts';

const CHUNK_BYTES = 1 << 18;

/** Text as it is kept: UTF-8, code unit by code unit. */
export type TextBytes = Uint8Array<ArrayBuffer>;

export function textBytes(text: string): TextBytes {
  const bytes = new Uint8Array(text.length * 3);
  const codes = Uint16Array.from({ length: text.length }, (_none, at) => text.charCodeAt(at));
  return bytes.slice(0, encode(codes, codes.length, bytes, 0));
}

/** Writes code units as one to three bytes each; gives where they end. */
function encode(codes: Uint16Array, length: number, bytes: TextBytes, to: number): number {
  for (let at = 0; at < length; at++) {
    const code = codes[at]!;
    if (code < 0x80) bytes[to++] = code;
    else if (code < 0x800) {
      bytes[to++] = 0xc0 | (code >>> 6);
      bytes[to++] = 0x80 | (code & 0x3f);
    } else {
      bytes[to++] = 0xe0 | (code >>> 12);
      bytes[to++] = 0x80 | ((code >>> 6) & 0x3f);
      bytes[to++] = 0x80 | (code & 0x3f);
    }
  }
  return to;
}

/** The code unit that ends before `at`. */
function codeBefore(bytes: TextBytes, at: number): number {
  const last = bytes[at - 1]!;
  if (last < 0x80) return last;
  const middle = bytes[at - 2]!;
  if (middle >= 0xc0) return ((middle & 0x1f) << 6) | (last & 0x3f);
  return ((bytes[at - 3]! & 0x0f) << 12) | ((middle & 0x3f) << 6) | (last & 0x3f);
}

export interface TextStore {
  /** An empty text takes the slot's away. */
  put(slot: number, text: TextBuffer): void;
  has(slot: number): boolean;
  readonly slots: number;
  includes(slot: number, part: TextBytes): boolean;
  /** Whether the part is in a value of a field with one of these marks. */
  includesIn(slot: number, part: TextBytes, marks: ReadonlySet<number>): boolean;
  /** Whether a word begins with the part; with marks, in a value of these fields. */
  startsWord(slot: number, part: TextBytes, marks: ReadonlySet<number> | null): boolean;
}

export function createTextStore(): TextStore {
  let chunks: TextBytes[] = [];
  let used = 0;
  /** Of each slot: chunk, first byte, one after the last byte, and one after the last that it may have. */
  let places = new Uint32Array(4 * 64);
  let slots = 0;
  let wasted = 0;

  const place = (slot: number, bytes: TextBytes, length: number): void => {
    if (chunks.length === 0 || used + length > chunks.at(-1)!.length) {
      chunks.push(new Uint8Array(Math.max(CHUNK_BYTES, length)));
      used = 0;
    }
    chunks.at(-1)!.set(bytes.subarray(0, length), used);
    places.set([chunks.length - 1, used, used + length, used + length], slot * 4);
    used += length;
  };
  let encoded = new Uint8Array(1 << 14);

  /** Moves all texts together once most bytes are of texts that were replaced. */
  const repack = (): void => {
    const before = chunks;
    chunks = [];
    used = wasted = 0;
    for (let slot = 0; slot < slots; slot++) {
      const [chunk, from, to] = places.subarray(slot * 4);
      if (to! > from!) place(slot, before[chunk!]!.subarray(from, to), to! - from!);
      else places.fill(0, slot * 4, slot * 4 + 4);
    }
  };
  /** Where the part begins next, from a byte on; -1: nowhere. */
  const next = (bytes: TextBytes, from: number, to: number, part: TextBytes): number => {
    const [first, length] = [part[0], part.length];
    const last = to - length;
    outer: for (let at = from; at <= last; at++) {
      if (bytes[at] !== first) continue;
      for (let n = 1; n < length; n++) if (bytes[at + n] !== part[n]) continue outer;
      return at;
    }
    return -1;
  };
  const markBefore = (bytes: TextBytes, at: number, from: number): number => {
    for (let before = at - 1; before >= from; before--) if (isMark(bytes[before]!)) return bytes[before]!;
    return 0;
  };
  const chunkOf = (slot: number): TextBytes => chunks[places[slot * 4]!]!;

  return {
    get slots() {
      return slots;
    },
    has: (slot) => slot < slots && places[slot * 4 + 2]! > places[slot * 4 + 1]!,
    put(slot, { codes, length }) {
      if (encoded.length < length * 3) encoded = new Uint8Array(length * 6);
      const bytes = encode(codes, length, encoded, 0);
      while (slot * 4 >= places.length) {
        const larger = new Uint32Array(places.length * 2);
        larger.set(places);
        places = larger;
      }
      slots = Math.max(slots, slot + 1);
      const [from, end] = [places[slot * 4 + 1]!, places[slot * 4 + 3]!];
      if (bytes <= end - from) {
        if (bytes > 0) chunkOf(slot).set(encoded.subarray(0, bytes), from);
        places[slot * 4 + 2] = from + bytes;
        return;
      }
      wasted += end - from;
      place(slot, encoded, bytes);
      if (wasted > CHUNK_BYTES && wasted * 2 > chunks.length * CHUNK_BYTES) repack();
    },
    includes(slot, part) {
      return next(chunkOf(slot), places[slot * 4 + 1]!, places[slot * 4 + 2]!, part) >= 0;
    },
    includesIn(slot, part, marks) {
      const [bytes, from, to] = [chunkOf(slot), places[slot * 4 + 1]!, places[slot * 4 + 2]!];
      for (let at = next(bytes, from, to, part); at >= 0; at = next(bytes, at + 1, to, part))
        if (marks.has(markBefore(bytes, at, from))) return true;
      return false;
    },
    startsWord(slot, part, marks) {
      const [bytes, from, to] = [chunkOf(slot), places[slot * 4 + 1]!, places[slot * 4 + 2]!];
      for (let at = next(bytes, from, to, part); at >= 0; at = next(bytes, at + 1, to, part)) {
        if (at > from && !partsWords(codeBefore(bytes, at))) continue;
        if (marks === null || marks.has(markBefore(bytes, at, from))) return true;
      }
      return false;
    },
  };
}
