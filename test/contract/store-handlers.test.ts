// Owns: the commands over a real book: what is answered is on the disk, what is refused changed nothing, and every
// failure is a reply with a code. Leaves to others: arguments (store-arguments.test.ts), the engine, real sign-ins.
import fs from 'node:fs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Attempt, Keeping, SignedIn, StartOptions } from '../../main/accounts/sign-in.ts';
import type { AccountId, ContactId, PersonId, RunId } from '../../main/core/account.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import { AppError } from '../../main/core/errors.ts';
import type { Conflict, ContactRecord } from '../../main/core/replica.ts';
import { bindHandlers, createHandlers } from '../../main/handlers/handlers.ts';
import type { AllHandlers, BoundCommand } from '../../main/handlers/handlers.ts';
import type { OpenBook } from '../../main/store/book.ts';
import { createPersonIndex } from '../../main/store/person-index.ts';
import { commandNames } from '../../preload/contract.ts';
import type { CommandName, PersonView, Reply, RunReport } from '../../preload/contract.ts';
import { account, contact, freshFolder, GOOGLE, MICROSOFT, open, put, putAccount, stateOf } from '../unit/store/shelf.ts';

/** Whose sign-in comes next, what was kept and forgotten, and what happens while the person is in the browser. */
interface SignInStage {
  userId: string;
  keeping: Keeping;
  readonly kept: string[];
  readonly forgotten: string[];
  /** What happens elsewhere before the person comes back, and while the keychain takes its time. */
  meanwhile: () => void;
  whileKeeping: () => void;
  aborted: boolean;
  finish: (signal: AbortSignal) => Promise<void>;
}

let folder: string;
let book: OpenBook;
let handlers: AllHandlers;
let bound: Readonly<Record<CommandName, BoundCommand>>;
let stage: SignInStage;
let browser: (url: string) => Promise<void>;
let runs: RunId[];
const events: string[] = [];

function signIn(provider: 'google' | 'microsoft') {
  return {
    provider,
    start: ({ signal, expected }: StartOptions): Promise<Attempt> => {
      signal.addEventListener('abort', () => (stage.aborted = true));
      return Promise.resolve({ url: 'https://sign.in/', finished: finished(signal, expected) });
    },
    accessToken: () => Promise.reject(new Error('not in this test')),
    forget: (id: string) => Promise.resolve(void stage.forgotten.push(id)),
  };
  async function finished(signal: AbortSignal, expected: string | undefined): Promise<SignedIn> {
    await stage.finish(signal);
    stage.meanwhile();
    if (expected !== undefined && expected !== stage.userId) throw new AppError('auth.wrongAccount', 'Somebody else signed in. Nothing was changed.');
    const keep = (id: string) => {
      stage.kept.push(id);
      stage.whileKeeping();
      return Promise.resolve(stage.keeping);
    };
    return { provider, userId: stage.userId, email: `${stage.userId}@new.test`, name: 'New Name', keep };
  }
}

beforeEach(async () => {
  folder = freshFolder();
  book = await open(folder);
  stage = { userId: 'somebody', keeping: { kind: 'stored' }, kept: [], forgotten: [], meanwhile: () => undefined, whileKeeping: () => undefined, aborted: false, finish: () => Promise.resolve() };
  browser = () => Promise.resolve();
  runs = [];
  events.length = 0;
  let ids = 0;
  let now = Date.parse('2026-11-21T10:00:00Z');
  const holdOf = () => (fields: ContactFields) => fields;
  handlers = createHandlers({
    book, index: createPersonIndex(book, holdOf), holdOf, ids: { next: () => `new${++ids}` },
    clock: { now: () => (now += 1000), sleep: () => Promise.resolve() },
    engine: {
      run: (id) => Promise.resolve((runs.push(id as never), { run: 'r' as RunId, account: id } as RunReport)),
      plan: () => ({ operations: [], uncertain: [] }),
    },
    providers: { google: { hold: (_account: unknown, fields: ContactFields) => fields }, microsoft: { hold: (_account: unknown, fields: ContactFields) => fields } } as never,
    signIns: { google: signIn('google'), microsoft: signIn('microsoft') } as never,
    info: { version: '0', platform: 'test', endpointsOverridden: false, profile: folder, clients: () => ({ google: true, microsoft: true }), secrets: () => 'memory' },
    openBrowser: (url) => browser(url), openTarget: () => Promise.resolve(), emit: (event) => void events.push(event),
  });
  bound = bindHandlers(handlers);
  book.transaction([putAccount(account(GOOGLE)), putAccount(account(MICROSOFT, 'microsoft'))]);
});

/** What a command answers, which must hold no stack and cross the bridge as it is. */
async function ask(command: CommandName, ...args: readonly unknown[]): Promise<Reply<unknown>> {
  const reply = await bound[command](args);
  expect(structuredClone(reply)).toEqual(reply);
  expect(JSON.stringify(reply)).not.toMatch(/\bat .*\.(ts|js|mjs):\d+|"stack"/);
  if (!reply.ok) expect(reply.error).toEqual({ code: expect.stringMatching(/^[a-z]+\.[a-zA-Z]+$/) as string, message: expect.stringMatching(/\S.*\.$/s) as string, retry: expect.any(String) as string, context: expect.any(Object) as object });
  return reply;
}

const value = async <T>(command: CommandName, ...args: readonly unknown[]): Promise<T> => {
  const reply = await ask(command, ...args);
  if (!reply.ok) throw new Error(`${command}: ${reply.error.code} ${reply.error.message}`);
  return reply.value as T;
};

/** A command that must be refused with this code and leave everything as it was, here and on the disk. */
async function expectRefused(code: string, command: CommandName, ...args: readonly unknown[]): Promise<string> {
  const before = stateOf(book);
  const reply = await ask(command, ...args);
  expect(reply).toMatchObject({ ok: false, error: { code } });
  expect(stateOf(book)).toEqual(before);
  return reply.ok ? '' : reply.error.message;
}

/** What is on the disk now, read by another process's eyes: a copy of the folder. */
async function onDisk(): Promise<OpenBook> {
  const copy = freshFolder();
  for (const name of fs.readdirSync(folder)) if (name !== 'lock') fs.copyFileSync(`${folder}/${name}`, `${copy}/${name}`);
  return open(copy);
}

const create = (fields: ContactFields, accounts: readonly string[] = [GOOGLE]) => value<PersonView>('contacts.create', { accounts, fields });
const conflict = (path: string, base: unknown, mine: unknown, theirs: unknown) => ({ path, base, mine, theirs, at: '2026-11-21T09:00:00.000Z' }) as Conflict;

describe('saving', () => {
  test('a contact that was made, changed and deleted is so on the disk when the command answers', async () => {
    const person = await create({ name: { given: 'Ada', family: 'Lovelace' }, phones: [{ number: '1' } as never] }, [GOOGLE, MICROSOFT, GOOGLE]);
    expect(person).toMatchObject({ name: 'Ada Lovelace', contacts: [{ account: GOOGLE, pending: { kind: 'create' } }, { account: MICROSOFT }] });
    expect(stateOf(await onDisk())).toEqual(stateOf(book));
    expect(new Set([...book.contacts()].map(({ createKey }) => createKey)).size).toBe(2);
    const saved = await value<PersonView>('contacts.save', { contact: person.contacts[0]!.id, fields: { name: { given: 'Augusta', family: 'Lovelace', display: 'Ada Lovelace' }, phones: null } });
    expect(saved.contacts.map(({ fields }) => [fields.name?.given, fields.phones?.length])).toEqual([['Augusta', undefined], ['Ada', 1]]);
    expect(stateOf(await onDisk())).toEqual(stateOf(book));
    await value('persons.delete', person.id);
    expect([...(await onDisk()).contacts()], 'no cloud ever heard of it').toEqual([]);
    await expectRefused('input.notFound', 'persons.get', person.id);
  });

  test('a contact that a cloud has is deleted here at once and stays until the cloud was told', async () => {
    book.transaction([put(contact('c1')), put(contact('c2', { remoteId: null, base: null, createSent: true }))]);
    await value('persons.delete', 'p-c1');
    await value('persons.delete', 'p-c2');
    expect(await value('pending.list')).toMatchObject([{ contact: 'c1', name: 'c1', pending: { kind: 'delete' } }, { contact: 'c2', pending: { kind: 'delete' } }]);
    expect([...(await onDisk()).contacts()].map(({ local }) => local)).toEqual([null, null]);
    for (const [command, args] of [['persons.get', 'p-c1'], ['persons.delete', 'p-c1'], ['contacts.save', { contact: 'c1', fields: { fileAs: 'x' } }]] as const) {
      await expectRefused('input.notFound', command, args);
    }
  });

  test('an edit that brings back what was there leaves nothing pending', async () => {
    book.transaction([put(contact('c1', { base: { fileAs: 'a' }, local: { fileAs: 'a' } }))]);
    await value('contacts.save', { contact: 'c1', fields: { fileAs: 'b' } });
    expect(await value('pending.list')).toHaveLength(1);
    expect((await value<PersonView>('contacts.save', { contact: 'c1', fields: { fileAs: 'a' } })).contacts[0]!.pending).toBeNull();
    expect(await value('pending.list')).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['null for its only field', { name: null }], ['empty texts', { name: { given: '' } }], ['an empty record', { name: {} }],
    ['values without content', { name: null, phones: [{ number: '' }, { kind: 'home', label: 'x', primary: true }] }],
  ])('to nothing is refused: %s', async (_what, fields) => {
    book.transaction([put(contact('c1'))]);
    await expectRefused('input.invalid', 'contacts.save', { contact: 'c1', fields });
  });

  test('nothing is no contact either', async () => {
    for (const fields of [{}, { name: null }, { name: { given: '' } }, { favorite: false }]) await expectRefused('input.invalid', 'contacts.create', { accounts: [GOOGLE], fields });
  });

  test('a contact in an unknown account among known ones is made in none', async () => {
    await expectRefused('input.notFound', 'contacts.create', { accounts: [GOOGLE, 'nobody'], fields: { fileAs: 'x' } });
  });

  test.each<[CommandName, unknown]>([
    ['persons.get', 'nobody'], ['persons.get', '__proto__'], ['persons.delete', 'nobody'], ['contacts.save', { contact: 'nobody', fields: {} }],
    ['contacts.save', { contact: 'constructor', fields: { fileAs: 'x' } }], ['conflicts.resolve', { contact: 'nobody', path: 'fileAs', take: 'mine' }],
    ['accounts.signIn', 'nobody'], ['accounts.unlink', 'nobody'], ['sync.run', 'nobody'], ['sync.plan', 'nobody'], ['sync.run', '__proto__'],
  ])('%s of an unknown id (%j) says that there is none', async (command, argument) => {
    await expectRefused('input.notFound', command, argument);
    expect(runs).toEqual([]);
  });
});

describe('deciding a conflict', () => {
  const phones = { base: { id: 'p', number: '1' }, mine: { id: 'p', number: '2' }, theirs: { id: 'p', number: '3' } };
  const clash = (changes: Partial<ContactRecord>) => book.transaction([put(contact('c1', changes))]);
  const decide = (path: string, take: string) => value<PersonView>('conflicts.resolve', { contact: 'c1', path, take });

  test.each([['mine', ['2'], 1], ['theirs', ['3'], 0], ['base', ['1'], 1], ['both', ['2', '3'], 1]])('about one value of a list: %s', async (take, numbers, pending) => {
    clash({ base: { phones: [phones.theirs] }, local: { phones: [phones.mine] }, conflicts: [conflict('phones.p', phones.base, phones.mine, phones.theirs)] });
    const person = await decide('phones.p', take);
    expect(person.contacts[0]!.fields.phones?.map(({ number }) => number)).toEqual(numbers);
    expect(person.contacts[0]!.conflicts).toEqual([]);
    expect(await value('pending.list')).toHaveLength(pending);
    expect(stateOf(await onDisk())).toEqual(stateOf(book));
  });

  test.each<[string, string, Partial<ContactRecord>]>([
    ['a bare field', 'fileAs', { base: { fileAs: 't' }, local: { fileAs: 'm' }, conflicts: [conflict('fileAs', 'b', 'm', 't')] }],
    ['a part of the name', 'name.given', { base: { name: { given: 't' } }, local: { name: { given: 'm' } }, conflicts: [conflict('name.given', 'b', 'm', 't')] }],
    ['a value that I deleted', 'phones.p', { base: { phones: [phones.theirs], fileAs: 'x' }, local: { fileAs: 'x' }, conflicts: [conflict('phones.p', phones.base, null, phones.theirs)] }],
    ['a value that they deleted', 'phones.p', { base: { fileAs: 'x' }, local: { fileAs: 'x', phones: [phones.mine] }, conflicts: [conflict('phones.p', phones.base, phones.mine, null)] }],
    ['a note that they deleted', 'notes.text', { base: { fileAs: 'x' }, local: { fileAs: 'x', notes: { text: 'm' } }, conflicts: [conflict('notes.text', 'b', 'm', null)] }],
  ])('both is offered and taken only where there are two: not %s', async (_what, path, changes) => {
    clash(changes);
    expect(await value('conflicts.list')).toMatchObject([{ path, canTakeBoth: false }]);
    await expectRefused('input.invalid', 'conflicts.resolve', { contact: 'c1', path, take: 'both' });
    await decide(path, 'theirs');
    expect(await value('conflicts.list')).toEqual([]);
  });

  test('both notes are kept', async () => {
    clash({ base: { notes: { text: 't' } }, local: { notes: { text: 'm' } }, conflicts: [conflict('notes.text', 'b', 'm', 't')] });
    expect((await decide('notes.text', 'both')).contacts[0]!.fields.notes?.text).toBe('m\n\nt');
  });

  test('a conflict that is none, or was decided already, is not found', async () => {
    clash({ base: { fileAs: 't' }, local: { fileAs: 'm' }, conflicts: [conflict('fileAs', 'b', 'm', 't')] });
    for (const path of ['name.given', 'nonsense', '__proto__.x', '', 'fileAs.x']) await expectRefused('input.notFound', 'conflicts.resolve', { contact: 'c1', path, take: 'mine' });
    await decide('fileAs', 'mine');
    await expectRefused('input.notFound', 'conflicts.resolve', { contact: 'c1', path: 'fileAs', take: 'theirs' });
  });
});

describe('a disk that refuses', () => {
  const full = () => vi.spyOn(fs, 'writeSync').mockImplementation(() => { throw Object.assign(new Error('no space'), { code: 'ENOSPC' }); });

  test.each<[CommandName, readonly unknown[]]>([
    ['contacts.create', [{ accounts: [GOOGLE, MICROSOFT], fields: { fileAs: 'x' } }]], ['contacts.save', [{ contact: 'c1', fields: { fileAs: 'x' } }]],
    ['persons.delete', ['p-c1']], ['conflicts.resolve', [{ contact: 'c2', path: 'fileAs', take: 'mine' }]], ['settings.set', [{ theme: 'dark' }]],
    ['accounts.unlink', [GOOGLE]], ['accounts.link', ['google']], ['accounts.signIn', [GOOGLE]],
  ])('%s is refused, changes nothing, and works once there is room', async (command, args) => {
    book.transaction([put(contact('c1')), put(contact('c2', { base: { fileAs: 't' }, local: { fileAs: 'm' }, conflicts: [conflict('fileAs', 'b', 'm', 't')] }))]);
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

describe('linking', () => {
  test('a new person makes an account, durable when it answers', async () => {
    const linked = await value<{ id: AccountId }>('accounts.link', 'microsoft');
    expect(linked).toMatchObject({ provider: 'microsoft', userId: 'somebody', email: 'somebody@new.test', state: 'active', graph: 'v1.0' });
    expect((await onDisk()).account(linked.id)).toEqual(linked);
    expect(stage.kept).toEqual([linked.id]);
    expect(events).toContain('accounts.changed');
  });

  test('a person who is linked already is updated, keeps contacts and history, and is not doubled', async () => {
    stage.userId = account(GOOGLE).userId;
    const lastSync = { at: '2026-11-20T00:00:00.000Z' };
    book.transaction([putAccount({ ...account(GOOGLE), state: 'signInNeeded', lastSync }), put(contact('c1'))]);
    expect(await value('accounts.link', 'google')).toEqual({ ...account(GOOGLE), email: `${stage.userId}@new.test`, name: 'New Name', lastSync });
    expect(book.accounts().map(({ id }) => id)).toEqual([GOOGLE, MICROSOFT]);
    expect(book.contactsOf(GOOGLE)).toHaveLength(1);
    expect(stage.kept).toEqual([GOOGLE]);
  });

  test('the same person id at the other provider is somebody else', async () => {
    stage.userId = account(GOOGLE).userId;
    await value('accounts.link', 'microsoft');
    expect(book.accounts()).toHaveLength(3);
  });

  test.each([
    ['accounts.link', 'meanwhile'], ['accounts.link', 'whileKeeping'], ['accounts.signIn', 'meanwhile'], ['accounts.signIn', 'whileKeeping'],
  ] as const)('%s keeps what a sync noted %s', async (command, when) => {
    stage.userId = account(GOOGLE).userId;
    const lastSync = { at: '2026-11-21T10:01:00.000Z' };
    stage[when] = () => book.transaction([putAccount({ ...account(GOOGLE), lastSync })]);
    expect(await value(command, command === 'accounts.link' ? 'google' : GOOGLE)).toMatchObject({ id: GOOGLE, lastSync });
  });

  test('an account that was unlinked while the person was in the browser does not come back', async () => {
    stage.userId = account(GOOGLE).userId;
    stage.meanwhile = () => book.transaction([{ kind: 'dropAccount', id: GOOGLE }]);
    expect(await ask('accounts.signIn', GOOGLE)).toMatchObject({ ok: false, error: { code: 'input.notFound' } });
    expect(book.account(GOOGLE)).toBeNull();
    expect(stage.forgotten).toEqual(stage.kept);
  });

  test('somebody else cannot sign in to an account', async () => {
    await expectRefused('auth.wrongAccount', 'accounts.signIn', GOOGLE);
    expect(stage.kept).toEqual([]);
  });

  test.each([
    ['fails', () => Promise.reject(new AppError('input.invalid', 'There is no browser.'))],
    ['throws', () => { throw new AppError('input.invalid', 'There is no browser.'); }],
  ])('a browser that %s ends the sign-in', async (_how, opens) => {
    stage.finish = (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    browser = opens;
    await expectRefused('input.invalid', 'accounts.link', 'google');
    expect(stage.aborted, 'nobody waits for that sign-in any more').toBe(true);
  });

  test('cancelling, or a newer sign-in, ends the one under way; cancelling nothing does nothing', async () => {
    await value('accounts.cancelLink');
    stage.finish = (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const first = ask('accounts.link', 'google');
    const second = ask('accounts.link', 'microsoft');
    expect(await first).toMatchObject({ ok: false, error: { code: 'auth.cancelled' } });
    await value('accounts.cancelLink');
    expect(await second).toMatchObject({ ok: false, error: { code: 'auth.cancelled' } });
    expect(book.accounts()).toHaveLength(2);
  });

  test('where a sign-in must last and the keychain does not take it, nothing is linked', async () => {
    stage.keeping = { kind: 'untilQuit', error: new AppError('keychain.locked', 'The keychain is locked.') };
    await expect(handlers['accounts.link']('google', { mustKeep: true })).rejects.toMatchObject({ code: 'keychain.unavailable' });
    expect(book.accounts()).toHaveLength(2);
    await value('accounts.link', 'google');
    expect(book.accounts()).toHaveLength(3);
  });

  test('unlinking forgets the sign-in and removes the contacts here', async () => {
    book.transaction([put(contact('c1')), put(contact('c2', { account: MICROSOFT }))]);
    await value('accounts.unlink', GOOGLE);
    expect(stage.forgotten).toEqual([GOOGLE]);
    expect([...(await onDisk()).contacts()].map(({ id }) => id)).toEqual(['c2' as ContactId]);
    expect(await value('persons.list', { text: '', filter: { kind: 'all' }, from: 0, to: 9 })).toMatchObject({ total: 1 });
  });
});

describe('settings and replies', () => {
  test('a setting that is not named stays, also where it is named as undefined', async () => {
    await value('settings.set', { theme: 'dark', googleClientId: 'id' });
    expect(await value('settings.set', { theme: undefined, microsoftClientId: 'm' })).toEqual({ theme: 'dark', googleClientId: 'id', googleClientSecret: '', microsoftClientId: 'm' });
    expect((await onDisk()).settings()).toEqual(book.settings());
  });

  test('sync runs every account, or the one that is named, and says when it began and ended', async () => {
    await value('sync.run', null);
    await value('sync.run', MICROSOFT);
    expect(runs).toEqual([GOOGLE, MICROSOFT, MICROSOFT]);
    expect(await value('sync.status')).toMatchObject({ running: false, progress: [], pending: 0, conflicts: 0 });
    expect(events.filter((event) => event === 'sync.changed').length).toBeGreaterThanOrEqual(4);
  });

  test('what the contract does not say is refused before the command sees it', async () => {
    book.transaction([put(contact('c1'))]);
    await expectRefused('ipc.invalidArgument', 'contacts.save', { contact: 'c1', fields: { fileAs: 'x', nonsense: 1 } });
    await expectRefused('ipc.invalidArgument', 'contacts.save', { contact: 'c1', fields: { fileAs: 'x' } }, 'more');
    await expectRefused('ipc.invalidArgument', 'settings.set', { theme: 'pink' });
  });

  test('what nobody expected is told as internal, without a stack', async () => {
    const failing = bindHandlers({ ...handlers, 'app.info': () => { throw new TypeError('x is not a function'); } });
    expect(await failing['app.info']([])).toEqual({ ok: false, error: { code: 'internal', message: expect.stringContaining('x is not a function') as string, retry: 'never', context: {} } });
  });

  test('every command answers to every kind of nonsense with a reply', async () => {
    stage.finish = () => Promise.reject(new AppError('auth.denied', 'The person said no.'));
    const nonsense: readonly (readonly unknown[])[] = [[], [undefined], [null], [Number.NaN], ['x'], [{}], [[]], [{ __proto__: null }], ['x', 'y', 'z'], [() => 1], [Symbol('s')], [1n], [new Date()]];
    const before = book.accounts();
    for (const command of commandNames) {
      for (const args of nonsense) expect(await bound[command](args), `${command} ${args.length}`).toMatchObject({ ok: expect.any(Boolean) as boolean });
    }
    expect(book.accounts()).toEqual(before);
    expect(new Set([...book.contacts()].map(({ person }) => person as PersonId)).size).toBe(0);
  });
});
