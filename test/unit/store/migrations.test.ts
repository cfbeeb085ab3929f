// Owns: that books of former formats open with everything that they hold, after a copy of them was made.
// Leaves to others: damage (journal.test.ts), newer formats (newer-format.test.ts).
import fs, { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { AccountId, ContactId, LabelId, PersonId } from '../../../main/core/account.ts';
import { FORMAT } from '../../../main/store/book-format.ts';
import { openBook } from '../../../main/store/book.ts';
import type { OpenBook } from '../../../main/store/book.ts';
import { contact, filesOf, freshFolder, idsOf, named, put, stateOf } from './shelf.ts';
import { toldOf } from './told.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/store');
const FORMER = [1, 2] as const;
/** Those that were written with all that they told. */
const TOLD = [3] as const;

interface Told {
  readonly state: {
    readonly contacts: readonly { readonly conflicts: readonly unknown[] }[];
    readonly persons: readonly (readonly [
      string,
      unknown,
      { readonly conflicts: readonly unknown[] } | null,
    ])[];
    readonly trash: readonly { readonly by: { readonly kind: string } }[];
  };
  readonly history: readonly { readonly by: { readonly kind: string } }[];
}
const NOW = Date.parse('2026-11-22T10:00:00Z');

/** A book as it was written in the days of a format, in a folder of this test's own; backups go beside it. */
function former(version: number): { readonly folder: string; readonly backups: string } {
  const top = freshFolder();
  cpSync(join(FIXTURES, `v${version}`), join(top, 'book'), { recursive: true });
  return { folder: join(top, 'book'), backups: join(top, 'backups') };
}

const openFormer = ({ folder, backups }: ReturnType<typeof former>): Promise<OpenBook> =>
  openBook(folder, { backups, now: () => NOW });

test.each(FORMER)('a book of format %i opens with everything that it holds', async (version) => {
  const book = await openFormer(former(version));
  expect(idsOf(book)).toEqual(['same', 'edited', 'gone', 'new']);
  const whole = {
    name: { given: 'same', family: 'Ångström', display: 'same Ångström' },
    notes: { text: '山田 太郎\n"quoted"' },
  };
  expect(book.contact('same' as ContactId)).toEqual({
    id: 'same',
    person: 'p-same',
    account: 'g',
    remoteId: 'people/same',
    etag: 'e-same',
    base: whole,
    local: whole,
    inCloud: null,
    inFlight: null,
    readOnly: {},
    unknown: { clientData: [{ key: 'k', value: 'v' }] },
    conflicts: [],
    createKey: null,
    createSent: false,
    scope: '',
    seen: 1,
    problem: null,
    changedAt: '2026-11-21T01:00:00.000Z',
  });
  expect(book.contact('edited' as ContactId)).toMatchObject({
    base: { name: { display: 'edited Ångström' } },
    local: { nicknames: [{ id: 'n1', value: 'Eddy' }] },
    inCloud: null,
    inFlight: null,
  });
  expect(book.contact('gone' as ContactId)).toMatchObject({ local: null, base: { name: { given: 'gone' } } });
  expect(book.contact('new' as ContactId)).toMatchObject({ account: 'm', base: null, createKey: 'new' });
  expect(book.accounts().map(({ id, provider }) => [id, provider])).toEqual([
    ['g', 'google'],
    ['m', 'microsoft'],
  ]);
  expect(book.syncState('g' as AccountId)).toEqual({ cursor: 'c1', listing: 1 });
  expect(book.runs()).toMatchObject([{ run: 'run1', requests: 2, labelRequests: version === 1 ? 0 : 1 }]);
  expect(book.settings()).toEqual({
    theme: 'dark',
    language: 'system',
    googleClientId: 'id',
    googleClientSecret: 's',
    microsoftClientId: '',
    keepInStep: null,
    smartLists: null,
    folded: [],
    widths: { sidebar: null, list: null },
    keepRunning: false,
    spelling: false,
    birthdayNotices: false,
  });
  expect(book.label('l1' as LabelId)?.name).toBe(version === 1 ? undefined : 'Friends');
  expect(book.person('p-same' as PersonId)?.inStep).toBe(version === 1 ? undefined : true);
  expect(book.refused()).toEqual(version === 1 ? [] : ['a b']);
  await book.close();
});

test('there is a book of every format up to today’s', () => {
  expect([...FORMER, ...TOLD]).toEqual(Array.from({ length: FORMAT }, (_none, index) => index + 1));
});

/** Everything that each book told on the day it was written; later formats may tell more. */
test.each(TOLD)('a book of format %i still tells everything that it told on the day', async (version) => {
  const places = former(version);
  const told = JSON.parse(readFileSync(join(places.folder, 'told.json'), 'utf8')) as Told;
  expect(told.state.contacts.flatMap(({ conflicts }) => conflicts)).toHaveLength(1);
  expect(told.state.persons.flatMap(([, , state]) => state?.conflicts ?? [])).toHaveLength(1);
  expect(told.state.trash.map(({ by }) => by.kind).sort()).toEqual(['person', 'person', 'run']);
  expect(told.history.map(({ by }) => by.kind)).toEqual(expect.arrayContaining(['undo', 'run', 'carried']));
  const book = await openFormer(places);
  expect(toldOf(book, places.folder)).toMatchObject(told);
  await book.close();
  const again = await openFormer(places);
  expect(toldOf(again, places.folder)).toMatchObject(told);
  await again.close();
});

test.each(FORMER)(
  'before a book of format %i is changed there is a copy of it, byte for byte',
  async (version) => {
    const places = former(version);
    const before = filesOf(places.folder);
    const book = await openFormer(places);
    const state = stateOf(book);
    const [backup] = book.backups!.list().filter(({ reason }) => reason === 'migration');
    expect(backup).toMatchObject({ seq: book.revision, contacts: 4, at: '2026-11-22T10:00:00.000Z' });
    const { [`backup.json`]: _note, ...copied } = filesOf(join(places.backups, backup!.name));
    expect(copied).toEqual(before);
    book.transaction([put(contact('later'))]);
    await book.close();
    const read = await book.backups!.read(backup!.name);
    expect([...read.contacts.keys()]).toEqual(
      (state as { contacts: { id: string }[] }).contacts.map(({ id }) => id),
    );
    const again = await openFormer(places);
    expect(idsOf(again)).toContain('later');
    await again.close();
    expect(named(places.backups, /^format/), 'one copy is enough').toHaveLength(1);
  },
);

test.each(FORMER)(
  'a book of format %i is the same once it was written as a snapshot of today',
  async (version) => {
    const places = former(version);
    const book = await openBook(places.folder);
    const state = stateOf(book);
    await book.close();
    expect(readFileSync(join(places.folder, `snapshot-${book.revision}.json`), 'utf8')).toContain(
      `"format":${FORMAT}`,
    );
    const again = await openBook(places.folder);
    expect(stateOf(again)).toEqual(state);
    await again.close();
  },
);

test('where no copy can be made a book of a former format can be read and not changed', async () => {
  const places = former(2);
  writeFileSync(places.backups, 'a file where the folder should be');
  const before = filesOf(places.folder);
  const book = await openFormer(places);
  expect(idsOf(book)).toHaveLength(4);
  expect(book.state).toMatchObject({ kind: 'readOnly', reason: { code: 'store.readOnly' } });
  expect(() => book.transaction([put(contact('later'))])).toThrow(/no copy of it could be made/);
  await book.close();
  expect(filesOf(places.folder)).toEqual(before);
});

test('a copy whose note cannot be read hides no other', async () => {
  const places = former(1);
  await (await openFormer(places)).close();
  mkdirSync(join(places.backups, 'format-1-at-3'));
  mkdirSync(join(places.backups, 'format-2-at-4'));
  writeFileSync(join(places.backups, 'format-2-at-4', 'backup.json'), '{"name":');
  const book = await openFormer(places);
  const names = book.backups!.list().map(({ name }) => name);
  expect(names).toContain('format-1-at-5');
  expect((await book.backups!.read('format-1-at-5')).contacts.size).toBe(4);
  await book.close();
});

test('a disk that fills up while a copy is made keeps no part of it', async () => {
  const places = former(1);
  const writeSync = fs.writeSync;
  let writes = 0;
  vi.spyOn(fs, 'writeSync').mockImplementation(((...args: Parameters<typeof fs.writeSync>) => {
    if (++writes > 1) throw Object.assign(new Error('ENOSPC: no room'), { code: 'ENOSPC' });
    return writeSync(...args);
  }) as never);
  const book = await openFormer(places);
  vi.restoreAllMocks();
  expect(writes, 'one file was copied').toBe(2);
  expect(book.state).toMatchObject({ kind: 'readOnly', reason: { code: 'store.readOnly' } });
  expect(readdirSync(places.backups)).toEqual([]);
  await book.close();
});

test('a copy of which a crash left a part when it was cleared away is none, and goes with the next backup', async () => {
  const places = former(1);
  const book = await openFormer(places);
  const copy = join(places.backups, 'format-1-at-5');
  for (const seq of [6, 7, 8]) {
    const later = join(places.backups, `format-2-at-${seq}`);
    cpSync(copy, later, { recursive: true });
    const note = { name: `format-2-at-${seq}`, at: '', seq, reason: 'migration', contacts: 4 };
    writeFileSync(join(later, 'backup.json'), JSON.stringify(note));
  }
  const gone: string[] = [];
  vi.spyOn(fs, 'rm').mockImplementation(((
    file: string,
    _options: object,
    done: (e: Error | null) => void,
  ) => {
    if (!fs.existsSync(file)) return done(null);
    gone.push(file);
    done(Object.assign(new Error('EIO: killed'), { code: 'EIO' }));
  }) as never);
  await expect(book.backUp('deletion')).rejects.toMatchObject({ code: 'store.unwritable' });
  vi.restoreAllMocks();
  expect(gone).toEqual([`${copy}.tmp`]);
  expect(fs.existsSync(copy)).toBe(false);
  await book.backUp('deletion');
  expect(named(places.backups, /^format/)).toEqual(['format-2-at-6', 'format-2-at-7', 'format-2-at-8']);
  await book.close();
});

test('half a copy that a crash left is made anew', async () => {
  const places = former(1);
  mkdirSync(join(places.backups, 'format-1-at-5.tmp'), { recursive: true });
  writeFileSync(join(places.backups, 'format-1-at-5.tmp', 'snapshot-9.json'), 'half');
  const book = await openFormer(places);
  expect((await book.backups!.read('format-1-at-5')).contacts.size).toBe(4);
  await book.close();
  expect(readdirSync(places.backups).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
