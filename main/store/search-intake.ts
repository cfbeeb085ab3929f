// Owns: texts that a second thread takes into the search index while the first one writes the next ones.
// Leaves to others: when that is worth it (person-search.ts), taking them in (main/search-engine/batches.ts).
import { Worker } from 'node:worker_threads';
import {
  BATCH_PLACES,
  BATCHES,
  FIRST_THREAD,
  HANDED,
  HAS_FAILED,
  IS_DONE,
  IS_STOPPED,
  STATE,
  TAKEN,
  TAKER,
} from '../core/search-layout.ts';
import type { TextBuffer } from '../core/search.ts';
import { padded } from './search-engine.ts';
import type { StartedEngine } from './search-engine.ts';

const BATCH_BYTES = 1 << 17;
/** Batches that may wait: there is always a place for the last one, and for the word that there are no more. */
const MOST_HANDED = BATCH_PLACES - 2;
/** Code units before each text: its slot and its length. */
const HEAD = 4;
/** A batch with less room than this is full: longer texts are rare. */
const USUAL = 4096;
/** A thread that did not start for so long is not waited for any more. */
const START_MS = 2000;

/** All that the second thread does: whatever ends it is told, so that nobody waits for ever. */
const THREAD = `
const { workerData: { module, memory } } = require('node:worker_threads');
const failed = ${STATE / 4 + HAS_FAILED};
try {
  new WebAssembly.Instance(module, { env: { memory } }).exports.takeIn();
} catch {
  Atomics.store(new Int32Array(memory.buffer), failed, 1);
}`;

/** Nobody else may use the engine until it is done. */
export interface Intake {
  /** Whether there is room for a text. */
  hasRoom(): boolean;
  /** Takes in the text that is written, but for one that is too long for what is left of a batch. */
  add(slot: number, write: (text: TextBuffer, slot: number) => void): void;
  /** There are no more: the thread puts them in order. */
  end(): void;
  /** Waits until the thread got on, at most so long. */
  wait(ms: number): void;
  isDone(): boolean;
  /** Of what is done: leaves the engine to others, and gives the slots of texts that were too long. */
  finish(): readonly number[];
  /** The thread did not start, or could not go on: the engine is of no use any more. */
  isLost(): boolean;
  /** Its result is not wanted any more. */
  stop(): void;
}

export interface IntakeParts {
  /** Milliseconds. */
  readonly now: () => number;
  readonly startThread: (engine: StartedEngine) => void;
}

const PARTS: IntakeParts = { now: () => performance.now(), startThread };

function startThread({ module, memory }: StartedEngine): void {
  const thread = new Worker(THREAD, { eval: true, workerData: { module, memory } });
  // What fails in it is told by itself; where it cannot start, nobody waits for it long.
  thread.on('error', () => undefined);
  thread.unref();
}

export function createIntake(engine: StartedEngine, parts = PARTS): Intake {
  const bytes = BATCH_PLACES * BATCH_BYTES;
  const address = engine.allocate(bytes);
  const { memory } = engine;
  // The memory may grow: what is read and written here stays in its beginning.
  const ints = new Int32Array(memory.buffer);
  const field = (name: number): number => STATE / 4 + name;
  const read = (name: number): number => Atomics.load(ints, field(name));
  const long: number[] = [];
  const began = parts.now();
  let handed = 0;
  let used = 0;
  let isOver = false;

  const cellAt = (): number => address + (handed % BATCH_PLACES) * BATCH_BYTES;
  let cell = new Uint16Array(memory.buffer, cellAt(), BATCH_BYTES / 2);
  const text: TextBuffer = { codes: cell, length: 0 };
  const hand = (): void => {
    const batch = field(BATCHES) + (handed % BATCH_PLACES) * 2;
    ints[batch] = cellAt();
    ints[batch + 1] = used * 2;
    handed += 1;
    used = 0;
    cell = new Uint16Array(memory.buffer, cellAt(), BATCH_BYTES / 2);
    Atomics.store(ints, field(HANDED), handed);
    Atomics.notify(ints, field(HANDED));
  };
  try {
    parts.startThread(engine);
  } catch {
    // Where the system has no thread left, making one throws at once.
    Atomics.store(ints, field(HAS_FAILED), 1);
  }

  return {
    hasRoom: () => handed - read(TAKEN) < MOST_HANDED,
    add(slot, write) {
      text.codes = cell;
      text.length = used + HEAD;
      write(text, slot);
      const length = text.length - used - HEAD;
      if (length === 0) return;
      const end = used + HEAD + padded(length);
      if (text.codes !== cell || end > cell.length) {
        long.push(slot);
        // The next one may be as long: it would have room in an empty batch.
        if (used > 0) hand();
        return;
      }
      cell.fill(0, text.length, end);
      const head = (cell.byteOffset >> 2) + used / 2;
      ints[head] = slot;
      ints[head + 1] = length;
      used = end;
      if (cell.length - used < USUAL) hand();
    },
    end() {
      if (used > 0) hand();
      hand();
      isOver = true;
    },
    wait(ms) {
      const [name, value] = isOver ? [IS_DONE, 0] : [TAKEN, handed - MOST_HANDED];
      Atomics.wait(ints, field(name), value, ms);
    },
    isDone: () => read(IS_DONE) !== 0,
    finish() {
      engine.release(address, bytes);
      return long;
    },
    isLost() {
      if (read(HAS_FAILED) !== 0) return true;
      if (read(TAKER) !== 0 || parts.now() - began < START_MS) return false;
      return Atomics.compareExchange(ints, field(TAKER), 0, FIRST_THREAD) === 0;
    },
    stop() {
      Atomics.store(ints, field(IS_STOPPED), 1);
      Atomics.add(ints, field(HANDED), 1);
      Atomics.notify(ints, field(HANDED));
    },
  };
}
