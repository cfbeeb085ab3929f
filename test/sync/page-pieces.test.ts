// Owns: that a long page of a listing is stored some contacts at a time where its cloud tells of all that is deleted until it
// is read again, and that one which was cut off in the middle loses, doubles and keeps nothing too much (laws 7, 8).
// Leaves to others: cuts of the network (cuts.test.ts), random histories (simulation).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../main/core/account.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { profileLeftBehind } from '../support/in-process.ts';
import { countingIds, openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';

describe.each(['google', 'microsoft'] as const)('a page of %s', (provider) => {
  let clouds: Clouds;
  /** Of the book, however often it is opened. */
  let ids: { next(): string };
  let kith: TestKith;
  let side: ReturnType<(typeof SIDES)[typeof provider]>;
  const folders: string[] = [];
  const here = () => [...kith.book.contacts()].flatMap(({ local }) => local?.name?.given ?? []).sort();
  const sync = () => kith.sync(side.account(kith));

  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    side = SIDES[provider](clouds);
    ids = countingIds();
    kith = await openTestKith(clouds, { ids, storedAtOnce: 2 });
    folders.push(kith.folder);
  });
  afterEach(async () => {
    await kith.close();
    await clouds.close();
    for (const folder of folders.splice(0)) removeFolder(folder);
  });

  /** Calls `then` once the first contacts of a sync were stored. */
  function afterFirst(then: () => void): void {
    const unsubscribe = kith.book.subscribe((changes) => {
      if (!changes.some(({ kind }) => kind === 'putContact')) return;
      unsubscribe();
      then();
    });
  }

  /** What each transaction with contacts stored, and whether a cursor with them. */
  function watchStored(): readonly { contacts: number; cursor: boolean | null }[] {
    const stored: { contacts: number; cursor: boolean | null }[] = [];
    kith.book.subscribe((changes) => {
      const contacts = changes.filter(({ kind }) => kind === 'putContact').length;
      const put = changes.find((change) => change.kind === 'putSync');
      const cursor = put?.kind === 'putSync' ? put.state.cursor !== null : null;
      if (contacts > 0) stored.push({ contacts, cursor });
    });
    return stored;
  }
  const whole = [{ contacts: 5, cursor: true }];
  const inPieces = [
    { contacts: 2, cursor: false },
    { contacts: 2, cursor: null },
    { contacts: 1, cursor: true },
  ];
  const addFive = () => Array.from({ length: 5 }, (_none, n) => side.add({ given: `Ada${n}` }));

  it("of a listing is stored two at a time where two may be, the cursor with the last of them; Graph's all at once", async () => {
    addFive();
    const stored = watchStored();
    await sync();
    expect(stored).toEqual(provider === 'google' ? inPieces : whole);
  });

  it('of changes is stored with its cursor at once', async () => {
    await sync();
    addFive();
    const stored = watchStored();
    await sync();
    expect(stored).toEqual(whole);
  });

  it.each(['a listing', 'changes'])(
    'of %s that was cut off is read again, and what was deleted there meanwhile goes here too',
    async (what) => {
      side.add({ given: 'First' });
      if (what === 'changes') await sync();
      const people = addFive();
      let left: string | null = null;
      afterFirst(() => (left = profileLeftBehind(kith.folder)));
      await sync();
      await kith.close();
      folders.push(left!);
      kith = await openTestKith(clouds, { ids, storedAtOnce: 2, folder: left! });
      const stored = here();
      expect(stored.length).toBeGreaterThan(1);
      for (const [n, person] of people.entries()) if (stored.includes(`Ada${n}`)) side.remove(person);
      await sync();
      await sync();
      expect(here()).toEqual(
        side
          .all()
          .map(({ given }) => given)
          .sort(),
      );
    },
  );

  it('leaves what a person does between two of its transactions', async () => {
    const people = addFive();
    await sync();
    // All are listed anew, in pieces where there are any.
    side.expireCursors();
    for (const person of people) side.edit(person, { family: 'New' });
    const stored = new Set<ContactId>();
    const edited: ContactId[] = [];
    const unsubscribe = kith.book.subscribe((changes) => {
      for (const change of changes) if (change.kind === 'putContact') stored.add(change.record.id);
      if (stored.size < 2) return;
      unsubscribe();
      void Promise.resolve().then(() => {
        for (const { id, local } of kith.book.contacts()) {
          const fields = { ...local!, notes: { text: `mine of ${local!.name!.given!}` } };
          edited.push(id);
          void kith.handlers['contacts.save']({ contact: id, fields, opened: local! });
        }
      });
    });
    await sync();
    await sync();
    const found = [...kith.book.contacts()].map(({ local, conflicts }) => [
      local?.name,
      local?.notes,
      conflicts,
    ]);
    expect(edited).toHaveLength(5);
    expect(found).toEqual(
      people.map((_person, n) => [
        expect.objectContaining({ given: `Ada${n}`, family: 'New' }),
        expect.objectContaining({ text: `mine of Ada${n}` }),
        [],
      ]),
    );
  });
});
