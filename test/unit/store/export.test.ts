// Owns: that the contacts of a book can be had as a file, whole, damaged, newer or in use, and that nothing is touched.
// Leaves to others: the command (e2e/cli/closed.test.ts), opening damaged books (journal.test.ts).
import fs, {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { LabelId } from '../../../main/core/account.ts';
import { NO_PHOTO } from '../../../main/core/photo.ts';
import { exportBook } from '../../../main/store/export.ts';
import { openPhotos } from '../../../main/store/photos.ts';
import { readCards } from '../../support/read-vcard.ts';
import {
  account,
  compact,
  contact,
  filesOf,
  freshFolder,
  GOOGLE,
  MICROSOFT,
  open,
  put,
  putAccount,
  writeContacts,
} from './shelf.ts';

const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

afterEach(() => vi.restoreAllMocks());

interface Entry {
  readonly id: string;
  readonly fields: { readonly name?: { readonly given?: string } };
}

const entriesOf = (file: string): readonly Entry[] => JSON.parse(readFileSync(file, 'utf8')) as Entry[];

/** Exports into a file of its own and reads it back: ids and given names, and what the export said. */
async function exported(folder: string) {
  const file = join(freshFolder(), 'contacts.json');
  const before = filesOf(folder);
  const said = await exportBook(folder, file, false);
  expect(filesOf(folder)).toEqual(before);
  const entries = entriesOf(file);
  expect(said).toMatchObject({ file, contacts: entries.length });
  return { said, entries, names: entries.map(({ id, fields }) => [id, fields.name?.given]) };
}

/** Makes the newest snapshot of a book whose journals go on after it: c1 to c4, then c1 gone, c2 edited, c4 deleted here, c5 new. */
async function bookWithJournal(): Promise<string> {
  const folder = freshFolder();
  await writeContacts(folder, 4);
  await compact(folder);
  const book = await open(folder);
  book.transaction([
    { kind: 'dropContact', id: contact('c1').id },
    put(contact('c2', { local: { name: { given: 'edited' } } })),
    put(contact('c5', { base: null })),
    put(contact('c4', { local: null })),
  ]);
  await book.close();
  return folder;
}

const NOW_THERE = [
  ['c2', 'edited'],
  ['c3', 'c3'],
  ['c5', 'c5'],
];

test('every field, label, photo and conflict of a contact is in the file, and nobody else may read it', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  const photos = openPhotos(join(folder, 'photos'), () => true, Date.now());
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
  const here = photos.put(jpeg);
  const fields = {
    name: { given: 'Ada', family: 'Ångström' },
    labels: [
      { id: 'l', ref: 'contactGroups/1' },
      { id: 'k', ref: 'kith:own' },
    ],
    notes: { text: '山田 "太郎"\n\u2028' },
    clientData: [{ id: 'd', key: 'k', value: 'v' }],
  };
  const conflict = { path: 'notes.text', base: 'a', mine: 'b', theirs: 'c', at: '2026-11-21T10:00:00.000Z' };
  const record = contact('ada', {
    local: fields,
    readOnly: { updatedAt: '2026-11-20T10:00:00Z' },
    unknown: { tomorrow: [1] },
    conflicts: [conflict],
    photo: { there: null, here, pending: 'set', problem: null },
  });
  const label = (id: string, name: string, ref: string | null, of = GOOGLE) =>
    ({
      id: id as LabelId,
      account: of,
      ref,
      etag: null,
      base: name,
      name,
      kind: 'user',
      problem: null,
    }) as const;
  book.transaction([
    putAccount(account(GOOGLE)),
    putAccount(account(MICROSOFT, 'microsoft')),
    { kind: 'putLabel', label: label('l1', 'Friends', 'contactGroups/1') },
    { kind: 'putLabel', label: label('own', 'Chess', null) },
    { kind: 'putLabel', label: label('l2', 'Others', 'contactGroups/1', MICROSOFT) },
    put(record),
  ]);
  const { entries, said } = await exported(folder);
  expect(entries).toEqual([
    {
      id: 'ada',
      person: 'p-ada',
      account: { id: GOOGLE, provider: 'google', email: 'a-google@kith.test', name: GOOGLE },
      remoteId: 'r-ada',
      changedAt: '2026-11-21T10:00:00.000Z',
      fields,
      labels: ['Friends', 'Chess'],
      photo: { type: 'image/jpeg', base64: jpeg.toString('base64') },
      readOnly: { updatedAt: '2026-11-20T10:00:00Z' },
      unknown: { tomorrow: [1] },
      conflicts: [conflict],
    },
  ]);
  expect(said).toMatchObject({ contacts: 1, photos: 1, book: 'whole', unreadable: 0 });
  expect(statSync(said.file).mode & 0o777).toBe(0o600);
});

test('a book that is open is exported as it is at that moment, without its lock', async () => {
  const folder = await bookWithJournal();
  const book = await open(folder);
  expect((await exported(folder)).names).toEqual(NOW_THERE);
  book.transaction([{ kind: 'dropContact', id: contact('c3').id }]);
  expect((await exported(folder)).names.map(([id]) => id)).toEqual(['c2', 'c5']);
});

test('files that another Kith clears away while they are read are looked for anew', async () => {
  const folder = await bookWithJournal();
  const openSync = fs.openSync;
  let gone = 0;
  vi.spyOn(fs, 'openSync').mockImplementation((file, ...rest) => {
    if (/snapshot-4/.test(String(file)) && gone++ < 2)
      throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    return openSync(file, ...rest);
  });
  const file = join(freshFolder(), 'contacts.json');
  await exportBook(folder, file, false);
  expect(entriesOf(file)).toHaveLength(NOW_THERE.length);
  expect(gone).toBe(3);
});

test('of a newer Kith’s book the contacts of known shape are had', async () => {
  const folder = await bookWithJournal();
  const snapshot = join(folder, 'snapshot-4.json');
  const [header = '', ...lines] = readFileSync(snapshot, 'utf8').split('\n');
  const body = `${lines.join('\n')}{"id":"c7","shape":"of tomorrow"},\n`;
  const newer = header
    .trimEnd()
    .replace(/"format":\d+,"minReader":\d+/, '"format":97,"minReader":97')
    .replace(/"bytes":\d+/, `"bytes":${Buffer.byteLength(body)}`);
  writeFileSync(snapshot, `${newer.padEnd(511)}\n${body}`);
  await expect(open(folder)).rejects.toMatchObject({
    code: 'store.newerFormat',
    message: expect.stringContaining('kith export FILE') as string,
  });
  const { names, said } = await exported(folder);
  expect(names).toEqual(NOW_THERE);
  expect(said).toMatchObject({ book: 'newer', unreadable: 1 });
});

test('of a newer Kith’s snapshot of which nothing is understood, what came before is had', async () => {
  const folder = await bookWithJournal();
  const body = '{"later":"format"}';
  const header = { format: 97, minReader: 97, seq: 9, bytes: body.length, sha256: '' };
  writeFileSync(join(folder, 'snapshot-9.json'), `${JSON.stringify(header)}\n${body}`);
  const { names, said } = await exported(folder);
  expect(names).toEqual(NOW_THERE);
  expect(said.book).toBe('newer');
});

test('a journal with a change that only a newer Kith knows hides nothing that this one knows', async () => {
  const folder = await bookWithJournal();
  const book = await open(folder);
  book.transaction([{ kind: 'putTomorrow' } as never, put(contact('c9'))]);
  const { names, said } = await exported(folder);
  expect(names).toEqual([...NOW_THERE, ['c9', 'c9']]);
  expect(said).toMatchObject({ book: 'newer', unreadable: 0 });
});

test('of a snapshot without a whole line in it, every other line is had, and what came before and after', async () => {
  const folder = await bookWithJournal();
  const snapshot = join(folder, 'snapshot-4.json');
  writeFileSync(snapshot, readFileSync(snapshot, 'utf8').replace('"id":"c3"', '"id:"c3"'));
  rmSync(join(folder, 'journal-0.log'));
  const { names, said } = await exported(folder);
  expect(names).toEqual(NOW_THERE.filter(([id]) => id !== 'c3'));
  expect(said).toMatchObject({ book: 'damaged', unreadable: 1 });
});

test('records behind a damaged one are had too', async () => {
  const folder = freshFolder();
  await writeContacts(folder, 5);
  const journal = join(folder, 'journal-0.log');
  writeFileSync(journal, readFileSync(journal, 'utf8').replace('"id":"c2"', '"id":"c-"'));
  const { names, said } = await exported(folder);
  expect(names.map(([id]) => id)).toEqual(['c1', 'c3', 'c4', 'c5']);
  expect(said).toMatchObject({ book: 'damaged', unreadable: 1 });
});

test('where every snapshot is damaged the older one gives what the newer one has lost', async () => {
  const folder = await bookWithJournal();
  const older = readFileSync(join(folder, 'snapshot-4.json'), 'utf8').replace('"sha256":"', '"sha256":"0');
  writeFileSync(join(folder, 'snapshot-4.json'), older);
  writeFileSync(join(folder, 'snapshot-5.json'), 'torn');
  for (const name of readdirSync(folder)) if (/journal/.test(name)) rmSync(join(folder, name));
  await expect(open(folder)).rejects.toMatchObject({ code: 'store.corrupt' });
  const { names, said } = await exported(folder);
  expect(names.map(([id]) => id)).toEqual(['c1', 'c2', 'c3', 'c4']);
  expect(said.book).toBe('damaged');
});

test('what a damaged snapshot says is no later word than what the journal says after it', async () => {
  const folder = await bookWithJournal();
  const snapshot = join(folder, 'snapshot-4.json');
  writeFileSync(snapshot, readFileSync(snapshot, 'utf8').replace('"sha256":"', '"sha256":"0'));
  writeFileSync(join(folder, 'snapshot-0.json'), 'torn');
  expect((await exported(folder)).names).toEqual(NOW_THERE);
});

test.each([1, 2])('a book of format %i is exported as it would open, and not changed', async (version) => {
  const { names, said } = await exported(join(import.meta.dirname, `../../fixtures/store/v${version}`));
  expect(names).toEqual([
    ['same', 'same'],
    ['edited', 'edited'],
    ['new', 'new'],
  ]);
  expect(said).toMatchObject({ book: 'whole' });
});

test('what a write that failed left at the end of a journal is not exported', async () => {
  const [folder, other] = [freshFolder(), freshFolder()];
  await writeContacts(folder, 3);
  await writeContacts(other, 2);
  await writeContacts(other, 1, 9);
  // Record 3 was refused here; the next journal starts over after record 2, and ends in one that is being written.
  writeFileSync(
    join(folder, 'journal-2.log'),
    `${readFileSync(join(other, 'journal-2.log'), 'utf8')}4 20 torn`,
  );
  const { names } = await exported(folder);
  expect(names.map(([id]) => id)).toEqual(['c1', 'c2', 'c9']);
});

test('no file is replaced unless that is wanted, however late it came', async () => {
  const folder = await bookWithJournal();
  const file = join(freshFolder(), 'contacts.json');
  writeFileSync(file, 'mine');
  await expect(exportBook(folder, file, false)).rejects.toMatchObject({ code: 'input.invalid' });
  rmSync(file);
  const late = exportBook(folder, file, false);
  writeFileSync(file, 'mine');
  await expect(late).rejects.toThrow(/is there already/);
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(readdirSync(join(file, '..'))).toEqual(['contacts.json']);
  await exportBook(folder, file, true);
  expect(entriesOf(file)).toHaveLength(NOW_THERE.length);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('neither a folder, nor a link that leads nowhere, nor what is no file is replaced', async () => {
  const folder = await bookWithJournal();
  const place = freshFolder();
  mkdirSync(join(place, 'folder'));
  symlinkSync(join(place, 'nowhere'), join(place, 'link'));
  for (const name of ['folder', 'link'])
    await expect(exportBook(folder, join(place, name), false)).rejects.toMatchObject({
      code: 'input.invalid',
    });
  await expect(exportBook(folder, join(place, 'folder'), true)).rejects.toThrow(/no ordinary file/);
  if (process.platform !== 'win32')
    await expect(exportBook(folder, '/dev/null', true)).rejects.toThrow(/no ordinary file/);
  expect(readdirSync(place).sort()).toEqual(['folder', 'link']);
});

test('a disk that refuses leaves no half file, and the file before as it was', async () => {
  const folder = await bookWithJournal();
  const file = join(freshFolder(), 'contacts.json');
  writeFileSync(file, 'mine');
  vi.spyOn(fs, 'fsync').mockImplementation(((_fd: number, done: (error: Error) => void) =>
    done(Object.assign(new Error('full'), { code: 'ENOSPC' }))) as never);
  await expect(exportBook(folder, file, true)).rejects.toThrow(/The disk is full/);
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(readdirSync(join(file, '..'))).toEqual(['contacts.json']);
});

test('where there is no book nothing is written, and that is said', async () => {
  const place = freshFolder();
  for (const folder of [place, join(place, 'nowhere')])
    await expect(exportBook(folder, join(place, 'contacts.json'), false)).rejects.toMatchObject({
      code: 'input.notFound',
    });
  expect(existsSync(join(place, 'contacts.json'))).toBe(false);
});

test('vCards have a person each, with what all their contacts say, the names of labels, and photos', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  const photos = openPhotos(join(folder, 'photos'), () => true, Date.now());
  const photo = photos.put(JPEG);
  const label = {
    id: 'l1' as LabelId,
    account: GOOGLE,
    ref: 'contactGroups/1',
    etag: null,
    base: 'Choir, old',
    name: 'Choir, old',
    kind: 'user' as const,
    problem: null,
  };
  const phones = [{ id: 'p', kind: 'mobile', number: '+1' }];
  const labels = [
    { id: 'l', ref: 'contactGroups/1' },
    { id: 'm', ref: 'contactGroups/myContacts' },
  ];
  const mine = { ...label, id: 'l2' as LabelId, ref: 'contactGroups/myContacts', name: 'My Contacts' };
  book.transaction([
    putAccount(account(GOOGLE)),
    putAccount(account(MICROSOFT, 'microsoft')),
    { kind: 'putLabel', label },
    { kind: 'putLabel', label: { ...mine, base: mine.name, kind: 'system' } },
    put(contact('c1', { person: 'ada' as never, local: { name: { given: 'Ada' }, phones, labels } })),
    put(
      contact('c2', {
        person: 'ada' as never,
        account: MICROSOFT,
        local: {
          name: { given: 'Augusta' },
          phones,
          notes: { text: 'from work' },
          // A category of Outlook's is stored in its contacts alone.
          labels: [{ id: 'c', ref: 'Blue category' }],
        },
        photo: { ...NO_PHOTO, here: photo },
      }),
    ),
    put(contact('c3', { local: { name: { given: 'Bob' } } })),
    put(contact('c4', { local: null })),
  ]);
  await book.close();
  for (const version of ['3.0', '4.0'] as const) {
    const file = join(freshFolder(), 'contacts.vcf');
    expect(await exportBook(folder, file, false, undefined, version)).toMatchObject({
      contacts: 3,
      photos: 1,
    });
    const cards = readCards(readFileSync(file, 'utf8'));
    expect(cards).toMatchObject([
      {
        version,
        fields: { name: { given: 'Ada' }, phones: [{ number: '+1' }], notes: { text: 'from work' } },
        categories: ['Choir, old', 'Blue category'],
        photo: Buffer.from(JPEG).toString('base64'),
      },
      { fields: { name: { given: 'Bob' } }, categories: [], photo: null },
    ]);
    expect(cards[0]!.fields.phones?.length).toBe(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect((await exported(folder)).entries).toMatchObject([
    { id: 'c1', labels: ['Choir, old', 'My Contacts'] },
    { id: 'c2', labels: ['Blue category'] },
    { id: 'c3', labels: [] },
  ]);
});

test('an export in the place of a link goes to the file that the link leads to', async () => {
  const folder = freshFolder();
  await writeContacts(folder, 1);
  const place = freshFolder();
  const [file, link] = [join(place, 'contacts.json'), join(place, 'link.json')];
  writeFileSync(file, 'former');
  symlinkSync('contacts.json', link);
  await exportBook(folder, link, true);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(entriesOf(file)).toHaveLength(1);
});
