// Owns: the commands over a real book: what is answered is on the disk, what is refused changed nothing, and every
// failure is a reply with a code. Leaves to others: arguments (store-arguments.test.ts), linking (store-linking.test.ts).
import fs from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import type { ContactId, PersonId } from '../../main/core/account.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import { AppError, errorInfo } from '../../main/core/errors.ts';
import type { Conflict, ContactRecord } from '../../main/core/replica.ts';
import { bindHandlers } from '../../main/handlers/handlers.ts';
import { commandNames } from '../../preload/contract.ts';
import type { CommandName, PersonView } from '../../preload/contract.ts';
import {
  book,
  bound,
  events,
  expectRefused,
  handlers,
  onDisk,
  runs,
  stage,
  useDesk,
  value,
} from '../unit/store/desk.ts';
import { account, contact, GOOGLE, MICROSOFT, put, stateOf } from '../unit/store/shelf.ts';

useDesk();

const create = (fields: ContactFields, accounts: readonly string[] = [GOOGLE]) =>
  value<PersonView>('contacts.create', { accounts, fields });
const conflict = (path: string, base: unknown, mine: unknown, theirs: unknown) =>
  ({ path, base, mine, theirs, at: '2026-11-21T09:00:00.000Z' }) as Conflict;

describe('saving', () => {
  test('a contact that was made, changed and deleted is so on the disk when the command answers', async () => {
    const person = await create(
      { name: { given: 'Ada', family: 'Lovelace' }, phones: [{ number: '1' } as never] },
      [GOOGLE, MICROSOFT, GOOGLE],
    );
    expect(person).toMatchObject({
      name: 'Ada Lovelace',
      contacts: [{ account: GOOGLE, pending: { kind: 'create' } }, { account: MICROSOFT }],
    });
    expect(stateOf(await onDisk())).toEqual(stateOf(book));
    expect(new Set([...book.contacts()].map(({ createKey }) => createKey)).size).toBe(2);
    const saved = await value<PersonView>('contacts.save', {
      contact: person.contacts[0]!.id,
      fields: { name: { given: 'Augusta', family: 'Lovelace', display: 'Ada Lovelace' }, phones: null },
    });
    expect(saved.contacts.map(({ fields }) => [fields.name?.given, fields.phones?.length])).toEqual([
      ['Augusta', undefined],
      ['Ada', 1],
    ]);
    expect(stateOf(await onDisk())).toEqual(stateOf(book));
    await value('persons.delete', person.id);
    expect([...(await onDisk()).contacts()], 'no cloud ever heard of it').toEqual([]);
    await expectRefused('input.notFound', 'persons.get', person.id);
  });

  test('a contact that a cloud has is deleted here at once and stays until the cloud was told', async () => {
    book.transaction([
      put(contact('c1')),
      put(contact('c2', { remoteId: null, base: null, createSent: true })),
    ]);
    await value('persons.delete', 'p-c1');
    await value('persons.delete', 'p-c2');
    expect(await value('pending.list')).toMatchObject([
      { contact: 'c1', name: 'c1', pending: { kind: 'delete' } },
      { contact: 'c2', pending: { kind: 'delete' } },
    ]);
    expect([...(await onDisk()).contacts()].map(({ local }) => local)).toEqual([null, null]);
    for (const [command, args] of [
      ['persons.get', 'p-c1'],
      ['persons.delete', 'p-c1'],
      ['contacts.save', { contact: 'c1', fields: { fileAs: 'x' } }],
    ] as const) {
      await expectRefused('input.notFound', command, args);
    }
  });

  test('an edit that brings back what was there leaves nothing pending', async () => {
    book.transaction([put(contact('c1', { base: { fileAs: 'a' }, local: { fileAs: 'a' } }))]);
    await value('contacts.save', { contact: 'c1', fields: { fileAs: 'b' } });
    expect(await value('pending.list')).toHaveLength(1);
    expect(
      (await value<PersonView>('contacts.save', { contact: 'c1', fields: { fileAs: 'a' } })).contacts[0]!
        .pending,
    ).toBeNull();
    expect(await value('pending.list')).toEqual([]);
  });

  test('an edit that changes nothing is no action, and has what was refused sent again', async () => {
    const problem = errorInfo(new AppError('provider.rejected', 'No.', { retry: 'afterUser' }));
    const local = { fileAs: 'b', phones: [{ id: 'x', number: '1' }] };
    book.transaction([put(contact('c1', { local })), put(contact('c2', { local, problem }))]);
    const fields = { fileAs: 'b', phones: [{ number: '1' }] };
    const { revision } = book;
    await value('contacts.save', { contact: 'c1', fields });
    await value('contacts.save', { contact: 'c1', fields: {} });
    expect(book.revision).toBe(revision);
    await value('contacts.save', { contact: 'c2', fields });
    expect((await onDisk()).contact('c2' as ContactId)?.problem).toBeNull();
    expect(await value('history.actions')).toEqual({ undo: null, redo: null });
  });

  test.each<[string, unknown]>([
    ['null for its only field', { name: null }],
    ['empty texts', { name: { given: '' } }],
    ['an empty record', { name: {} }],
    [
      'values without content',
      { name: null, phones: [{ number: '' }, { kind: 'home', label: 'x', primary: true }] },
    ],
  ])('to nothing is refused: %s', async (_what, fields) => {
    book.transaction([put(contact('c1'))]);
    await expectRefused('input.invalid', 'contacts.save', { contact: 'c1', fields });
  });

  test('nothing is no contact either', async () => {
    for (const fields of [{}, { name: null }, { name: { given: '' } }, { favorite: false }])
      await expectRefused('input.invalid', 'contacts.create', { accounts: [GOOGLE], fields });
  });

  test('a contact in an unknown account among known ones is made in none', async () => {
    await expectRefused('input.notFound', 'contacts.create', {
      accounts: [GOOGLE, 'nobody'],
      fields: { fileAs: 'x' },
    });
  });

  test.each<[CommandName, unknown]>([
    ['persons.get', 'nobody'],
    ['persons.get', '__proto__'],
    ['persons.delete', 'nobody'],
    ['contacts.save', { contact: 'nobody', fields: {} }],
    ['contacts.save', { contact: 'constructor', fields: { fileAs: 'x' } }],
    ['conflicts.resolve', { contact: 'nobody', path: 'fileAs', take: 'mine' }],
    ['accounts.signIn', 'nobody'],
    ['accounts.unlink', 'nobody'],
    ['sync.run', 'nobody'],
    ['sync.plan', 'nobody'],
    ['sync.run', '__proto__'],
  ])('%s of an unknown id (%j) says that there is none', async (command, argument) => {
    await expectRefused('input.notFound', command, argument);
    expect(runs).toEqual([]);
  });
});

describe('deciding a conflict', () => {
  const phones = {
    base: { id: 'p', number: '1' },
    mine: { id: 'p', number: '2' },
    theirs: { id: 'p', number: '3' },
  };
  const clash = (changes: Partial<ContactRecord>) => book.transaction([put(contact('c1', changes))]);
  const decide = (path: string, take: string) =>
    value<PersonView>('conflicts.resolve', { contact: 'c1', path, take });

  test.each([
    ['mine', ['2'], 1],
    ['theirs', ['3'], 0],
    ['base', ['1'], 1],
    ['both', ['2', '3'], 1],
  ])('about one value of a list: %s', async (take, numbers, pending) => {
    clash({
      base: { phones: [phones.theirs] },
      local: { phones: [phones.mine] },
      conflicts: [conflict('phones.p', phones.base, phones.mine, phones.theirs)],
    });
    const person = await decide('phones.p', take);
    expect(person.contacts[0]!.fields.phones?.map(({ number }) => number)).toEqual(numbers);
    expect(person.contacts[0]!.conflicts).toEqual([]);
    expect(await value('pending.list')).toHaveLength(pending);
    expect(stateOf(await onDisk())).toEqual(stateOf(book));
  });

  test.each<[string, string, Partial<ContactRecord>]>([
    [
      'a bare field',
      'fileAs',
      { base: { fileAs: 't' }, local: { fileAs: 'm' }, conflicts: [conflict('fileAs', 'b', 'm', 't')] },
    ],
    [
      'a part of the name',
      'name.given',
      {
        base: { name: { given: 't' } },
        local: { name: { given: 'm' } },
        conflicts: [conflict('name.given', 'b', 'm', 't')],
      },
    ],
    [
      'a value that I deleted',
      'phones.p',
      {
        base: { phones: [phones.theirs], fileAs: 'x' },
        local: { fileAs: 'x' },
        conflicts: [conflict('phones.p', phones.base, null, phones.theirs)],
      },
    ],
    [
      'a value that they deleted',
      'phones.p',
      {
        base: { fileAs: 'x' },
        local: { fileAs: 'x', phones: [phones.mine] },
        conflicts: [conflict('phones.p', phones.base, phones.mine, null)],
      },
    ],
    [
      'a note that they deleted',
      'notes.text',
      {
        base: { fileAs: 'x' },
        local: { fileAs: 'x', notes: { text: 'm' } },
        conflicts: [conflict('notes.text', 'b', 'm', null)],
      },
    ],
  ])('both is offered and taken only where there are two: not %s', async (_what, path, changes) => {
    clash(changes);
    expect(await value('conflicts.list')).toMatchObject([{ path, canTakeBoth: false }]);
    await expectRefused('input.invalid', 'conflicts.resolve', { contact: 'c1', path, take: 'both' });
    await decide(path, 'theirs');
    expect(await value('conflicts.list')).toEqual([]);
  });

  test('both notes are kept', async () => {
    clash({
      base: { notes: { text: 't' } },
      local: { notes: { text: 'm' } },
      conflicts: [conflict('notes.text', 'b', 'm', 't')],
    });
    expect((await decide('notes.text', 'both')).contacts[0]!.fields.notes?.text).toBe('m\n\nt');
  });

  test('a conflict that is none, or was decided already, is not found', async () => {
    clash({ base: { fileAs: 't' }, local: { fileAs: 'm' }, conflicts: [conflict('fileAs', 'b', 'm', 't')] });
    for (const path of ['name.given', 'nonsense', '__proto__.x', '', 'fileAs.x'])
      await expectRefused('input.notFound', 'conflicts.resolve', { contact: 'c1', path, take: 'mine' });
    await decide('fileAs', 'mine');
    await expectRefused('input.notFound', 'conflicts.resolve', {
      contact: 'c1',
      path: 'fileAs',
      take: 'theirs',
    });
  });
});

describe('a disk that refuses', () => {
  const full = () =>
    vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });

  test.each<[CommandName, readonly unknown[]]>([
    ['contacts.create', [{ accounts: [GOOGLE, MICROSOFT], fields: { fileAs: 'x' } }]],
    ['contacts.save', [{ contact: 'c1', fields: { fileAs: 'x' } }]],
    ['persons.delete', ['p-c1']],
    ['conflicts.resolve', [{ contact: 'c2', path: 'fileAs', take: 'mine' }]],
    ['settings.set', [{ theme: 'dark' }]],
    ['accounts.unlink', [GOOGLE]],
    ['accounts.link', ['google']],
    ['accounts.signIn', [GOOGLE]],
  ])('%s is refused, changes nothing, and works once there is room', async (command, args) => {
    book.transaction([
      put(contact('c1')),
      put(
        contact('c2', {
          base: { fileAs: 't' },
          local: { fileAs: 'm' },
          conflicts: [conflict('fileAs', 'b', 'm', 't')],
        }),
      ),
    ]);
    if (command === 'accounts.signIn') stage.userId = account(GOOGLE).userId;
    const rows = await value('persons.list', { text: '', filter: { kind: 'all' }, from: 0, to: 9 });
    full();
    await expectRefused('store.full', command, ...args);
    vi.restoreAllMocks();
    expect(await value('persons.list', { text: '', filter: { kind: 'all' }, from: 0, to: 9 })).toEqual(rows);
    expect(stateOf(await onDisk())).toEqual(stateOf(book));
    await value(command, ...args);
    expect(stateOf(await onDisk())).toEqual(stateOf(book));
  });

  test('a sign-in for an account that could not be stored is forgotten again', async () => {
    full();
    await expectRefused('store.full', 'accounts.link', 'google');
    expect(stage.kept).toHaveLength(1);
    expect(stage.forgotten).toEqual(stage.kept);
  });
});

describe('settings and replies', () => {
  test('a setting that is not named stays, also where it is named as undefined', async () => {
    await value('settings.set', { theme: 'dark', googleClientId: 'id' });
    expect(await value('settings.set', { theme: undefined, microsoftClientId: 'm' })).toEqual({
      theme: 'dark',
      language: 'system',
      keepInStep: null,
      smartLists: null,
      folded: [],
      widths: { sidebar: null, list: null },
      keepRunning: false,
      spelling: false,
      birthdayNotices: false,
      googleClientId: 'id',
      googleClientSecret: '',
      microsoftClientId: 'm',
    });
    expect((await onDisk()).settings()).toEqual(book.settings());
  });

  test('sync runs every account, or the one that is named, and says when it began and ended', async () => {
    await value('sync.run', null);
    await value('sync.run', MICROSOFT);
    expect(runs).toEqual([GOOGLE, MICROSOFT, MICROSOFT]);
    expect(await value('sync.status')).toMatchObject({
      running: false,
      progress: [],
      pending: 0,
      conflicts: 0,
    });
    expect(events.filter((event) => event === 'sync.changed').length).toBeGreaterThanOrEqual(4);
  });

  test('what the contract does not say is refused before the command sees it', async () => {
    book.transaction([put(contact('c1'))]);
    await expectRefused('ipc.invalidArgument', 'contacts.save', {
      contact: 'c1',
      fields: { fileAs: 'x', nonsense: 1 },
    });
    await expectRefused(
      'ipc.invalidArgument',
      'contacts.save',
      { contact: 'c1', fields: { fileAs: 'x' } },
      'more',
    );
    await expectRefused('ipc.invalidArgument', 'settings.set', { theme: 'pink' });
  });

  test('what nobody expected is told as internal, without a stack', async () => {
    const failing = bindHandlers({
      ...handlers,
      'app.info': () => {
        throw new TypeError('x is not a function');
      },
    });
    expect(await failing['app.info']([])).toEqual({
      ok: false,
      error: {
        code: 'internal',
        message: expect.stringContaining('x is not a function') as string,
        retry: 'never',
        context: {},
      },
    });
  });

  test('every command answers to every kind of nonsense with a reply', async () => {
    stage.finish = () => Promise.reject(new AppError('auth.denied', 'The person said no.'));
    const nonsense: readonly (readonly unknown[])[] = [
      [],
      [undefined],
      [null],
      [Number.NaN],
      ['x'],
      [{}],
      [[]],
      [{ __proto__: null }],
      ['x', 'y', 'z'],
      [() => 1],
      [Symbol('s')],
      [1n],
      [new Date()],
    ];
    const before = [...book.accounts(), expect.objectContaining({ provider: 'computer' })] as const;
    for (const command of commandNames) {
      for (const args of nonsense)
        expect(await bound[command](args), `${command} ${args.length}`).toMatchObject({
          ok: expect.any(Boolean) as boolean,
        });
    }
    expect(book.accounts()).toEqual(before);
    expect(new Set([...book.contacts()].map(({ person }) => person as PersonId)).size).toBe(0);
  });
});
