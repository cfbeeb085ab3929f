// Owns: the search engine, started in a memory of its own.
// Leaves to others: what it does (main/search-engine), a second thread that it works on (search-intake.ts).
import { KINDS_AT, MOST_PAGES, STATE } from '../core/search-layout.ts';
import type { SearchEngine } from '../core/search-memory.ts';
import { NAMES, unitKinds } from '../core/search-parts.ts';
import { SEARCH_ENGINE } from './search-engine-code.ts';

const FIRST_PAGES = 16;

const LEAST_ROOM = 4096;

/** Code units that a text takes with the zeros that the engine wants behind it. */
export function padded(length: number): number {
  return (length + 15) & ~15;
}

/** What main/search-engine/index.ts exports. Addresses and sizes are in bytes; 0 is false. */
interface Exports {
  create(expected: number, names: number): void;
  allocate(bytes: number): number;
  release(address: number, bytes: number): void;
  put(slot: number, codes: number, length: number): void;
  beginPairs(part: number): number;
  settlePairs(): number;
  beginOwners(part: number): number;
  settleOwners(): number;
}

export interface StartedEngine extends SearchEngine {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** So many bytes of its memory, all 0; gives where. */
  allocate(bytes: number): number;
  release(address: number, bytes: number): void;
}

let module: WebAssembly.Module | null = null;

/** With an empty index for about so many slots. Errors: a RangeError, where so much memory cannot be had. */
export function startSearchEngine(expected = 0): StartedEngine {
  module ??= new WebAssembly.Module(Buffer.from(SEARCH_ENGINE, 'base64'));
  const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES, shared: true });
  const engine = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  engine.create(expected, NAMES);
  const kindsAt = new Int32Array(memory.buffer)[STATE / 4 + KINDS_AT]!;
  new Uint8Array(memory.buffer).set(unitKinds(), kindsAt);
  /** Where texts are written for the engine, and room there in code units. */
  let [desk, room] = [0, 0];
  const reserve = (wanted: number): void => {
    if (wanted <= room) return;
    engine.release(desk, room * 2);
    room = Math.max(wanted, LEAST_ROOM);
    desk = engine.allocate(room * 2);
  };

  return {
    module,
    memory,
    allocate: (bytes) => engine.allocate(bytes),
    release: (address, bytes) => engine.release(address, bytes),
    put(slot, text) {
      reserve(padded(text.length));
      const units = new Uint16Array(memory.buffer, desk, padded(text.length));
      units.set(text);
      units.fill(0, text.length);
      engine.put(slot, desk, text.length);
    },
    beginPairs: (part) => engine.beginPairs(part) !== 0,
    settlePairs: () => engine.settlePairs() !== 0,
    beginOwners: (part) => engine.beginOwners(part) !== 0,
    settleOwners: () => engine.settleOwners() !== 0,
  };
}
