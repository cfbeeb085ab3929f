// Owns: what holds for every provider of contacts: the engine knows nothing else of a cloud.
// Leaves to others: running it (provider.test.ts), what only one cloud does (google-provider*, microsoft-provider*).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import { AppError } from '../../main/core/errors.ts';
import { changedFields, sameFields } from '../../main/core/fields.ts';
import type {
  RemoteContact,
  RemotePage,
  WriteOperation,
  WriteOutcome,
} from '../../main/providers/provider.ts';
import type { Cut } from '../clouds/kit/server.ts';
import { createOf, deleteOf, openStand, RICH, updateOf, withoutAdditions } from './support/stand.ts';
import type { Mapping, Stand } from './support/stand.ts';

const contactsOf = (pages: readonly RemotePage[]) => pages.flatMap(({ contacts }) => contacts);
const cursorOf = (pages: readonly RemotePage[]) => pages.at(-1)?.cursor ?? null;
const idsOf = (pages: readonly RemotePage[]) => contactsOf(pages).map(({ remoteId }) => remoteId);
const notes = (text: string): ContactFields => ({ notes: { text, format: 'plain' } });
const named = (given: string): ContactFields => ({ name: { given, family: 'New' } });

export function describeProvider(mapping: Mapping): void {
  let stand: Stand;
  beforeEach(async () => {
    stand = await openStand(mapping);
  });
  afterEach(() => stand.close());

  const add = (count: number) =>
    Array.from({ length: count }, (_, n) => stand.side.add({ given: `Person${n}`, family: 'Old' }));
  const write = (...batch: WriteOperation[]) => stand.provider.write(stand.account, batch);
  const find = (...keys: string[]) => stand.provider.findCreated(stand.account, keys);
  const listedRequests = () => stand.side.log.requests.length;
  /** Sends operations batch by batch, and what was not applied once more, as the engine does. */
  const push = async (operations: readonly WriteOperation[]): Promise<readonly WriteOutcome[]> => {
    const outcomes: WriteOutcome[] = [];
    for (const batch of stand.provider.batches(operations)) outcomes.push(...(await write(...batch)));
    return outcomes;
  };
  const kinds = (outcomes: readonly WriteOutcome[]) =>
    Object.fromEntries(outcomes.map(({ key, kind }) => [key, kind]));
  const contactIn = (outcomes: readonly WriteOutcome[]): RemoteContact => {
    const [only] = outcomes;
    if (only?.kind !== 'done' || only.contact === null) throw new Error(JSON.stringify(only));
    return only.contact;
  };

  describe('pull', () => {
    it('[law 8] lists completely, page by page: it says where the listing begins, and which scopes end with it', async () => {
      const ids = add(2 * stand.page + 50);
      const pages = await stand.pull(null);
      expect(pages.map(({ contacts }) => contacts.length)).toEqual([stand.page, stand.page, 50]);
      expect(pages.map(({ startsListing }) => startsListing)).toEqual([true, false, false]);
      expect(pages.map(({ completed }) => completed.length > 0)).toEqual([false, false, true]);
      for (const { scope } of contactsOf(pages)) expect(pages[2]!.completed).toContain(scope);
      expect(new Set(idsOf(pages)).size).toBe(ids.length);
      expect(new Set(pages.map(({ cursor }) => cursor)).size).toBe(3);
    });

    it('[law 7] goes on from the cursor of any page with exactly the rest', async () => {
      add(2 * stand.page + 50);
      const pages = await stand.pull(null);
      for (const [at, { cursor }] of pages.entries()) {
        const rest = await stand.pull(cursor);
        if (at === 2) expect(idsOf(rest)).toEqual([]);
        else expect(idsOf(rest).sort()).toEqual(idsOf(pages.slice(at + 1)).sort());
        expect(rest.some(({ startsListing }) => startsListing)).toBe(false);
      }
    });

    it('[law 1] says nothing of an account in which nothing changed, in one request', async () => {
      add(5);
      const cursor = cursorOf(await stand.pull(null));
      stand.side.log.clear();
      expect(await stand.pull(cursor)).toMatchObject([
        { contacts: [], tombstones: [], unchanged: [], renamed: [], startsListing: false, completed: [] },
      ]);
      expect(listedRequests()).toBe(1);
    });

    it('brings edits, creations and deletions since the last one, and nothing else', async () => {
      add(4);
      const before = contactsOf(await stand.pull(null));
      const cursor = cursorOf(await stand.pull(null));
      const [edited, removed] = before as [RemoteContact, RemoteContact];
      stand.side.edit(edited.remoteId, { notes: 'changed' });
      stand.side.remove(removed.remoteId);
      stand.side.add({ given: 'Eve', family: 'Young' });
      const pages = await stand.pull(cursor, before);
      expect(
        contactsOf(pages)
          .map(({ fields }) => [fields.name?.given, fields.notes?.text])
          .sort(),
      ).toEqual([
        ['Eve', undefined],
        [edited.fields.name?.given, 'changed'],
      ]);
      expect(pages.flatMap(({ tombstones }) => tombstones)).toEqual([removed.remoteId]);
      expect(pages.flatMap(({ completed }) => completed)).toEqual([]);
    });

    it('brings many changes once each', async () => {
      const ids = add(stand.page + 50);
      const cursor = cursorOf(await stand.pull(null));
      for (const id of ids) stand.side.edit(id, { notes: 'changed' });
      const pages = await stand.pull(cursor);
      expect(new Set(idsOf(pages)).size).toBe(ids.length);
      expect(idsOf(pages)).toHaveLength(ids.length);
    });

    it('[law 1] knows contacts again whose version is the one that Kith has', async () => {
      add(30);
      const known = contactsOf(await stand.pull(null));
      const pages = await stand.pull(null, known);
      expect(contactsOf(pages)).toEqual([]);
      expect(pages.flatMap(({ unchanged }) => unchanged).sort()).toEqual(
        known.map(({ remoteId }) => remoteId).sort(),
      );
    });

    it('[law 8] says that a cursor has expired, in an incremental pull and in the middle of a listing', async () => {
      add(stand.page + 50);
      const pages = await stand.pull(null);
      stand.side.expireCursors();
      for (const { cursor } of pages.slice(stand.provider.kind === 'google' ? 1 : 0))
        await expect(stand.pull(cursor)).rejects.toMatchObject({ code: 'provider.cursorExpired' });
      expect(contactsOf(await stand.pull(null))).toHaveLength(stand.page + 50);
    });

    it.each(['', 'nonsense', '{}', '{"v":99}', 'https://elsewhere.example/delta'])(
      '[law 8] takes a cursor that is not its own (%s) for an expired one, without asking',
      async (cursor) => {
        await expect(stand.pull(cursor)).rejects.toMatchObject({ code: 'provider.cursorExpired' });
        expect(listedRequests()).toBe(0);
      },
    );
  });

  describe('write', () => {
    it('[law 2] creates, updates and deletes; its replies are the versions that the next pull knows', async () => {
      add(2);
      const [one, two] = contactsOf(await stand.pull(null)) as [RemoteContact, RemoteContact];
      const cursor = cursorOf(await stand.pull(null));
      const outcomes = await push([
        createOf('new', named('Eve')),
        updateOf(one, notes('mine')),
        deleteOf(two),
      ]);
      expect(kinds(outcomes)).toEqual({ new: 'done', [one.remoteId]: 'done', [two.remoteId]: 'done' });
      const written = outcomes.flatMap((outcome) =>
        outcome.kind === 'done' && outcome.contact !== null ? [outcome.contact] : [],
      );
      expect(written.map(({ createKey }) => createKey)).toContain('key-new');
      const [page] = await stand.pull(cursor, written);
      expect(page?.contacts).toEqual([]);
      expect(page?.unchanged.toSorted()).toEqual(written.map(({ remoteId }) => remoteId).sort());
      expect(page?.tombstones).toEqual([two.remoteId]);
    });

    it('[law 14] cuts any operations into batches of one request each, all of them once, within the limits', async () => {
      add(3);
      const contacts = contactsOf(await stand.pull(null));
      const many = (count: number, make: (n: number) => WriteOperation) =>
        Array.from({ length: count }, (_, n) => make(n));
      const operations = [
        ...many(401, (n) => createOf(`c${n}`, named(`${n}`))),
        ...many(401, (n) => ({ ...updateOf(contacts[0]!, notes('x')), key: `u${n}` })),
        ...many(1001, (n) => ({ ...deleteOf(contacts[1]!), key: `d${n}` })),
      ];
      const batches = stand.provider.batches(operations);
      expect(
        batches
          .flat()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(operations.map(({ key }) => key).sort());
      for (const kind of ['create', 'update', 'delete'] as const) {
        const sizes = batches.map((batch) => batch.filter((operation) => operation.kind === kind).length);
        expect(Math.max(...sizes)).toBe(stand.limits[kind]);
      }
      stand.side.log.clear();
      await write(createOf('a', named('a')), createOf('b', named('b')), createOf('c', named('c')));
      expect(listedRequests()).toBe(1);
    });

    it('[law 14] goes on from the version of the last reply', async () => {
      const [id] = add(1) as [string];
      const once = contactIn(await write(updateOf(await stand.readOne(id), notes('one'))));
      const twice = contactIn(await write(updateOf(once, notes('two'))));
      expect(twice.etag).not.toBe(once.etag);
      expect(stand.side.read(id)?.notes).toBe('two');
    });

    it('[law 3] a newer version in the cloud makes an update stale, and stays', async () => {
      const [id] = add(1) as [string];
      const contact = await stand.readOne(id);
      stand.side.edit(id, { nickname: 'theirs' });
      expect(kinds(await write(updateOf(contact, notes('mine'))))).toEqual({ [contact.remoteId]: 'stale' });
      if (stand.provider.conditionalDelete)
        expect(kinds(await write(deleteOf(contact)))).toEqual({ [contact.remoteId]: 'stale' });
      expect(stand.side.read(id)).toMatchObject({ nickname: 'theirs', notes: undefined });
    });

    it('[law 4] what the cloud has not any more is gone, for an update and for a delete', async () => {
      const contacts = await Promise.all(add(2).map((id) => stand.readOne(id)));
      for (const { remoteId } of contacts) stand.side.remove(remoteId);
      const [one, two] = contacts as [RemoteContact, RemoteContact];
      expect(kinds(await write(updateOf(one, notes('mine'))))).toEqual({ [one.remoteId]: 'gone' });
      expect(kinds(await write(deleteOf(two)))).toEqual({ [two.remoteId]: 'gone' });
    });

    it('[law 14] [law 20] one of many that is refused is named, and the others get through', async () => {
      const good = Array.from({ length: 6 }, (_, n) => createOf(`n${n}`, named(`${n}`)));
      if (stand.provider.kind === 'microsoft')
        stand.side.faults['status'] = { code: 400, times: 1, match: '/me/contacts' };
      const bad = createOf('bad', stand.provider.kind === 'google' ? stand.impossible : named('bad'));
      const [first, ...rest] = stand.provider.kind === 'microsoft' ? [bad, ...good] : [...good, bad];
      const outcomes = await write(first!, ...rest);
      expect(outcomes.find(({ key }) => key === 'bad')).toMatchObject({
        kind: 'refused',
        error: { code: 'provider.rejected' },
      });
      const left = good.filter(({ key }) => outcomes.find((one) => one.key === key)?.kind !== 'done');
      for (const { key } of left) expect(kinds(outcomes)[key]).toBe('notApplied');
      if (left.length > 0)
        expect(new Set(Object.values(kinds(await write(...left))))).toEqual(new Set(['done']));
      expect(stand.side.all()).toHaveLength(6);
    });

    it('[law 12] names only what changed, and leaves what Kith does not know as it was', async () => {
      const id = stand.addStrange();
      const before = stand.strangeIn(id);
      const contact = await stand.readOne(id);
      stand.side.log.clear();
      const after = contactIn(await write(updateOf(contact, notes('mine'))));
      expect(stand.strangeIn(id)).toBe(before);
      expect(sameFields({ ...after.fields, notes: {} }, { ...contact.fields, notes: {} })).toBe(true);
      expect(JSON.stringify(stand.side.log.requests.at(-1)?.body)).not.toContain('another program');
    });

    it('[law 13] never sends what nobody can edit', async () => {
      const made = contactIn(await write(createOf('rich', RICH)));
      const again = contactIn(
        await write(
          updateOf(made, {
            ...notes('x'),
            name: { ...made.fields.name, given: 'Augusta' },
            emails: [...made.fields.emails!.slice(1)],
            phones: [...made.fields.phones!.slice(1)],
          }),
        ),
      );
      expect(again.readOnly).toBeDefined();
      const bodies = stand.side.log.requests.filter(({ method }) => method !== 'GET').map(({ body }) => body);
      expect(JSON.stringify(bodies)).not.toMatch(stand.readOnly);
    });
  });

  describe('[law 9] a connection that is cut', () => {
    const PLACES: readonly (readonly [Cut, boolean])[] = [
      ['before', false],
      ['body', false],
      ['applied', true],
      ['reply', true],
    ];

    it.each(PLACES)(
      '%s: nobody knows of the creates, and asking finds exactly what arrived',
      async (at, applied) => {
        add(30);
        stand.side.faults['cut'] = { at, times: 1 };
        const batch = [createOf('a', named('a')), createOf('b', named("O'Neil"))];
        expect(kinds(await write(...batch))).toEqual({ a: 'ambiguous', b: 'ambiguous' });
        const found = await find('key-a', 'key-b', 'key-never');
        expect([...found.keys()].sort()).toEqual(applied ? ['key-a', 'key-b'] : []);
        if (applied) expect(found.get('key-b')?.fields.name?.given).toBe("O'Neil");
        expect(stand.side.all()).toHaveLength(applied ? 32 : 30);
      },
    );

    it.each(PLACES)(
      '%s: nor of an update and a delete, which are checked when they are sent again',
      async (at, applied) => {
        const contacts = await Promise.all(add(2).map((id) => stand.readOne(id)));
        for (const operation of [updateOf(contacts[0]!, notes('mine')), deleteOf(contacts[1]!)]) {
          stand.side.faults['cut'] = { at, times: 1, after: stand.checksBefore };
          expect(Object.values(kinds(await write(operation)))).toEqual(['ambiguous']);
          const second = applied ? (operation.kind === 'update' ? 'stale' : 'gone') : 'done';
          expect(Object.values(kinds(await write(operation)))).toEqual([second]);
        }
        expect(stand.side.all().map((one) => one.notes)).toEqual(['mine']);
      },
    );

    it.each(['html', 'halfJson'] as const)('nor after an answer that is none (%s)', async (fault) => {
      stand.side.faults[fault] = true;
      expect(kinds(await write(createOf('a', named('a'))))).toEqual({ a: 'ambiguous' });
    });
  });

  describe('fetch', () => {
    it('gives present versions by the ids asked for, and leaves out what is not there', async () => {
      const ids = add(25);
      const contacts = await Promise.all(ids.slice(0, 3).map((id) => stand.readOne(id)));
      stand.side.edit(ids[0]!, { notes: 'changed' });
      stand.side.remove(ids[1]!);
      const asked = contactsOf(await stand.pull(null)).map(({ remoteId }) => remoteId);
      const found = await stand.provider.fetch(stand.account, [...asked, contacts[1]!.remoteId]);
      expect([...found.keys()].sort()).toEqual(asked.sort());
      expect(found.get(contacts[0]!.remoteId)?.fields.notes?.text).toBe('changed');
      expect(found.get(contacts[0]!.remoteId)?.etag).not.toBe(contacts[0]!.etag);
      expect(found.get(contacts[2]!.remoteId)?.etag).toBe(contacts[2]!.etag);
    });
  });

  describe('hold', () => {
    it('[law 21] is what reading back a write gives, and what it holds it holds again', async () => {
      const held = stand.provider.hold(stand.account, RICH);
      const made = contactIn(await write(createOf('rich', RICH)));
      expect(changedFields(withoutAdditions(made.fields), withoutAdditions(held))).toEqual([]);
      const { fields } = await stand.readOne(made.remoteId);
      expect(sameFields(fields, made.fields)).toBe(true);
      for (const once of [held, fields])
        expect(sameFields(stand.provider.hold(stand.account, once), once)).toBe(true);
    });

    it('[law 21] has nothing to send for what it cannot hold', async () => {
      const made = contactIn(await write(createOf('rich', RICH)));
      stand.side.log.clear();
      const unheld: ContactFields =
        stand.provider.kind === 'google' ? { fileAs: 'x' } : { interests: [{ id: 'i', value: 'chess' }] };
      expect(kinds(await write(updateOf(made, unheld)))).toEqual({ [made.remoteId]: 'done' });
      expect(listedRequests()).toBe(0);
    });
  });

  describe('trouble', () => {
    it.each([
      ['a page of HTML', { html: true }, 'provider.badResponse'],
      ['half a JSON', { halfJson: true }, 'provider.badResponse'],
      ['no answer', { offline: true }, 'network.offline'],
      ['a refused token', { unauthorized: true }, 'auth.required'],
      ['a busy service', { status: { code: 503, retryAfter: 7 } }, 'provider.unavailable'],
      ['a rush', { status: { code: 429, retryAfter: '2.5' } }, 'provider.throttled'],
    ] as const)('reading: %s has a name of its own', async (_what, faults, code) => {
      const [id] = add(1) as [string];
      Object.assign(stand.side.faults, faults);
      await expect(stand.pull(null)).rejects.toMatchObject({ code });
      await expect(find('k1')).rejects.toBeInstanceOf(AppError);
      await expect(stand.provider.fetch(stand.account, [id])).rejects.toBeInstanceOf(AppError);
      if (code === 'provider.throttled')
        await expect(stand.pull(null)).rejects.toMatchObject({ context: { retryAfter: 2.5 } });
      if (code === 'auth.required') expect(stand.renewals()).toBeGreaterThan(0);
    });

    it('[law 15] writing: a rush throws, with the wait that was asked for, and nothing was applied', async () => {
      stand.side.faults['status'] = { code: 429, retryAfter: 3 };
      await expect(write(createOf('a', named('a')))).rejects.toMatchObject({
        code: 'provider.throttled',
        context: { retryAfter: 3 },
      });
      expect(stand.side.all()).toEqual([]);
    });

    it('[law 16] writing: so does a lost sign-in', async () => {
      stand.side.faults['unauthorized'] = true;
      await expect(write(createOf('a', named('a')))).rejects.toMatchObject({ code: 'auth.required' });
      expect(stand.renewals()).toBe(1);
      expect(stand.side.all()).toEqual([]);
    });

    it('a run that is stopped is no trouble of the cloud’s', async () => {
      add(1);
      const aborted = AbortSignal.abort();
      await expect(stand.provider.fetch(stand.account, ['x'], aborted)).rejects.toMatchObject({
        code: 'sync.cancelled',
      });
    });

    it('sends no request twice by itself', async () => {
      const [id] = add(1) as [string];
      const contact = await stand.readOne(id);
      stand.side.log.clear();
      stand.side.faults['status'] = { code: 503 };
      expect(Object.values(kinds(await write(createOf('a', named('a')))))).toEqual(['ambiguous']);
      await write(deleteOf(contact)).catch(() => undefined);
      expect(listedRequests()).toBe(2);
    });
  });
}
