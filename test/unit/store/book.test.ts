// Owns: that the open book answers what a naive list of everything would, after any transactions and any restarts.
// Leaves to others: files (journal.test.ts, crash.test.ts, refusing-disk.test.ts), lists and search (person-index.test.ts).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountId, ContactId, PersonId, RunId } from '../../../main/core/account.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { applyChange, emptyBook } from '../../../main/store/book-format.ts';
import type { Change } from '../../../main/store/book-format.ts';
import type { OpenBook } from '../../../main/store/book.ts';
import type { RunReport } from '../../../preload/contract.ts';
import {
  account,
  compact,
  contact,
  freshFolder,
  GOOGLE,
  idsOf,
  MICROSOFT,
  open,
  put,
  putAccount,
  stateOf,
} from './shelf.ts';

const ACCOUNTS = [GOOGLE, MICROSOFT, 'a-third' as AccountId] as const;
const REMOTE_IDS = ['r0', 'r1', 'r 2', '__proto__'] as const;
const CREATE_KEYS = ['k0', 'k1', 'k2'] as const;

function report(n: number): RunReport {
  const none = { created: 0, updated: 0, deleted: 0 };
  return {
    run: `run${n}` as RunId,
    account: GOOGLE,
    startedAt: '',
    finishedAt: '',
    requests: n,
    labelRequests: 0,
    writes: 0,
    pulled: 0,
    pushed: 0,
    counts: { pulled: none, pushed: none },
    merged: 0,
    conflicts: 0,
    notes: [],
    errors: [],
  };
}

/** One change drawn at random; a contact's id says its account, since contacts do not move between accounts. */
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        n: fc.nat(5),
        of: fc.nat(2),
        person: fc.nat(3),
        remoteId: fc.constantFrom(null, ...REMOTE_IDS),
        createKey: fc.constantFrom(null, ...CREATE_KEYS),
        shared: fc.boolean(),
        deleted: fc.boolean(),
        text: fc.string({ maxLength: 5 }),
      })
      .map(({ n, of, person, shared, deleted, text, ...keys }): Change => {
        const base = { notes: { text } };
        return put(
          contact(`${ACCOUNTS[of]}-c${n}`, {
            account: ACCOUNTS[of]!,
            person: `p${person}` as PersonId,
            base,
            local: deleted ? null : shared ? base : { notes: { text: `${text}!` } },
            ...keys,
          }),
        );
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ n: fc.nat(5), of: fc.nat(2) })
      .map(({ n, of }): Change => ({ kind: 'dropContact', id: `${ACCOUNTS[of]}-c${n}` as ContactId })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ of: fc.nat(2), state: fc.constantFrom('active' as const, 'signInNeeded' as const) })
      .map(({ of, state }): Change => putAccount({ ...account(ACCOUNTS[of]!), state })),
  },
  { weight: 1, arbitrary: fc.nat(2).map((of): Change => ({ kind: 'dropAccount', id: ACCOUNTS[of]! })) },
  {
    weight: 1,
    arbitrary: fc.record({ of: fc.nat(2), listing: fc.nat(9) }).map(({ of, listing }): Change => ({
      kind: 'putSync',
      account: ACCOUNTS[of]!,
      state: { cursor: `c${listing}`, listing },
    })),
  },
  { weight: 1, arbitrary: fc.nat(9).map((n): Change => ({ kind: 'putRun', report: report(n) })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('dark' as const, 'light' as const).map((theme): Change => ({
      kind: 'putSettings',
      settings: {
        theme,
        language: 'system',
        googleClientId: '',
        googleClientSecret: '',
        microsoftClientId: '',
        keepInStep: null,
        smartLists: null,
        folded: [],
        widths: { sidebar: null, list: null },
        keepRunning: false,
        spelling: false,
        birthdayNotices: false,
      },
    })),
  },
);

const anySteps = fc.array(
  fc.record({
    changes: fc.array(anyChange, { minLength: 1, maxLength: 6 }),
    then: fc.constantFrom('go on', 'go on', 'go on', 'reopen', 'snapshot'),
  }),
  { minLength: 3, maxLength: 14 },
);

/** The book as a plain list of everything, asked by looking through all of it. */
class NaiveBook {
  readonly all = emptyBook();

  /** A remote id and a create key belong to one contact: whoever had it gives it up in the same transaction, after or before. */
  withoutTwins(changes: readonly Change[]): readonly Change[] {
    const after = structuredClone(this.all);
    for (const change of changes) applyChange(after, change);
    const last = new Map(
      changes.flatMap((change, index) => (change.kind === 'putContact' ? [[change.record.id, index]] : [])),
    );
    const rank = (record: ContactRecord) => last.get(record.id) ?? -1;
    const givesUp = [...after.contacts.values()].flatMap((record) => {
      const loses = (key: 'remoteId' | 'createKey') =>
        [...after.contacts.values()].some(
          (other) =>
            other.account === record.account && other[key] === record[key] && rank(other) > rank(record),
        );
      const [remoteId, createKey] = [
        loses('remoteId') ? null : record.remoteId,
        loses('createKey') ? null : record.createKey,
      ];
      return remoteId === record.remoteId && createKey === record.createKey
        ? []
        : [put({ ...record, remoteId, createKey })];
    });
    return [...changes, ...givesUp];
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) applyChange(this.all, change);
    this.all.seq += 1;
  }

  contacts(keep: (record: ContactRecord) => boolean): readonly ContactRecord[] {
    return [...this.all.contacts.values()].filter(keep);
  }

  ofPerson(person: PersonId): readonly ContactRecord[] {
    const accounts = [...this.all.accounts.keys()];
    return this.contacts((record) => record.person === person).toSorted(
      (a, b) => accounts.indexOf(a.account) - accounts.indexOf(b.account) || (a.id < b.id ? -1 : 1),
    );
  }
}

function expectSame(book: OpenBook, naive: NaiveBook): void {
  expect(book.revision).toBe(naive.all.seq);
  expect(book.accounts()).toEqual([...naive.all.accounts.values()]);
  expect([...book.contacts()]).toEqual([...naive.all.contacts.values()]);
  expect(book.runs()).toEqual(naive.all.runs);
  expect(book.settings()).toEqual(naive.all.settings);
  for (const id of ACCOUNTS) {
    expect(book.account(id)).toEqual(naive.all.accounts.get(id) ?? null);
    expect(book.contactsOf(id)).toEqual(naive.contacts((record) => record.account === id));
    expect(book.syncState(id)).toEqual(naive.all.sync.get(id) ?? { cursor: null, listing: 0 });
    for (const remoteId of REMOTE_IDS) {
      expect(book.byRemoteId(id, remoteId)).toEqual(
        naive.contacts((record) => record.account === id && record.remoteId === remoteId)[0] ?? null,
      );
    }
    for (const key of CREATE_KEYS) {
      expect(book.byCreateKey(id, key)).toEqual(
        naive.contacts((record) => record.account === id && record.createKey === key)[0] ?? null,
      );
    }
  }
  for (let n = 0; n < 4; n++)
    expect(book.contactsOfPerson(`p${n}` as PersonId)).toEqual(naive.ofPerson(`p${n}` as PersonId));
}

test('after any transactions, restarts and snapshots the book answers like a list of everything', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const folder = freshFolder();
      const naive = new NaiveBook();
      let book = await open(folder);
      for (const { changes, then } of steps) {
        const whole = naive.withoutTwins(changes);
        book.transaction(whole);
        naive.apply(whole);
        expectSame(book, naive);
        if (then === 'go on') continue;
        await book.close();
        if (then === 'snapshot') await compact(folder);
        book = await open(folder);
        expectSame(book, naive);
      }
      await book.close();
    }),
    { seed: 20261121, numRuns: 40 },
  );
});

test('unlinking an account takes its contacts, its cursor and its keys, and nobody else’s', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  const [mine, theirs] = [
    contact('c1', { createKey: 'k' }),
    contact('c2', { account: MICROSOFT, remoteId: 'r-c1', createKey: 'k', person: 'p-c1' as PersonId }),
  ];
  book.transaction([
    putAccount(account(GOOGLE)),
    putAccount(account(MICROSOFT, 'microsoft')),
    put(mine),
    put(theirs),
    { kind: 'putSync', account: GOOGLE, state: { cursor: 'here', listing: 3 } },
  ]);
  book.transaction([{ kind: 'dropAccount', id: GOOGLE }]);
  for (const opened of [book, null]) {
    if (opened === null) await book.close();
    const now = opened ?? (await open(folder));
    expect(now.accounts().map(({ id }) => id)).toEqual([MICROSOFT]);
    expect(idsOf(now)).toEqual(['c2']);
    expect(now.contactsOf(GOOGLE)).toEqual([]);
    expect(now.contactsOfPerson(mine.person)).toEqual([theirs]);
    expect(now.byRemoteId(GOOGLE, 'r-c1')).toBeNull();
    expect(now.byCreateKey(GOOGLE, 'k')).toBeNull();
    expect(now.byRemoteId(MICROSOFT, 'r-c1')).toEqual(theirs);
    expect(now.syncState(GOOGLE)).toEqual({ cursor: null, listing: 0 });
  }
});

test('two contacts exchange their remote ids in one transaction', async () => {
  const book = await open(freshFolder());
  book.transaction([put(contact('c1')), put(contact('c2'))]);
  book.transaction([put(contact('c1', { remoteId: 'r-c2' })), put(contact('c2', { remoteId: 'r-c1' }))]);
  expect(book.byRemoteId(GOOGLE, 'r-c1')?.id).toBe('c2');
  expect(book.byRemoteId(GOOGLE, 'r-c2')?.id).toBe('c1');
});

test('a remote id that a later contact took over stays that one’s when the former goes', async () => {
  const book = await open(freshFolder());
  book.transaction([put(contact('c1'))]);
  book.transaction([put(contact('c2', { remoteId: 'r-c1' }))]);
  book.transaction([{ kind: 'dropContact', id: 'c1' as ContactId }]);
  expect(book.byRemoteId(GOOGLE, 'r-c1')?.id).toBe('c2');
});

test('which contact names a person does not depend on which was edited last', async () => {
  const folder = freshFolder();
  const person = 'p' as PersonId;
  const book = await open(folder);
  book.transaction([
    putAccount(account(GOOGLE)),
    putAccount(account(MICROSOFT, 'microsoft')),
    put(contact('c1', { person })),
    put(contact('c2', { person, account: MICROSOFT })),
  ]);
  book.transaction([put(contact('c1', { person, etag: '2' }))]);
  expect(book.contactsOfPerson(person).map(({ id }) => id)).toEqual(['c1', 'c2']);
  expect(book.contactsOf(GOOGLE).map(({ id }) => id)).toEqual(['c1']);
  const state = stateOf(book);
  await book.close();
  expect(stateOf(await open(folder))).toEqual(state);
});

test('an empty transaction is none, and each other one is told once with its number', async () => {
  const book = await open(freshFolder());
  const heard: unknown[] = [];
  const stop = book.subscribe((changes, revision) => heard.push([changes.length, revision, idsOf(book)]));
  book.transaction([]);
  book.transaction([put(contact('c1')), put(contact('c2'))]);
  stop();
  book.transaction([put(contact('c3'))]);
  expect(heard).toEqual([[2, 1, ['c1', 'c2']]]);
  expect(book.revision).toBe(2);
});

test('a contact that was expected is stored as it is when it is put, and only then', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  const expected = contact('c1');
  book.expect(expected);
  book.expect(contact('c2'));
  book.transaction([put({ ...expected, etag: 'later' })]);
  book.transaction([put(expected)]);
  const state = stateOf(book);
  await book.close();
  const again = await open(folder);
  expect(stateOf(again)).toEqual(state);
  expect([...again.contacts()]).toEqual([expected]);
});

test('the last two hundred runs are kept', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  for (let n = 1; n <= 205; n++) book.transaction([{ kind: 'putRun', report: report(n) }]);
  expect(book.runs().map(({ requests }) => requests)).toEqual(
    Array.from({ length: 200 }, (_none, n) => n + 6),
  );
  await book.close();
  expect((await open(folder)).runs()).toHaveLength(200);
});
