// Owns: that what somebody is writing is kept over a restart and a crash, through the real commands and files.
// Leaves to others: the window's part (unit/renderer/drafts.test.ts), the other files of an encrypted book (encryption.test.ts).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ContactId, PersonId } from '../../../main/core/account.ts';
import { BookKey } from '../../../main/store/book-key.ts';
import { draftFile, openDrafts } from '../../../main/store/drafts.ts';
import { resealing } from '../../../main/store/reseal.ts';
import { LiveVault } from '../../../main/store/vault.ts';
import type { KeptDraft } from '../../../preload/contract.ts';
import { ask, book, handlers, useDesk } from './desk.ts';
import { contact, freshFolder, GOOGLE, MICROSOFT, put } from './shelf.ts';

useDesk();

const draft = (changes: Partial<KeptDraft> = {}): KeptDraft => ({
  contact: null,
  accounts: [GOOGLE],
  opened: {},
  fields: { name: { given: 'Ada' }, emails: [{ id: 'e1', address: 'ada@' }] },
  named: [],
  ...changes,
});
const JPEG = Buffer.from('ffd8ffe0ffd9', 'hex').toString('base64');

describe('the draft', () => {
  test('is there word for word after a process that never shut down, and gone once it was dropped', () => {
    const folder = freshFolder();
    const typed = draft({ photo: { type: 'image/jpeg', base64: JPEG }, named: ['l1'] });
    openDrafts(folder).keep(typed);
    expect(openDrafts(folder).get()).toEqual(typed);
    openDrafts(folder).keep(draft({ photo: null }));
    expect(openDrafts(folder).get()).toEqual(draft({ photo: null }));
    openDrafts(folder).drop();
    expect([openDrafts(folder).get(), existsSync(draftFile(folder))]).toEqual([null, false]);
    expect(() => openDrafts(folder).drop()).not.toThrow();
  });

  test.each([
    ['half a file', '{"format":1,"contact":null,"acc'],
    ['content of another shape', JSON.stringify({ format: 1, ...draft(), fields: { emails: 'ada' } })],
    ['a newer format', JSON.stringify({ format: 2, ...draft() })],
  ])(
    'that cannot be read is none, keeps nobody from their contacts and is left as it is: %s',
    (_what, text) => {
      const folder = freshFolder();
      writeFileSync(draftFile(folder), text);
      expect(openDrafts(folder).get()).toBeNull();
      expect(existsSync(draftFile(folder))).toBe(true);
    },
  );

  test('takes what is not right yet, a day that does not exist too, and refuses what is no contact', async () => {
    const half = draft({ fields: { birthday: { date: { month: 2, day: 31 } } } });
    expect(await ask('draft.keep', half)).toMatchObject({ ok: true });
    expect(await ask('draft.get')).toEqual({ ok: true, value: { draft: half, person: null } });
    for (const fields of [{ phones: [{ number: '1' }] }, { nonsense: 1 }, { name: 'Ada' }, null])
      expect(await ask('draft.keep', { ...half, fields })).toMatchObject({
        error: { code: 'ipc.invalidArgument' },
      });
    expect(await ask('draft.get')).toEqual({ ok: true, value: { draft: half, person: null } });
  });

  test('of a contact comes with its person as they are now, and without them once they are deleted', async () => {
    book.transaction([put(contact('c1'))]);
    await handlers['draft.keep'](draft({ contact: 'c1' as ContactId }));
    await handlers['contacts.save']({ contact: 'c1' as ContactId, fields: { notes: { text: 'meanwhile' } } });
    expect((await handlers['draft.get']())?.person?.contacts[0]?.fields.notes).toEqual({ text: 'meanwhile' });
    await handlers['persons.delete'](book.contact('c1' as ContactId)!.person);
    expect(await handlers['draft.get']()).toMatchObject({ person: null, draft: { contact: 'c1' } });
  });

  test('names no account that was unlinked meanwhile', async () => {
    await handlers['draft.keep'](draft({ accounts: [GOOGLE, MICROSOFT] }));
    await handlers['accounts.unlink'](MICROSOFT);
    expect((await handlers['draft.get']())?.draft.accounts).toEqual([GOOGLE]);
  });

  test('of a contact that was made is an edit of it, and it cannot be made twice', async () => {
    const person = 'p-new' as PersonId;
    const labels = [{ id: 'l1', ref: 'Kin' }];
    const photo = { type: 'image/jpeg', base64: JPEG } as const;
    const typed = draft({ person, fields: { name: { given: 'Ada' }, labels }, named: ['l1'] });
    await handlers['draft.keep'](typed);
    const create = { person, accounts: [GOOGLE], fields: { name: { given: 'Ada' } } };
    const made = await handlers['contacts.create'](create);
    const { id } = made.contacts[0]!;
    expect(await handlers['draft.get']()).toEqual({
      draft: { ...typed, contact: id, fields: { name: { given: 'Ada' }, labels: [] }, named: [] },
      person: made,
    });
    expect(await ask('contacts.create', create)).toMatchObject({ error: { code: 'input.invalid' } });
    expect(book.contactsOfPerson(person)).toHaveLength(1);
    await handlers['draft.keep']({ ...typed, photo });
    expect((await handlers['draft.get']())?.draft).toMatchObject({ contact: id, photo });
    await handlers['persons.delete'](person);
    expect(await handlers['draft.get']()).toMatchObject({ draft: { ...typed, contact: null }, person: null });
  });

  test('is no part of the history', async () => {
    await handlers['draft.keep'](draft());
    expect(await handlers['history.actions']()).toMatchObject({ undo: null, redo: null });
  });

  test('tells nothing where the book is encrypted, and is the same through the switch there and back', async () => {
    const folder = freshFolder();
    const vault = new LiveVault();
    const drafts = openDrafts(folder, vault);
    const reseal = async () => {
      for (const step of resealing({ book: folder, backups: null }, vault)) await step();
    };
    const plain = draft({ fields: { name: { given: 'Canary' } } });
    const isReadable = () => readFileSync(draftFile(folder)).includes('Canary');
    drafts.keep(plain);
    const key = BookKey.fresh();
    vault.become('turningOn', key);
    await reseal();
    vault.become('on', key);
    expect([isReadable(), drafts.get()]).toEqual([false, plain]);
    drafts.keep({ ...plain, named: ['l1'] });
    expect([isReadable(), drafts.get()?.named]).toEqual([false, ['l1']]);
    expect(openDrafts(folder, new LiveVault('on', BookKey.fresh())).get()).toBeNull();
    vault.become('turningOff', key);
    await reseal();
    vault.become('off', null);
    expect([isReadable(), drafts.get()?.named]).toEqual([true, ['l1']]);
  });
});
