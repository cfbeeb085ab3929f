// Owns: the memory that the search engine writes, as it is read: its fields and its arrays.
// Leaves to others: what stands where (search-layout.ts), the engine itself (main/search-engine).
import type { Ints } from './ints.ts';
import { STATE } from './search-layout.ts';

/** Writes texts into its memory, from which they are then found. Its parts are told apart by main/search-engine/index.ts. */
export interface SearchEngine {
  /** The buffer is another, longer one after the memory grew. */
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** The text of a slot from now on; an empty one takes it out. Errors: a trap, where there is no memory left. */
  put(slot: number, text: Uint16Array): void;
  /** Begins to put in order what changed since, where that is more than this part of all; whether it does. */
  beginPairs(part: number): boolean;
  beginOwners(part: number): boolean;
  /** Goes on with it for a few milliseconds; whether there is more. */
  settlePairs(): boolean;
  settleOwners(): boolean;
}

export interface SearchMemory {
  /** The whole memory, by numbers of 4 bytes, of 4 bytes without a sign, of 2 and of 1. */
  readonly ints: Ints;
  readonly bits: Uint32Array;
  readonly units: Uint16Array;
  readonly bytes: Uint8Array;
  /** The number in a field. */
  get(field: number): number;
  /** Where the array of a field begins, by numbers of 4 bytes. */
  intsAt(field: number): number;
  /** The engine wrote something: the memory may be longer. */
  look(): void;
}

export function searchMemory({ memory }: SearchEngine): SearchMemory {
  let { buffer } = memory;
  let [ints, bits] = [new Int32Array(buffer), new Uint32Array(buffer)];
  let [units, bytes] = [new Uint16Array(buffer), new Uint8Array(buffer)];
  const get = (field: number): number => ints[(STATE >> 2) + field]!;
  return {
    get ints() {
      return ints;
    },
    get bits() {
      return bits;
    },
    get units() {
      return units;
    },
    get bytes() {
      return bytes;
    },
    get,
    intsAt: (field) => get(field) >> 2,
    look() {
      if (memory.buffer === buffer) return;
      ({ buffer } = memory);
      [ints, bits] = [new Int32Array(buffer), new Uint32Array(buffer)];
      [units, bytes] = [new Uint16Array(buffer), new Uint8Array(buffer)];
    },
  };
}
