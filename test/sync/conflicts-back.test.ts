// Owns: that a decision on a conflict is taken back whole: the conflict waits again, and the cloud's version stays.
// Leaves to others: undo and redo of all other actions (actions.test.ts), deciding (laws.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

const sync = () => kith.sync(side.account(kith));
const ada = () => kith.book.contactsOf(side.account(kith))[0]!;
const note = (text: string) =>
  void kith.handlers['contacts.save']({ contact: ada().id, fields: { notes: { text } } });
const undo = (): unknown => kith.handlers['history.undo']();
const redo = (): unknown => kith.handlers['history.redo']();
const notes = () => ada().local?.notes?.text;
const inCloud = () => side.all().map(({ given: name, notes: text }) => [name, text ?? null]);
const reopen = async () => void (kith = await kith.reopen());

const conflict = () => ada().conflicts.map(({ path, mine, theirs }) => ({ path, mine, theirs }));
const open = [{ path: 'notes.text', mine: 'mine', theirs: 'theirs' }];
const decide = (take: 'mine' | 'theirs') =>
  void kith.handlers['conflicts.resolve']({ contact: ada().id, path: 'notes.text', take });

describe.each(['google', 'microsoft'] as const)(
  '%s: a decision on a conflict that is taken back',
  (provider) => {
    beforeEach(async () => {
      const clock = steppingClock();
      clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
      kith = await openTestKith(clouds, { clock });
      side = SIDES[provider](clouds);
      const id = side.add({ given: 'Ada', notes: 'first' });
      await sync();
      note('mine');
      side.edit(id, { notes: 'theirs' });
      await sync();
      expect(conflict()).toEqual(open);
    });
    afterEach(async () => {
      await kith.close();
      await clouds.close();
      removeFolder(kith.folder);
    });

    it.each<readonly [string, () => void, string]>([
      ['by taking theirs', () => decide('theirs'), 'theirs'],
      ['by taking mine', () => decide('mine'), 'mine'],
      ['by typing theirs', () => note('theirs'), 'theirs'],
    ])(
      '[law 3] %s waits again, overwrites nothing, and is made again by a redo',
      async (_how, end, after) => {
        end();
        expect(conflict()).toEqual([]);
        await reopen();
        undo();
        expect(conflict()).toEqual(open);
        await sync();
        expect(inCloud()).toEqual([['Ada', 'theirs']]);
        await reopen();
        redo();
        expect([conflict(), notes()]).toEqual([[], after]);
        await sync();
        expect(inCloud()).toEqual([['Ada', after]]);
      },
    );

    it('[law 3] by taking theirs waits again also after a sync', async () => {
      decide('theirs');
      await sync();
      undo();
      await sync();
      expect([conflict(), inCloud()]).toEqual([open, [['Ada', 'theirs']]]);
    });

    it('[law 3] by deleting the contact waits again', async () => {
      await kith.handlers['persons.delete'](ada().person);
      undo();
      await sync();
      expect([conflict(), inCloud()]).toEqual([open, [['Ada', 'theirs']]]);
    });

    it('[law 3] that was sent stays an edit: the cloud says mine', async () => {
      decide('mine');
      await sync();
      undo();
      expect([conflict(), notes()]).toEqual([[], 'mine']);
    });

    it('an edit of another field leaves it open, done, undone and redone', async () => {
      void kith.handlers['contacts.save']({
        contact: ada().id,
        fields: { nicknames: [{ id: 'n1', value: 'A' }] },
      });
      undo();
      expect(conflict()).toEqual(open);
      redo();
      expect(conflict()).toEqual(open);
    });
  },
);
