// Owns: that a second thread takes in what the first one would, whatever happens to it and to the book meanwhile.
// Leaves to others: what is found in texts (core/search-index.test.ts), lists (person-search.test.ts).
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { countBits, noBits, slotsIn } from '../../../main/core/bits.ts';
import { createTextIndex } from '../../../main/core/search-index.ts';
import { STATE, TEXTS_AT } from '../../../main/core/search-layout.ts';
import { parseQuery } from '../../../main/core/search-query.ts';
import { writeFields } from '../../../main/core/search.ts';
import type { TextBuffer } from '../../../main/core/search.ts';
import { createWordList } from '../../../main/core/search-typos.ts';
import { createPersonSearch } from '../../../main/store/person-search.ts';
import type { PersonSearch, StartIntake } from '../../../main/store/person-search.ts';
import { startSearchEngine } from '../../../main/store/search-engine.ts';
import type { StartedEngine } from '../../../main/store/search-engine.ts';
import { createIntake } from '../../../main/store/search-intake.ts';
import type { Intake } from '../../../main/store/search-intake.ts';

const GIVEN = ['ada', 'élodie', '美咲', 'محمد', 'иван', 'zoë'];
const noteOf = (slot: number): string =>
  `${GIVEN[slot % GIVEN.length]} n${slot} +49 30 ${slot * 7919} ${`${'x'.repeat(slot % 40)} `.repeat(slot % 30)}`;
/** Texts that all batches together have no room for. */
const MANY = 9000;

const open: PersonSearch[] = [];
afterEach(() => open.splice(0).forEach((search) => search.close()));

function searchOf(notes: string[], startIntake: StartIntake): PersonSearch {
  const search = createPersonSearch(
    {
      slots: () => notes.length,
      write: (text, slot) =>
        notes[slot] === '' ? undefined : writeFields(text, { notes: { text: notes[slot]! } }),
      labelled: () => null,
      inAccount: () => noBits(0),
    },
    startIntake,
  );
  open.push(search);
  return search;
}
const order = { size: 0, slotAt: () => 0, placeOf: () => 0, called: () => [0, 0] as const };
const found = (search: PersonSearch, text: string, slots: number): readonly number[] => {
  const all = noBits((slots + 31) >>> 5).fill(0xffffffff);
  return slotsIn(search.find(parseQuery(text), all, all, order).who).filter((slot) => slot < slots);
};
const QUERIES = [
  'n8',
  'ada',
  'elod',
  '美',
  'иван 49',
  'xxxx',
  '"49 30"',
  '7919',
  'محمد',
  'n123 ada',
  'gone',
  '-ada',
];
const expectAsAlone = (search: PersonSearch, notes: string[]): void => {
  const alone = searchOf(notes, () => null);
  for (const query of QUERIES)
    expect([query, found(search, query, notes.length)]).toEqual([query, found(alone, query, notes.length)]);
};
const notesOf = (count: number): string[] => Array.from({ length: count }, (_none, slot) => noteOf(slot));

/** The first intake is another one than those that come after it. */
const firstly = (made: (engine: StartedEngine) => Intake): StartIntake => {
  let isFirst = true;
  return (engine) => {
    const intake = isFirst ? made(engine) : createIntake(engine);
    isFirst = false;
    return intake;
  };
};

test('whoever asks at once finds what one thread alone finds', () => {
  const notes = notesOf(MANY);
  expectAsAlone(
    searchOf(notes, (engine) => createIntake(engine)),
    notes,
  );
});

test('so does whoever asks after all was taken in bit by bit, while texts changed, came and went', async () => {
  const notes = notesOf(MANY);
  const search = searchOf(notes, (engine) => createIntake(engine));
  search.prepare();
  for (let n = 0; n < 200; n++) {
    await turn();
    const slot = (n * 4099) % notes.length;
    notes[slot] = n % 3 === 0 ? '' : `changed ${n} ${noteOf(slot)}`;
    search.changed(slot);
    if (n % 20 === 0) search.changed(notes.push(noteOf(notes.length)) - 1);
  }
  expectAsAlone(search, notes);
});

test('texts that no batch has room for are taken in as well, none at all is no trouble', () => {
  const notes = ['', 'short', `${'long '.repeat(60_000)}end`, '', 'ada', `${'word '.repeat(25_000)}ada`];
  expectAsAlone(
    searchOf(notes, (engine) => createIntake(engine)),
    notes,
  );
  expectAsAlone(
    searchOf([], (engine) => createIntake(engine)),
    [],
  );
});

test('many texts that no batch has room for do not stop the first thread for long either', async () => {
  const notes = Array.from({ length: 900 }, (_none, slot) => `${'long '.repeat(14_000)}n${slot}`);
  let puts = 0;
  const search = searchOf(notes, (engine) => {
    const { put } = engine;
    Object.assign(engine, { put: (slot: number, text: Uint16Array) => (put(slot, text), void (puts += 1)) });
    return createIntake(engine);
  });
  search.prepare();
  let most = 0;
  for (let before = 0; puts < notes.length; before = puts) {
    await turn();
    most = Math.max(most, puts - before);
  }
  expect(most).toBeLessThanOrEqual(300);
  expect(found(search, 'n899', notes.length)).toEqual([899]);
});

test('begun anew in the middle it has the texts as they are then', async () => {
  const notes = notesOf(MANY);
  const search = searchOf(notes, (engine) => createIntake(engine));
  search.prepare();
  for (let n = 0; n < 3; n++) await turn();
  for (const slot of notes.keys()) notes[slot] = `anew ${noteOf(slot)}`;
  search.reset();
  expectAsAlone(search, notes);
  expect(found(search, 'anew', notes.length)).toHaveLength(MANY);
});

test('a thread that never starts is waited for two seconds, and the first thread takes all in itself', () => {
  const notes = notesOf(MANY);
  let now = 0;
  const startIntake = firstly((engine) =>
    createIntake(engine, { now: () => (now += 10), startThread: () => undefined }),
  );
  expectAsAlone(searchOf(notes, startIntake), notes);
  expect(now).toBeGreaterThan(2000);
});

test('where the system makes no thread the first one takes all in itself at once', () => {
  const notes = notesOf(MANY);
  const startIntake = firstly((engine) =>
    createIntake(engine, {
      now: () => 0,
      startThread: () => {
        throw new Error('ERR_WORKER_INIT_FAILED: EAGAIN');
      },
    }),
  );
  expectAsAlone(searchOf(notes, startIntake), notes);
});

test('a thread that starts when nobody waits for it any more leaves the engine alone', async () => {
  let late: (() => void) | null = null;
  let isLate = false;
  const intakes: Intake[] = [];
  const notes = notesOf(10);
  const search = searchOf(
    notes,
    firstly((engine) => {
      const intake = createIntake(engine, {
        now: () => (isLate ? 10_000 : 0),
        startThread: ({ module, memory }) => {
          late = () => {
            const { takeIn } = new WebAssembly.Instance(module, { env: { memory } }).exports;
            (takeIn as () => void)();
          };
        },
      });
      intakes.push(intake);
      return intake;
    }),
  );
  search.prepare();
  await turn();
  isLate = true;
  expectAsAlone(search, notes);
  // It would wait for ever, were it not told that it comes too late.
  late!();
  expect(intakes[0]!.isDone()).toBe(false);
});

test('a thread that cannot go on is given up, and the first thread takes all in itself', () => {
  const notes = notesOf(MANY);
  const startIntake = firstly((engine) => {
    // An address that the engine has no memory at: what it writes there is a trap.
    new Int32Array(engine.memory.buffer)[STATE / 4 + TEXTS_AT] = 0x7fff0000;
    return createIntake(engine);
  });
  expectAsAlone(searchOf(notes, startIntake), notes);
});

test('no batch is written before the one that stood there was taken, however far behind the thread is', () => {
  const engine = startSearchEngine();
  const intake = createIntake(engine, { now: () => 0, startThread: () => undefined });
  const write = (text: TextBuffer, slot: number): void =>
    writeFields(text, { notes: { text: noteOf(slot) } });
  let slots = 0;
  while (intake.hasRoom()) intake.add(slots++, write);
  intake.end();
  const { takeIn } = new WebAssembly.Instance(engine.module, { env: { memory: engine.memory } }).exports;
  (takeIn as () => void)();
  expect([intake.isDone(), slots > 1000]).toEqual([true, true]);
  intake.finish();
  const index = createTextIndex(createWordList(), engine);
  index.look();
  for (const slot of [0, 1, 500, slots - 1])
    expect(slotsIn(index.find(`n${slot}`).starting.bits).filter((other) => other === slot)).toEqual([slot]);
  expect(countBits(index.find('49').anywhere)).toBe(slots);
});
