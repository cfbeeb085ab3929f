// Owns: receipts on disk: what is written when, what a crash or a full disk leaves of them, for how long they are kept.
// Leaves to others: what entries say (core/undo.test.ts), runs that go on without a receipt (sync/receipt.test.ts).
import fs, {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AccountId, ContactId, PersonId, RunId } from '../../../main/core/account.ts';
import type { Receipts, RunEntry, RunHead } from '../../../main/core/receipt.ts';
import { receiptFiles } from '../../../main/store/receipts.ts';
import { memoryReceipts } from '../../../main/sync/receipt.ts';
import { freshFolder } from './shelf.ts';

const DAY = 24 * 60 * 60_000;
const START = Date.parse('2026-11-21T10:00:00Z');
let now: number;
let folder: string;
let receipts: Receipts;

beforeEach(() => {
  now = START;
  folder = join(freshFolder(), 'receipts');
  receipts = again();
});
afterEach(() => vi.restoreAllMocks());

/** As another process would open them. */
const again = () => receiptFiles(folder, { now: () => now });
const run = (name: string) => name as RunId;
const head = (name: string, account = 'a'): RunHead => ({
  run: run(name),
  account: account as AccountId,
  at: new Date(now).toISOString(),
});
const entry = (n: number, more: Partial<RunEntry> = {}): RunEntry => ({
  contact: `c${n}` as ContactId,
  person: `p${n}` as PersonId,
  remoteId: `r${n}`,
  name: `Näme ${n}\n`,
  side: 'kith',
  kind: 'create',
  fields: [],
  here: 'a'.repeat(64),
  there: null,
  ...more,
});
const update = entry(2, {
  kind: 'update',
  fields: ['emails', 'notes', 'favorite', 'fileAs'],
  before: { emails: [{ id: 'e', address: 'x@example.org', extra: { google: { odd: '' } } }], favorite: true },
  after: { notes: { text: 'ü' }, fileAs: 'f' },
});
const fileOf = (name: string) => join(folder, `${name}.jsonl`);
const names = () => readdirSync(folder).sort();
const failure = (code: string) => Object.assign(new Error(`${code}: the disk says no`), { code });

describe.each([
  ['in files', () => again()],
  ['in memory', () => memoryReceipts()],
])('[law 19] receipts %s', (_where, make) => {
  test('give back what was added, in its order, and know nothing of other runs', () => {
    const kept = make();
    expect(kept.read(run('r1'))).toBeNull();
    kept.append(head('r1'), [entry(1)]);
    kept.append(head('r2', 'b'), [entry(7, { again: true })]);
    kept.append(head('r1'), [update, entry(3)]);
    kept.seal(run('r1'));
    kept.seal(run('r2'));
    expect(kept.read(run('r1'))).toEqual({ ...head('r1'), entries: [entry(1), update, entry(3)] });
    expect(kept.read(run('r2'))?.entries).toEqual([entry(7, { again: true })]);
    expect(kept.read(run('r3'))).toBeNull();
  });

  test('[law 22] name the photos that an undo would bring back, and nothing else', () => {
    const [deleted, replaced, set, listed] = ['1', '2', '3', '4'].map((digit) => digit.repeat(64));
    const kept = make();
    expect([...kept.photos()]).toEqual([]);
    kept.append(head('r1'), [
      entry(1, { kind: 'delete', photo: deleted! }),
      entry(2, { kind: 'update', picture: { kind: 'shown', before: replaced!, after: null } }),
      entry(3, { kind: 'update', picture: { kind: 'shown', before: null, after: set! } }),
    ]);
    kept.append(head('r2', 'b'), [
      entry(4, { picture: { kind: 'listed', before: listed!, from: 'e1', to: 'e2', told: false } }),
      entry(5, { picture: { kind: 'listed', from: 'e1', to: 'e2', told: true } }),
      update,
    ]);
    kept.seal(run('r1'));
    expect([...kept.photos()].sort()).toEqual(expect.arrayContaining([deleted, replaced, listed]));
    expect(kept.photos()).not.toContain('a'.repeat(64));
    expect(kept.read(run('r1'))!.entries[1]!.picture).toEqual({
      kind: 'shown',
      before: replaced,
      after: null,
    });
    kept.forget('b' as AccountId);
    expect(kept.photos()).not.toContain(listed);
  });

  test('of an account are forgotten with it', () => {
    const kept = make();
    for (const [name, account] of [
      ['r1', 'a'],
      ['r2', 'b'],
    ] as const) {
      kept.append(head(name, account), [entry(1)]);
      kept.seal(run(name));
    }
    kept.forget('a' as AccountId);
    expect(kept.read(run('r1'))).toBeNull();
    expect(kept.read(run('r2'))).not.toBeNull();
  });
});

describe('[law 19] the file of a run', () => {
  test('is made with the first entry, of lines of JSON, readable by its owner only', () => {
    receipts.seal(run('none'));
    expect(existsSync(folder)).toBe(false);
    receipts.append(head('r1'), [entry(1), entry(2)]);
    expect(
      readFileSync(fileOf('r1'), 'utf8')
        .split('\n')
        .map((line) => line.length > 0),
    ).toEqual([true, true, true, false]);
    if (process.platform !== 'win32') expect(statSync(fileOf('r1')).mode & 0o777).toBe(0o600);
  });

  test('is on the disk at the end of the run, with one fsync of it', () => {
    const synced = vi.spyOn(fs, 'fsyncSync');
    receipts.append(head('r1'), [entry(1)]);
    const before = synced.mock.calls.length;
    for (let n = 2; n < 9; n++) receipts.append(head('r1'), [entry(n)]);
    expect(synced.mock.calls.length).toBe(before);
    receipts.seal(run('r1'));
    // The file, and the folder that names it.
    expect(synced.mock.calls.length - before).toBe(process.platform === 'win32' ? 1 : 2);
  });

  test('is read by another process before the run has ended', () => {
    receipts.append(head('r1'), [entry(1)]);
    expect(again().read(run('r1'))?.entries).toEqual([entry(1)]);
  });

  test('is read up to a torn end, wherever the crash cut it', () => {
    receipts.append(head('r1'), [entry(1), update]);
    receipts.seal(run('r1'));
    const whole = readFileSync(fileOf('r1'));
    const firstEnds = whole.indexOf(0x0a);
    const secondEnds = whole.indexOf(0x0a, firstEnds + 1);
    for (let size = whole.length; size >= 0; size--) {
      truncateSync(fileOf('r1'), size);
      const expected = size >= whole.length - 1 ? 2 : size >= secondEnds ? 1 : 0;
      const read = again().read(run('r1'));
      if (size < firstEnds) expect(read, `${size}`).toBeNull();
      else expect(read?.entries.length, `${size}`).toBe(expected);
    }
  });

  test('is read up to blocks that never reached the disk', () => {
    receipts.append(head('r1'), [entry(1)]);
    receipts.seal(run('r1'));
    appendFileSync(fileOf('r1'), Buffer.alloc(4096));
    expect(again().read(run('r1'))?.entries).toEqual([entry(1)]);
  });

  test.each<readonly [string, (lines: string[]) => void]>([
    ['damage before its end', (lines) => lines.splice(1, 0, '{"contact":"c')],
    ['an entry of another shape', (lines) => (lines[1] = lines[1]!.replace('"kith"', '"elsewhere"'))],
    ['a field that there is not', (lines) => (lines[1] = lines[1]!.replace('"fields":[]', '"fields":["x"]'))],
    ['a hash that is none', (lines) => (lines[1] = lines[1]!.replace('aaaa', 'zzzz'))],
    [
      'a list that is none',
      (lines) => (lines[1] = lines[1]!.replace('"here"', '"before":{"emails":"x"},"here"')),
    ],
    [
      'a value without an id',
      (lines) => (lines[1] = lines[1]!.replace('"here"', '"before":{"emails":[{}]},"here"')),
    ],
    [
      'contents of no field',
      (lines) => (lines[1] = lines[1]!.replace('"here"', '"before":{"constructor":{}},"here"')),
    ],
    ['another beginning', (lines) => (lines[0] = '{"run":"r1"}')],
  ])('is refused with %s', (_what, damage) => {
    receipts.append(head('r1'), [entry(1), entry(2), entry(3)]);
    receipts.seal(run('r1'));
    const lines = readFileSync(fileOf('r1'), 'utf8').split('\n');
    damage(lines);
    writeFileSync(fileOf('r1'), lines.join('\n'));
    expect(() => again().read(run('r1'))).toThrow(
      expect.objectContaining({
        code: 'store.corrupt',
        message: expect.stringMatching(/Nothing was changed/),
      }),
    );
  });

  test('is only one of these, whatever a script asks for', () => {
    mkdirSync(folder, { recursive: true });
    const line = JSON.stringify(head('secret'));
    writeFileSync(join(folder, '..', 'secret.jsonl'), `${line}\n`);
    for (const name of ['../secret', '..\\secret', '', '.', `${folder}/../secret`, 'x'.repeat(300), 'a\0b'])
      expect(receipts.read(run(name)), name).toBeNull();
  });
});

describe('[law 19] where the disk refuses', () => {
  test.each([
    ['ENOSPC', 'store.full'],
    ['EIO', 'store.unwritable'],
  ])('%s is told as %s, and what was written before is kept', (errno, code) => {
    receipts.append(head('r1'), [entry(1)]);
    const write = fs.writeSync as (fd: number, bytes: Uint8Array, from: number, length: number) => number;
    let first = true;
    vi.spyOn(fs, 'writeSync').mockImplementation(((fd: number, bytes: Uint8Array, from: number) => {
      if (!first) throw failure(errno);
      first = false;
      return write(fd, bytes, from, bytes.length >> 1);
    }) as never);
    expect(() => receipts.append(head('r1'), [update])).toThrow(expect.objectContaining({ code }));
    vi.restoreAllMocks();
    expect(receipts.read(run('r1'))?.entries).toEqual([entry(1)]);
    receipts.append(head('r2'), [entry(2)]);
    receipts.seal(run('r2'));
    expect(receipts.read(run('r2'))?.entries).toEqual([entry(2)]);
  });

  test('the end of a run is told too', () => {
    receipts.append(head('r1'), [entry(1)]);
    vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw failure('EIO');
    });
    expect(() => receipts.seal(run('r1'))).toThrow(expect.objectContaining({ code: 'store.unwritable' }));
  });

  test('a file in the way of the folder is no receipt and forgets none', () => {
    writeFileSync(folder, 'in the way');
    expect(() => receipts.append(head('r1'), [entry(1)])).toThrow(
      expect.objectContaining({ code: 'store.unwritable' }),
    );
    expect(receipts.read(run('r1'))).toBeNull();
    receipts.forget('a' as AccountId);
  });

  test('a file that cannot be read is told apart from one that is not there', () => {
    mkdirSync(join(folder, 'r1.jsonl'), { recursive: true });
    expect(() => receipts.read(run('r1'))).toThrow(expect.objectContaining({ code: 'store.unwritable' }));
  });
});

describe('[law 19] receipts are kept', () => {
  /** One run, `days` after the start. */
  const runAt = (name: string, days: number) => {
    now = START + days * DAY;
    const kept = again();
    kept.append(head(name), [entry(1)]);
    kept.seal(run(name));
  };

  test('for thirty days, however many', () => {
    for (let n = 0; n < 70; n++) runAt(`r${n}`, 0);
    runAt('last', 30);
    expect(names()).toHaveLength(71);
    runAt('later', 30.1);
    expect(names()).toHaveLength(72);
    runAt('a day later', 31.1);
    expect(names()).toHaveLength(51);
    expect(names()).toEqual(expect.arrayContaining(['last.jsonl', 'later.jsonl', 'a day later.jsonl']));
  });

  test('while the clock is weeks ahead', () => {
    for (let n = 0; n < 70; n++) runAt(`r${n}`, n / 100);
    runAt('ahead', 60);
    runAt('still ahead', 60.9);
    runAt('right again', 1);
    runAt('the day after', 2);
    expect(names()).toHaveLength(74);
  });

  test('of the fifty latest runs, however old', () => {
    for (let n = 0; n < 50; n++) runAt(`r${n}`, n / 100);
    runAt('after a year', 365);
    expect(names()).toHaveLength(51);
    runAt('after two', 730);
    expect(names()).toHaveLength(51);
    expect(existsSync(fileOf('r0'))).toBe(false);
    expect(existsSync(fileOf('r1'))).toBe(true);
  });

  test('and looked through once a day by a Kith that goes on', () => {
    for (let n = 0; n < 60; n++) runAt(`r${n}`, 0);
    const kept = again();
    kept.append(head('first'), [entry(1)]);
    const read = vi.spyOn(fs, 'readdirSync');
    now += DAY / 2;
    kept.append(head('second'), [entry(1)]);
    expect(read).not.toHaveBeenCalled();
    now += 31 * DAY;
    kept.append(head('third'), [entry(1)]);
    now += DAY;
    kept.append(head('fourth'), [entry(1)]);
    expect(names()).toHaveLength(51);
  });

  test('with a damaged beginning as long as there is room', () => {
    runAt('r1', 0);
    writeFileSync(fileOf('r1'), 'x');
    runAt('r2', 100);
    expect(names()).toEqual(['r1.jsonl', 'r2.jsonl']);
    for (let n = 3; n < 60; n++) runAt(`r${n}`, 100);
    expect(existsSync(fileOf('r1'))).toBe(false);
  });
});
