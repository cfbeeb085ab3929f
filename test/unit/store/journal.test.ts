// Owns: that damaged, torn and foreign journals and newer formats cost no acknowledged change that could be kept, and are
// never thrown away. Leaves to others: damaged snapshots (snapshot-damage.test.ts), crashes in the middle of writing.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMAT } from '../../../main/store/book-format.ts';
import {
  compact,
  contact,
  filesOf,
  flip,
  freshFolder,
  goesOn,
  look,
  open,
  put,
  stateOf,
  writeContacts,
} from './shelf.ts';

/** Where each record of a journal begins, and where the last one ends. */
function recordStarts(file: string): readonly number[] {
  const bytes = readFileSync(file);
  const starts = [0];
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) starts.push(at + 1);
  return starts;
}

test('a journal torn at any byte of its last record gives every record before it and takes new ones', async () => {
  const original = freshFolder();
  const states = await writeContacts(original, 3);
  const journal = join(original, 'journal-0.log');
  const [start, end] = recordStarts(journal).slice(-2) as [number, number];
  for (let length = start; length < end; length++) {
    const folder = freshFolder();
    const torn = join(folder, 'journal-0.log');
    copyFileSync(journal, torn);
    truncateSync(torn, length);
    const { state, setAside } = await look(folder);
    expect(state, `torn at byte ${length}`).toEqual(states[2]);
    expect(setAside).toHaveLength(length === start ? 0 : 1);
    if (length % 40 === 0) await goesOn(folder);
  }
});

test('any flipped byte of a record costs that record and those after it, and nothing before it, however often it is opened', async () => {
  const original = freshFolder();
  const states = await writeContacts(original, 4);
  const journal = join(original, 'journal-0.log');
  const [, start, end] = recordStarts(journal) as [number, number, number];
  for (let at = start; at < end; at += at < start + 80 ? 1 : 43) {
    for (const bits of at < start + 80 ? [0x01, 0x80] : [0x01]) {
      const folder = freshFolder();
      const file = join(folder, 'journal-0.log');
      copyFileSync(journal, file);
      flip(file, at, bits);
      const damaged = readFileSync(file);
      const { state, setAside } = await look(folder);
      expect(state, `byte ${at}`).toEqual(states[1]);
      expect(setAside).toHaveLength(1);
      expect(readFileSync(setAside[0]!)).toEqual(damaged.subarray(start));
      expect(await look(folder), `byte ${at}, opened again`).toMatchObject({
        state: states[1],
        setAside: [],
      });
      if (at % 10 === 0) await goesOn(folder);
    }
  }
}, 60_000);

test.each([
  [
    'a length that is too great',
    (text: string) => text.replace(/^1 (\d+)/, (_all, n: string) => `1 ${Number(n) + 1}`),
  ],
  [
    'a length that is too small',
    (text: string) => text.replace(/^1 (\d+)/, (_all, n: string) => `1 ${Number(n) - 1}`),
  ],
  ['a length that is no number', (text: string) => text.replace(/^1 \d+/, '1 -5')],
  ['a length beyond any file', (text: string) => text.replace(/^1 \d+/, '1 99999999999999999999')],
  ['no spaces at all', () => 'x'.repeat(5000)],
  ['a single newline', () => '\n'],
  ['zeros, as file systems leave them', () => '\0'.repeat(4096)],
])('%s in the first record is set aside, not read and not lost', async (_what, damage) => {
  const folder = freshFolder();
  await writeContacts(folder, 2);
  const file = join(folder, 'journal-0.log');
  const bad = damage(readFileSync(file, 'utf8'));
  writeFileSync(file, bad);
  const { ids, setAside } = await look(folder);
  expect(ids).toEqual([]);
  expect(setAside.map((aside) => readFileSync(aside, 'utf8'))).toEqual([bad]);
  await goesOn(folder);
});

test('garbage after the last record costs nothing', async () => {
  const folder = freshFolder();
  const states = await writeContacts(folder, 3);
  appendFileSync(join(folder, 'journal-0.log'), '4 10 garbage and more of it\n4 2 x {}\n');
  const { state, setAside } = await look(folder);
  expect(state).toEqual(states[3]);
  expect(setAside).toHaveLength(1);
  await goesOn(folder);
});

test('a record that was replayed already, or is numbered ahead, is damage', async () => {
  for (const repeat of [1, 9]) {
    const folder = freshFolder();
    const states = await writeContacts(folder, 3);
    const file = join(folder, 'journal-0.log');
    const [, second, third] = recordStarts(file) as [number, number, number];
    appendFileSync(
      file,
      readFileSync(file).subarray(second, third).toString('utf8').replace(/^2 /, `${repeat} `),
    );
    expect((await look(folder)).state).toEqual(states[3]);
    await goesOn(folder);
  }
});

test('a record takes the room that is kept ahead of it, which closing gives back', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  const file = join(folder, 'journal-0.log');
  const lengthAfter = (id: string): number => {
    book.transaction([put(contact(id))]);
    return statSync(file).size;
  };
  const length = lengthAfter('c1');
  expect(lengthAfter('c2'), 'a small record').toBe(length);
  expect(lengthAfter(`c3${'x'.repeat(length)}`), 'one that does not fit').toBeGreaterThan(2 * length);
  await book.close();
  expect(readFileSync(file, 'utf8')).toMatch(/\S\n$/);
});

test('what was kept ahead of the records when their process died is no damage and is taken back', async () => {
  const original = freshFolder();
  const states = await writeContacts(original, 2);
  const records = readFileSync(join(original, 'journal-0.log'));
  for (const [ahead, whole] of [
    [' '.repeat(5000), true],
    [`3 20 ${' '.repeat(5000)}`, false],
    [`${' '.repeat(5000)}\0`, false],
  ] as const) {
    const folder = freshFolder();
    const file = join(folder, 'journal-0.log');
    writeFileSync(file, Buffer.concat([records, Buffer.from(ahead)]));
    const { state, setAside } = await look(folder);
    expect(state).toEqual(states[2]);
    expect(setAside, ahead).toHaveLength(whole ? 0 : 1);
    expect(readFileSync(file)).toEqual(records);
    await goesOn(folder);
  }
});

/**
 * The journal of a process that is killed after some changes, each as it was saved, and the next one as it would be saved:
 * `filled` is what it is just before that is written.
 */
async function killedBefore(
  next: string,
  saved: readonly string[] = ['c1', 'c2'],
): Promise<{ state: unknown; at: number; next: Buffer; filled: Buffer }> {
  const folder = freshFolder();
  const book = await open(folder);
  const journal = join(folder, 'journal-0.log');
  for (const id of saved) book.transaction([put(contact(id))]);
  const state = stateOf(book);
  book.transaction([put(contact(next))]);
  const [at, end] = recordStarts(journal).slice(-2) as [number, number];
  const left = readFileSync(journal);
  await book.close();
  return { state, at, next: left.subarray(at, end), filled: over(left, at, Buffer.alloc(end - at, ' ')) };
}

/** What is written over the beginning of the filling, and beyond it. */
const over = (filled: Buffer, at: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([filled.subarray(0, at), bytes, filled.subarray(at + bytes.length)]);

async function found(
  journal: Buffer,
): Promise<{ state: unknown; setAside: number; unfinished: readonly Buffer[] }> {
  const folder = freshFolder();
  writeFileSync(join(folder, 'journal-0.log'), journal);
  const book = await open(folder);
  const { setAside, unfinished } = book.recovery;
  const state = stateOf(book);
  await book.close();
  expect((await look(folder)).state).toEqual(state);
  return { state, setAside: setAside.length, unfinished: unfinished.map((file) => readFileSync(file)) };
}

const LONG = 'x'.repeat(40_000);

test.each([
  ['the third', 'c3', ['c1', 'c2']],
  ['the third, a long one,', LONG, ['c1', 'c2']],
  ['the first', 'c1', []],
  ['the first, a long one,', LONG, []],
])(
  '%s change, whose saving a kill cut off, at any byte, is told as unfinished and never as damage, and is kept beside',
  async (_which, id, saved) => {
    const { state, at, next, filled } = await killedBefore(id, saved);
    expect(await found(filled)).toEqual({ state, setAside: 0, unfinished: [] });
    const step = next.length > 10_000 ? 9973 : 1;
    for (let length = 1; length < next.length - 1; length += step) {
      const { setAside, unfinished, ...after } = await found(over(filled, at, next.subarray(0, length)));
      expect([after.state, setAside, unfinished.length], `cut at byte ${length}`).toEqual([state, 0, 1]);
      expect(next.subarray(0, length).equals(unfinished[0]!.subarray(0, length))).toBe(true);
    }
  },
  60_000,
);

test.each([
  ['the last record', 'c3', ['c1', 'c2']],
  ['the only record', 'c1', []],
])(
  'what a kill cannot have left is damage: a flipped byte of %s, and a journal that was cut shorter',
  async (_which, id, saved) => {
    const { state, at, next, filled } = await killedBefore(id, saved);
    for (let byte = 0; byte < next.length; byte++) {
      const flipped = Buffer.from(next);
      flipped[byte]! ^= 0x01;
      expect(await found(over(filled, at, flipped)), `byte ${byte}`).toEqual({
        state,
        setAside: 1,
        unfinished: [],
      });
    }
    const whole = over(filled, at, next);
    for (const length of [at + 1, at + 60, at + next.length - 2])
      expect(await found(whole.subarray(0, length))).toEqual({ state, setAside: 1, unfinished: [] });
    const zeros = over(filled, at, Buffer.alloc(next.length));
    expect(await found(zeros)).toMatchObject({ setAside: 1, unfinished: [] });
    // Another record follows.
    const two = over(filled, at, Buffer.concat([next.subarray(0, 90), next]));
    expect(await found(two)).toMatchObject({ setAside: 1, unfinished: [] });
  },
);

test('a journal that was cut shorter within a record longer than any filling is damage: that change was saved', async () => {
  const { state, at, next, filled } = await killedBefore(LONG);
  const whole = over(filled, at, next);
  for (const length of [at + 70_000, at + next.length - 2])
    expect(await found(whole.subarray(0, length))).toEqual({ state, setAside: 1, unfinished: [] });
});

test('an empty journal is an empty book', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'journal-0.log'), '');
  expect(await look(folder)).toMatchObject({ ids: [], setAside: [] });
  await goesOn(folder);
});

test('files of other names are left alone and mean nothing', async () => {
  const folder = freshFolder();
  const states = await writeContacts(folder, 2);
  for (const name of [
    'journal-.log',
    'snapshot-.json',
    'journal-1e1.log',
    'journal-0x2.log',
    'journal-02.log',
    'journal-2 (copy).log',
    'notes.txt',
  ]) {
    writeFileSync(join(folder, name), 'something of somebody');
  }
  const before = filesOf(folder);
  expect(await look(folder)).toMatchObject({ state: states[2], setAside: [] });
  expect(filesOf(folder)).toEqual(before);
});

test('damage in the middle of several journals keeps what comes before it, and what is written then survives', async () => {
  const folder = freshFolder();
  const states = await writeContacts(folder, 3);
  await writeContacts(folder, 3, 4);
  await writeContacts(folder, 3, 7);
  writeFileSync(join(folder, 'journal-9.log'), '');
  const file = join(folder, 'journal-0.log');
  flip(file, recordStarts(file)[1]! + 90);
  const { state, setAside } = await look(folder);
  expect(state).toEqual(states[1]);
  expect(setAside.map((aside) => aside.replace(/.*journal-(\d+)\.log\.damaged.*/, '$1'))).toEqual([
    '0',
    '3',
    '6',
    '9',
  ]);
  // Past the numbers of the journals that were set aside: none of them may cut off or join the new one.
  const book = await open(folder);
  for (let n = 0; n < 12; n++) book.transaction([put(contact(`new${n}`))]);
  const after = stateOf(book);
  await book.close();
  expect(await look(folder)).toMatchObject({ state: after, setAside: [] });
});

test('what a failed write left before the next journal began does not count and is no damage', async () => {
  const folder = freshFolder();
  const states = await writeContacts(folder, 2);
  await writeContacts(folder, 1, 3);
  const first = join(folder, 'journal-0.log');
  const third = readFileSync(join(folder, 'journal-2.log'), 'utf8').replaceAll('c3', 'x3');
  const [head, body] = [third.slice(0, third.indexOf('[')), third.slice(third.indexOf('['), -1)];
  const [seq, length] = head.split(' ');
  for (const leftover of [
    `${seq} ${length} ${createHash('sha256').update(body).digest('hex')} ${body}\n`,
    '3 40 torn',
  ]) {
    const before = readFileSync(first);
    appendFileSync(first, leftover);
    const { ids, setAside } = await look(folder);
    expect(ids).toEqual(['c1', 'c2', 'c3']);
    expect(setAside).toEqual([]);
    writeFileSync(first, before);
  }
  expect(states).toHaveLength(3);
});

test.each(['newest', 'older'])(
  'a newer format (%s snapshot) is refused and left byte for byte',
  async (which) => {
    const folder = freshFolder();
    await writeContacts(folder, 2);
    const body = '{"contacts":"told in ways unknown today"}';
    const header = {
      format: FORMAT + 1,
      minReader: FORMAT + 1,
      seq: 2,
      bytes: Buffer.byteLength(body),
      sha256: createHash('sha256').update(body).digest('hex'),
    };
    writeFileSync(join(folder, 'snapshot-2.json'), `${JSON.stringify(header)}\n${body}`);
    if (which === 'older') writeFileSync(join(folder, 'snapshot-9.json'), 'torn');
    appendFileSync(join(folder, 'journal-0.log'), 'torn');
    const before = filesOf(folder);
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.newerFormat', retry: 'afterUser' });
    expect(filesOf(folder)).toEqual(before);
  },
);

test('a change of a kind that only a newer Kith knows is refused and left byte for byte', async () => {
  const folder = freshFolder();
  await writeContacts(folder, 1);
  const json = JSON.stringify([{ kind: 'putDream', dream: {} }]);
  appendFileSync(
    join(folder, 'journal-0.log'),
    `2 ${json.length} ${createHash('sha256').update(json).digest('hex')} ${json}\n3 torn`,
  );
  const before = filesOf(folder);
  await expect(open(folder)).rejects.toMatchObject({ code: 'store.newerFormat' });
  expect(filesOf(folder)).toEqual(before);
});

test('text of every kind comes back as it was, from the journal and from a snapshot', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  const fields = JSON.parse(
    String.raw`{"name":{"given":"\u0000\n\r\u2028 \ud800 👩‍👩‍👧 ‮עברית"},"notes":{"text":"a 1 2 3\n4 5 "},"fileAs":"="}`,
  ) as object;
  const unknown = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as never;
  book.transaction([
    put(contact('odd', { base: null, local: fields, unknown })),
    put(contact('gone', { local: null })),
    put(contact('same')),
  ]);
  const state = stateOf(book);
  await book.close();
  expect((await look(folder)).state).toEqual(state);
  await compact(folder);
  renameSync(join(folder, 'journal-0.log'), join(folder, 'old'));
  const again = await open(folder);
  expect(stateOf(again)).toEqual(state);
  const same = again.contact('same' as never)!;
  expect(same.local, 'equal versions are one object again').toBe(same.base);
});
