// Owns: that a sealed file which was changed, cut, or put together from others is found out, and never read as something
// else. Leaves to others: what the start does with damage (journal.test.ts), crashes (every-crash-sealed.test.ts).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunId } from '../../../main/core/account.ts';
import type { RunEntry } from '../../../main/core/receipt.ts';
import { openBackups } from '../../../main/store/backups.ts';
import { BookKey } from '../../../main/store/book-key.ts';
import { openPhotos } from '../../../main/store/photos.ts';
import { receiptFiles } from '../../../main/store/receipts.ts';
import { encodeRecord, readRecords } from '../../../main/store/records.ts';
import { keyFromRecovery, recoveryKeyOf } from '../../../main/store/recovery-key.ts';
import { readSnapshot, writeSnapshot } from '../../../main/store/snapshot.ts';
import { applyChange, emptyBook } from '../../../main/store/book-format.ts';
import type { BookContents } from '../../../main/store/book-format.ts';
import { LiveVault, PLAIN } from '../../../main/store/vault.ts';
import { contact, freshFolder, GOOGLE, put } from './shelf.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const KEY = BookKey.fresh();
const vaultOf = (key = KEY) => new LiveVault('on', key);

function bookOf(count: number): BookContents {
  const book = emptyBook();
  for (let n = 0; n < count; n++) applyChange(book, put(contact(`c${n}`)));
  book.seq = count;
  return book;
}

async function sealedSnapshot(file: string, count: number, key = KEY): Promise<Buffer> {
  const write = vaultOf(key).replaceLater('snapshot');
  await writeSnapshot(file, bookOf(count), { at: '2026-11-21T10:00:00.000Z' }, undefined, write);
  return readFileSync(file);
}

const idsIn = (file: string, vault = vaultOf()): readonly string[] | null => {
  const found = readSnapshot(file, vault);
  return found === null ? null : [...found.book.contacts.keys()];
};

/** The bytes of a sealed file, line and pieces apart. */
function partsOf(bytes: Buffer): { readonly line: Buffer; readonly pieces: readonly Buffer[] } {
  const end = bytes.indexOf('\n') + 1;
  const pieces: Buffer[] = [];
  for (let at = end; at < bytes.length; at += 4 + bytes.readUInt32BE(at))
    pieces.push(bytes.subarray(at, at + 4 + bytes.readUInt32BE(at)));
  return { line: bytes.subarray(0, end), pieces };
}

const flipped = (bytes: Buffer, at: number, bit = 1): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at] = changed[at]! ^ bit;
  return changed;
};

describe('a sealed snapshot', () => {
  const file = (): string => join(freshFolder(), 'snapshot-3.json');

  test('is no book any more with any byte changed, or with any bytes missing or added', async () => {
    const name = file();
    const bytes = await sealedSnapshot(name, 3);
    expect(idsIn(name)).toEqual(['c0', 'c1', 'c2']);
    expect(bytes.includes('"id":"c0"')).toBe(false);
    const broken = [
      // The middle of a piece is as good as any other.
      ...Array.from(bytes, (_byte, at) => at)
        .filter((at) => at < 800 || at % 5 === 0 || at > bytes.length - 100)
        .flatMap((at) => [flipped(bytes, at, 1 << (at % 8)), bytes.subarray(0, at)]),
      Buffer.concat([bytes, Buffer.from([0])]),
      Buffer.concat([bytes, bytes]),
    ];
    for (const [index, changed] of broken.entries()) {
      writeFileSync(name, changed);
      expect(idsIn(name), `change ${index}`).toBeNull();
    }
  });

  test('is none with its parts left out, moved, doubled, or taken from another of the same book', async () => {
    const name = file();
    // Several pieces of contacts.
    const { line, pieces } = partsOf(await sealedSnapshot(name, 1000));
    const other = partsOf(await sealedSnapshot(name, 1000));
    expect(pieces.length).toBeGreaterThan(5);
    const [head, body, a, b, ...rest] = pieces as [Buffer, Buffer, Buffer, Buffer];
    const end = pieces.at(-1)!;
    const forgeries: readonly (readonly Buffer[])[] = [
      [head, body, b, a, ...rest],
      [head, body, a, ...rest],
      [head, body, a, a, ...rest],
      [head, body, a, end],
      [head, body, other.pieces[2]!, b, ...rest],
      [other.pieces[0]!, body, a, b, ...rest],
      pieces.slice(0, -1),
      [...pieces, end],
      other.pieces,
    ];
    for (const [index, forged] of forgeries.entries()) {
      writeFileSync(name, Buffer.concat([line, ...forged]));
      expect(idsIn(name), `forgery ${index}`).toBeNull();
    }
    writeFileSync(name, Buffer.concat([line, ...pieces]));
    expect(idsIn(name)).toHaveLength(1000);
  });

  test('is read with its own key alone, for what it is, and never where no key is known', async () => {
    const name = file();
    await sealedSnapshot(name, 3);
    expect(idsIn(name, vaultOf(BookKey.fresh()))).toBeNull();
    expect(vaultOf().read('photo', name)).toBeNull();
    expect(() => readSnapshot(name, PLAIN)).toThrow(expect.objectContaining({ code: 'store.keyMissing' }));
  });

  test('is refused as a newer one’s by a Kith that knows no encryption', async () => {
    const name = file();
    const [line] = (await sealedSnapshot(name, 3)).toString('latin1').split('\n');
    expect(JSON.parse(line!)).toMatchObject({ format: 4, minReader: 4, seq: 0, bytes: 0 });
  });

  test('that is plain is no part of an encrypted book', async () => {
    const name = file();
    await writeSnapshot(name, bookOf(3), { at: '2026-11-21T10:00:00.000Z' });
    expect(idsIn(name)).toBeNull();
    expect(idsIn(name, new LiveVault('turningOn', KEY))).toHaveLength(3);
  });
});

describe('a sealed journal', () => {
  const sealed = (count: number, texts = (n: number) => `{"n":${n}}`): readonly Buffer[] => {
    const write = vaultOf().lineWriter('journal');
    return Array.from({ length: count }, (_none, n) =>
      encodeRecord(n + 1, write(String(n + 1), texts(n + 1))),
    );
  };
  const readBack = (bytes: Buffer, vault = vaultOf()): readonly string[] =>
    readRecords(bytes, 0, vault.lineOpener('journal')).records.map(({ json }) => json);
  const all = (count: number): readonly string[] =>
    Array.from({ length: count }, (_none, n) => `{"n":${n + 1}}`);

  /** With the checksum that belongs to it, as somebody who wants to deceive would write it. */
  const forged = (seq: number, record: Buffer): Buffer =>
    encodeRecord(seq, record.toString('latin1').trimEnd().split(' ')[3]!);

  test('with any byte changed gives the records before, and nothing else', () => {
    const records = sealed(3);
    const bytes = Buffer.concat(records);
    expect(readBack(bytes)).toEqual(all(3));
    for (let at = 0; at < bytes.length; at++) {
      const whole = records.findIndex((_r, n) => at < Buffer.concat(records.slice(0, n + 1)).length);
      expect(readBack(flipped(bytes, at, 1 << (at % 8))), `byte ${at}`).toEqual(all(whole));
    }
  });

  test('takes no record that stood elsewhere, came from another journal, or is plain', () => {
    const [one, two, three] = sealed(3) as [Buffer, Buffer, Buffer];
    const [, foreign] = sealed(2) as [Buffer, Buffer];
    expect(readBack(Buffer.concat([one, forged(2, three), forged(3, two)]))).toEqual(all(1));
    expect(readBack(Buffer.concat([one, foreign, three]))).toEqual(all(1));
    expect(readBack(Buffer.concat([one, encodeRecord(2, '{"n":2}'), three]))).toEqual(all(1));
    expect(readBack(Buffer.concat([one, two, three]), vaultOf(BookKey.fresh()))).toEqual([]);
    expect(() => readBack(one, new LiveVault())).toThrow(
      expect.objectContaining({ code: 'store.keyMissing' }),
    );
  });

  test('says the same thing in other words each time', () => {
    const records = sealed(50, () => '{"same":"text"}').map((record) => record.toString().split(' ')[3]!);
    expect(new Set(records).size).toBe(50);
    // Of each other's bytes they share the file's salt, and no nonce.
    const nonces = records.map((record) =>
      Buffer.from(record.slice('sealed:'.length), 'base64').subarray(16, 28).toString('hex'),
    );
    expect(new Set(nonces).size).toBe(50);
  });
});

test('a sealed backup, photo or receipt that was changed is none', async () => {
  const folder = freshFolder();
  const vault = vaultOf();
  const backups = openBackups(folder, () => NOW, vault);
  const { name } = await backups.make(bookOf(3), 'import');
  const bytes = readFileSync(join(folder, name));
  expect((await backups.read(name)).contacts.size).toBe(3);
  for (let at = 0; at < bytes.length; at += 7) {
    writeFileSync(join(folder, name), flipped(bytes, at));
    await expect(
      backups.read(name).catch((thrown: { readonly code: string }) => Promise.reject(new Error(thrown.code))),
      `byte ${at}`,
    ).rejects.toThrow('store.corrupt');
  }

  const photos = openPhotos(folder, () => true, NOW, undefined, vault);
  const pixels = Buffer.from('pixels of somebody');
  const hash = photos.put(pixels);
  const [hidden] = readdirSync(folder).filter((each) => /^[0-9a-f]{64}$/.test(each));
  expect(hidden).not.toBe(hash);
  expect(hash).toBe(createHash('sha256').update(pixels).digest('hex'));
  const sealedPhoto = readFileSync(join(folder, hidden!));
  for (let at = 0; at < sealedPhoto.length; at++) {
    writeFileSync(join(folder, hidden!), flipped(sealedPhoto, at));
    expect(photos.get(hash), `byte ${at}`).toBeNull();
  }

  const receipts = receiptFiles(folder, { now: () => NOW }, vault);
  const entry = { contact: 'c', person: 'p', remoteId: null, name: 'n', side: 'kith', kind: 'create' };
  const entries = [1, 2].map(
    (n) => ({ ...entry, contact: `c${n}`, fields: [], here: null, there: null }) as unknown as RunEntry,
  );
  receipts.append({ run: 'r1' as RunId, account: GOOGLE, at: '2026-11-21T10:00:00.000Z' }, entries);
  const receipt = join(folder, 'r1.jsonl');
  const lines = readFileSync(receipt, 'utf8').split('\n');
  expect(receipts.read('r1' as RunId)?.entries).toEqual(entries);
  writeFileSync(receipt, [lines[0], lines[2], lines[1], ''].join('\n'));
  expect(() => receipts.read('r1' as RunId)).toThrow(expect.objectContaining({ code: 'store.corrupt' }));
  writeFileSync(receipt, [lines[0], `${lines[1]!.slice(0, -9)}AAAAAAAA=`, lines[2], ''].join('\n'));
  expect(() => receipts.read('r1' as RunId)).toThrow(expect.objectContaining({ code: 'store.corrupt' }));
});

test('a recovery key is its key, however it is typed, and no mistake in it goes unnoticed', () => {
  for (let n = 0; n < 50; n++) {
    const key = BookKey.fresh();
    const text = recoveryKeyOf(key);
    expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(keyFromRecovery(text).equals(key)).toBe(true);
    const typed = text
      .toLowerCase()
      .replaceAll('-', n % 2 === 0 ? ' ' : '–')
      .replaceAll('1', 'l')
      .replaceAll('0', 'o');
    expect(keyFromRecovery(` ${typed}\n`).equals(key)).toBe(true);
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '-') continue;
      const wrong = text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1);
      expect(() => keyFromRecovery(wrong)).toThrow(expect.objectContaining({ code: 'input.invalid' }));
    }
    for (const wrong of ['', text.slice(0, -1), `${text}7`, 'not a key'])
      expect(() => keyFromRecovery(wrong)).toThrow(expect.objectContaining({ code: 'input.invalid' }));
  }
});
