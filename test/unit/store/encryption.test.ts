// Owns: that a book is encrypted and made plain again without losing anything, what its files tell nobody, and what happens
// where its key is not to be had. Leaves to others: damage (sealed-damage.test.ts), crashes (encryption-crash.test.ts).
import fs, { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunId } from '../../../main/core/account.ts';
import { exportableBook } from '../../../main/store/exportable.ts';
import { openHistory } from '../../../main/store/history.ts';
import { replaceBook } from '../../../main/store/replace-book.ts';
import { fakeKeychain } from './keychain.ts';
import { contact, contentsAt, freshFolder, open, put, stateOf } from './shelf.ts';
import {
  PHOTO,
  NOW,
  freshProfile,
  openIn,
  canary,
  entry,
  head,
  photosOf,
  receiptsOf,
  fill,
  telling,
  receiptOf,
  turnOn,
  turnOff,
  sealedFiles,
  bytesUnder,
} from './sealed-shelf.ts';
import type { Profile } from './sealed-shelf.ts';

// Every file is synced, which takes its time where other work keeps the disk busy.
vi.setConfig({ testTimeout: 120_000 });
afterEach(() => vi.restoreAllMocks());

test('an encrypted book says nothing of its contacts to who has its files, and everything to Kith', async () => {
  const profile = freshProfile();
  const hash = await fill(profile);
  expect(telling(profile.top, hash).length).toBeGreaterThan(6);
  const book = await openIn(profile);
  const state = stateOf(book);
  const past = [...openHistory(profile.folder, book.vault).entries({})];
  const backups = book.backups!.list();
  await turnOn(book);
  expect(telling(profile.top, hash)).toEqual([]);
  expect(stateOf(book)).toEqual(state);
  await book.close();

  const again = await openIn(profile);
  expect(stateOf(again)).toEqual(state);
  expect(again.recovery.setAside).toEqual([]);
  expect([...openHistory(profile.folder, again.vault).entries({})]).toEqual(past);
  expect([...openHistory(profile.folder, again.vault).entries({ about: '"c7"' })]).toHaveLength(1);
  expect([...contentsAt(profile.folder, 4, again.vault).contacts.keys()]).toEqual(['c0', 'c1', 'c2']);
  expect(again.backups!.list().map(({ name, seq, contacts }) => [name, seq, contacts])).toEqual(
    backups.map(({ name, seq, contacts }) => [name, seq, contacts]),
  );
  for (const { name, contacts } of again.backups!.list().filter((each) => each.reason === 'import'))
    expect((await again.backups!.read(name)).contacts.size).toBe(contacts);
  expect(photosOf(profile, again).get(hash)).toEqual(PHOTO);
  expect(receiptOf(profile, again)?.entries).toEqual([entry(1), entry(2)]);
  // And what comes later is as unreadable.
  again.transaction([put(canary(99))]);
  receiptsOf(profile, again).append(head('r2'), [entry(3)]);
  const other = photosOf(profile, again).put(Buffer.concat([PHOTO, PHOTO]));
  await again.backUp('import');
  await again.close();
  expect([...telling(profile.top, hash), ...telling(profile.top, other)]).toEqual([]);
});

test('a book made plain again has every file back byte for byte', async () => {
  const profile = freshProfile();
  const hash = await fill(profile);
  const before = bytesUnder(profile.top);
  const book = await openIn(profile);
  await turnOn(book);
  await turnOff(book);
  const state = stateOf(book);
  await book.close();
  const after = bytesUnder(profile.top);
  // The switch adds a snapshot of its own.
  for (const name of Object.keys(before)) expect(after[name], name).toBe(before[name]);
  const plain = await open(profile.folder, { backups: profile.backups });
  expect(stateOf(plain)).toEqual(state);
  expect(photosOf(profile, plain).get(hash)).toEqual(PHOTO);
  expect(receiptOf(profile, plain)?.entries).toHaveLength(2);
  expect(sealedFiles(profile)).toEqual([]);
});

test('edits, photos and receipts that come while a book is switched are kept, and sealed or plain as it then is', async () => {
  const profile = freshProfile();
  const hash = await fill(profile);
  const book = await openIn(profile);
  const receipts = receiptsOf(profile, book);
  const photos = photosOf(profile, book);
  let n = 100;
  const work = async (run: string): Promise<void> => {
    receipts.append(head(run), [entry(n)]);
    let isOver = false;
    void book.encryption.settled.then(() => (isOver = true));
    while (!isOver) {
      book.transaction([put(canary(++n))]);
      if (n % 3 === 0) receipts.append(head(run), [entry(n)]);
      if (n % 20 === 0) photos.put(Buffer.concat([PHOTO, Buffer.from(`${n}`)]));
      await new Promise(setImmediate);
    }
    receipts.seal(run as RunId);
  };
  receipts.append(head('on'), [entry(n)]);
  await book.encryption.turnOn();
  await work('on');
  expect(book.encryption.status.sealing).toBe('on');
  expect(telling(profile.top, hash)).toEqual([]);
  const between = n;
  expect(between).toBeGreaterThan(110);
  receipts.append(head('off'), [entry(n)]);
  book.encryption.turnOff();
  await work('off');
  expect(book.encryption.status.sealing).toBe('off');
  const state = stateOf(book);
  await book.close();
  const plain = await open(profile.folder);
  expect(stateOf(plain)).toEqual(state);
  expect(plain.contact(`c${n}` as never)?.local).toEqual(canary(n).local);
  expect(photosOf(profile, plain).get(hash)).toEqual(PHOTO);
  const receiptLength = (run: string) => receiptsOf(profile, plain).read(run as RunId)?.entries.length;
  const thirds = (from: number, to: number): number => Math.floor(to / 3) - Math.floor(from / 3);
  expect(receiptLength('on')).toBe(thirds(100, between) + 2);
  expect(receiptLength('off')).toBe(thirds(between, n) + 2);
});

test('nothing is encrypted before the keychain has the key and gives it back', async () => {
  const profile = freshProfile();
  await fill(profile);
  const before = bytesUnder(profile.folder);
  const refused = async (code: string): Promise<void> => {
    const book = await openIn(profile);
    await expect(book.encryption.turnOn()).rejects.toMatchObject({ code });
    expect(book.encryption.status.sealing).toBe('off');
    await book.close();
    expect(bytesUnder(profile.folder)).toEqual(before);
  };
  profile.keychain.silence = 'locked';
  await refused('keychain.locked');
  profile.keychain.silence = 'unavailable';
  await refused('keychain.unavailable');
  profile.keychain.silence = null;
  profile.keychain.forgets = true;
  await refused('keychain.refused');
  profile.keychain.kind = 'file';
  await refused('keychain.unavailable');
  const without = await open(profile.folder);
  await expect(without.encryption.turnOn()).rejects.toMatchObject({ code: 'keychain.unavailable' });
  expect(await without.encryption.whyNot()).toMatchObject({ code: 'keychain.unavailable' });
});

test('a keychain that is locked, away or lost the key costs nothing: the book says so, and every file is left as it was', async () => {
  const profile = freshProfile();
  await fill(profile);
  const book = await openIn(profile);
  const recoveryKey = await turnOn(book);
  const state = stateOf(book);
  await book.close();
  const before = bytesUnder(profile.top);
  const refused = async (code: string, about: Profile = profile): Promise<string> => {
    const thrown = (await openIn(about).catch((error: unknown) => error)) as Error & { code: string };
    expect(thrown.code).toBe(code);
    expect(bytesUnder(profile.top)).toEqual(before);
    return thrown.message;
  };
  profile.keychain.silence = 'locked';
  expect(await refused('store.keyLocked')).toMatch(/Unlock the keychain/);
  profile.keychain.silence = 'waiting';
  await refused('store.keyLocked');
  profile.keychain.silence = 'unavailable';
  await refused('store.keyLocked');
  await refused('store.keyLocked', { ...profile, keychain: { ...fakeKeychain(), kind: 'file' } });
  const other = { ...profile, keychain: fakeKeychain() };
  expect(await refused('store.keyMissing', other)).toMatch(/kith encryption unlock/);
  await expect(open(profile.folder)).rejects.toMatchObject({ code: 'store.keyLocked' });
  expect(bytesUnder(profile.top)).toEqual(before);

  // The way out, also on another computer: what was written down, typed as people type.
  await expect(
    openIn(other, recoveryKey.replace(/^./, recoveryKey.startsWith('A') ? 'B' : 'A')),
  ).rejects.toMatchObject({
    code: 'input.invalid',
  });
  const strange = freshProfile();
  await fill(strange);
  const strangeBook = await openIn(strange);
  const strangeKey = await turnOn(strangeBook);
  await expect(openIn(other, strangeKey)).rejects.toMatchObject({ code: 'store.wrongKey' });
  expect(bytesUnder(profile.top)).toEqual(before);
  const unlocked = await openIn(
    other,
    ` ${recoveryKey.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')}\n`,
  );
  expect(stateOf(unlocked)).toEqual(state);
  expect(unlocked.encryption.recoveryKey()).toBe(recoveryKey);
  await unlocked.encryption.keepKey();
  await unlocked.close();
  expect(stateOf(await openIn(other))).toEqual(state);
});

test('an encrypted book whose note is lost or forged is opened all the same, and trusts nothing plain', async () => {
  const profile = freshProfile();
  await fill(profile);
  const book = await openIn(profile);
  await turnOn(book);
  const state = stateOf(book);
  await book.close();
  const note = join(profile.folder, 'encryption.json');
  const text = readFileSync(note, 'utf8');
  for (const forged of [null, '', '{"v":1}', text.replace('"on"', '"turningOn"')]) {
    if (forged === null) rmSync(note);
    else writeFileSync(note, forged);
    const again = await openIn(profile);
    expect(stateOf(again)).toEqual(state);
    expect(again.encryption.status.sealing).toBe('on');
    await again.close();
  }
  writeFileSync(note, text);
  // Somebody puts a plain journal of the right number there.
  const elsewhere = freshFolder();
  const forger = await open(elsewhere);
  forger.transaction([put(contact('forged'))]);
  const { revision } = state as { revision: number };
  const [, ...rest] = readFileSync(join(elsewhere, 'journal-0.log'), 'latin1').split(' ');
  writeFileSync(join(profile.folder, `journal-${revision}.log`), [revision + 1, ...rest].join(' '), 'latin1');
  const again = await openIn(profile);
  expect(stateOf(again)).toEqual(state);
  expect(again.recovery.setAside).toHaveLength(1);
});

test('a full disk stops a switch half way: it is told, everything works on, and asked again it goes on with the same key', async () => {
  const profile = freshProfile();
  const hash = await fill(profile);
  const book = await openIn(profile);
  const full = vi.spyOn(fs, 'write').mockImplementation(((...args: readonly unknown[]) => {
    const answer = args.at(-1) as (error: Error) => void;
    setImmediate(() => answer(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })));
  }) as never);
  const recoveryKey = await book.encryption.turnOn();
  await book.encryption.settled;
  expect(book.encryption.status).toMatchObject({ sealing: 'turningOn', problem: { code: 'store.full' } });
  book.transaction([put(canary(50))]);
  full.mockRestore();
  expect(await turnOn(book)).toBe(recoveryKey);
  expect(telling(profile.top, hash)).toEqual([]);
  const state = stateOf(book);
  await book.close();
  expect(stateOf(await openIn(profile))).toEqual(state);
});

test('asked twice at once, and for what it is already, a book still has one key', async () => {
  const profile = freshProfile();
  await fill(profile);
  const book = await openIn(profile);
  expect(() => book.encryption.turnOff()).toThrow(expect.objectContaining({ code: 'input.invalid' }));
  expect(() => book.encryption.recoveryKey()).toThrow(expect.objectContaining({ code: 'input.invalid' }));
  const [one, two] = await Promise.all([book.encryption.turnOn(), book.encryption.turnOn()]);
  expect(two).toBe(one);
  await book.encryption.settled;
  expect(book.encryption.status.sealing).toBe('on');
  await expect(book.encryption.turnOn()).rejects.toMatchObject({ code: 'input.invalid' });
  const state = stateOf(book);
  await book.close();
  expect(stateOf(await openIn(profile))).toEqual(state);
});

test('of an encrypted book that does not open contacts can be had and a backup takes its place, with its key alone', async () => {
  const profile = freshProfile();
  const hash = await fill(profile);
  const book = await openIn(profile);
  await turnOn(book);
  const { vault } = book;
  const { name, contacts } = book.backups!.list().find(({ reason }) => reason === 'import')!;
  await book.close();
  rmSync(join(profile.folder, 'journal-0.log'));
  for (const file of readdirSync(profile.folder))
    if (file.startsWith('snapshot-')) truncateSync(join(profile.folder, file), 2000);
  await expect(openIn(profile)).rejects.toMatchObject({ code: 'store.corrupt' });

  const before = bytesUnder(profile.top);
  const replace = (how?: typeof vault) => replaceBook(profile.folder, profile.backups, name, () => NOW, how);
  await expect(replace()).rejects.toMatchObject({ code: 'store.keyMissing' });
  expect(() => exportableBook(profile.folder)).toThrow(expect.objectContaining({ code: 'store.keyMissing' }));
  expect(bytesUnder(profile.top)).toEqual(before);
  expect(exportableBook(profile.folder, vault)).toMatchObject({ standing: 'damaged' });
  expect(exportableBook(profile.folder, vault).contacts.length).toBeGreaterThan(0);

  expect(await replace(vault)).toMatchObject({ contacts });
  expect(telling(profile.top, hash)).toEqual([]);
  const again = await openIn(profile);
  expect([...again.contacts()]).toHaveLength(contacts);
  // What was set aside is made plain with the rest, as far as it can be.
  await turnOff(again);
  expect([...again.contacts()]).toHaveLength(contacts);
  await again.close();
  expect([...(await open(profile.folder)).contacts()]).toHaveLength(contacts);
});
