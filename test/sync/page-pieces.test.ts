// Owns: that a long page is stored some contacts at a time, each cloud's, and that one which was cut off in the middle loses
// and doubles nothing (laws 7, 8). Leaves to others: cuts of the network (cuts.test.ts), random histories (simulation).
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

  it('is stored two at a time where two may be stored at once, the cursor with the last of them', async () => {
    const stored: { contacts: number; cursor: boolean | null }[] = [];
    for (let n = 0; n < 5; n++) side.add({ given: `Ada${n}` });
    kith.book.subscribe((changes) => {
      const contacts = changes.filter(({ kind }) => kind === 'putContact').length;
      const put = changes.find((change) => change.kind === 'putSync');
      const cursor = put?.kind === 'putSync' ? put.state.cursor !== null : null;
      if (contacts > 0) stored.push({ contacts, cursor });
    });
    await sync();
    expect(stored).toEqual([
      { contacts: 2, cursor: false },
      { contacts: 2, cursor: null },
      { contacts: 1, cursor: true },
    ]);
  });

  it('that was cut off is read again, and what was deleted there meanwhile is not taken for listed', async () => {
    const people = Array.from({ length: 5 }, (_none, n) => side.add({ given: `Ada${n}` }));
    let left: string | null = null;
    afterFirst(() => (left = profileLeftBehind(kith.folder)));
    await sync();
    await kith.close();
    folders.push(left!);
    kith = await openTestKith(clouds, { ids, storedAtOnce: 2, folder: left! });
    expect(here()).toHaveLength(2);
    for (const [n, person] of people.entries()) if (here().includes(`Ada${n}`)) side.remove(person);
    await sync();
    await sync();
    expect(here()).toHaveLength(3);
  });

  it('leaves what a person does between two of its transactions', async () => {
    const people = Array.from({ length: 5 }, (_none, n) => side.add({ given: `Ada${n}` }));
    await sync();
    for (const person of people) side.edit(person, { family: 'New' });
    const stored = new Set<ContactId>();
    const edited: ContactId[] = [];
    const unsubscribe = kith.book.subscribe((changes) => {
      for (const change of changes) if (change.kind === 'putContact') stored.add(change.record.id);
      if (stored.size !== 2) return;
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
